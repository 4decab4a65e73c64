/* The box, in words. */

#include "box.h"
#include "record.h"

void box_adddays(struct text *t, uint64_t until, uint64_t now)
{
  uint64_t left = until > now ? until - now : 1;
  uint64_t hundredths = left / RECORD_DAY * 100
    + (left % RECORD_DAY * 100 + RECORD_DAY - 1) / RECORD_DAY;
  text_addu(t, hundredths / 100);
  text_addc(t, '.');
  text_addpad(t, hundredths % 100, 2);
}

void box_addreply(struct text *t, uint64_t until, uint64_t now)
{
  text_adds(t, "You were naughty. You cannot connect for ");
  box_adddays(t, until, now);
  text_adds(t, " more days.");
}
