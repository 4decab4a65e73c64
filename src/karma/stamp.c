/* Time stamps of the journal. */

#include "stamp.h"
#include "../base/date.h"
#include "../base/scan.h"

#define TAI_UNIX_EPOCH 4611686018427387914u   /* of 1970-01-01, no leaps */

void stamp_add(struct text *t, struct stamp const *stamp)
{
  text_addc(t, '@');
  text_addhex(t, TAI_UNIX_EPOCH + stamp->seconds, 16);
  text_addhex(t, stamp->nano, 8);
}

size_t stamp_scan(struct stamp *stamp, char const *s, size_t n)
{
  uint64_t seconds, nano;
  if (n < STAMP_LEN || s[0] != '@' || !scan_hex(s + 1, 16, &seconds)
    || !scan_hex(s + 17, 8, &nano)) return 0;
  if (seconds < TAI_UNIX_EPOCH || seconds >> 63 || nano > 999999999) return 0;
  stamp->seconds = seconds - TAI_UNIX_EPOCH;
  stamp->nano = (uint32_t)nano;
  return STAMP_LEN;
}

int stamp_later(struct stamp const *a, struct stamp const *b)
{
  return a->seconds > b->seconds
    || (a->seconds == b->seconds && a->nano > b->nano);
}

void stamp_adddate(struct text *t, uint64_t seconds)
{
  struct date d;
  date_of(&d, seconds);
  text_addu(t, d.year);
  text_addc(t, '-');
  text_addpad(t, d.month, 2);
  text_addc(t, '-');
  text_addpad(t, d.day, 2);
  text_addc(t, ' ');
  date_addtime(t, &d);
}
