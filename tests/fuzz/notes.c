/* Notes from below the backend, through a pipe in pieces: whatever comes, few
   points, few flags, and nothing in them that is not printable. */

#include <string.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>

#include "fuzz.h"
#include "../../src/smtp/notes.h"

static struct session session;

static void flags(void)
{
  unsigned int i = 0;
  size_t k;
  MUST(session.flags <= SESSION_FLAGS && session.kept <= SESSION_TEXTS);
  for (; i < session.flags; i++)
  {
    MUST(session.flag[i].len <= SESSION_TEXT);
    for (k = 0; k < session.flag[i].len; k++)
      MUST(session.flag[i].text[k] >= ' ' && session.flag[i].text[k] <= '~');
  }
}

void fuzz(char const *s, size_t n)
{
  struct karma_settings settings = { 0 };
  struct bytes b = { s, n };
  struct notes notes = { 0 };
  int to = notes_open(&notes);
  if (to == -1) fuzz_system("notes_open");
  memset(&session, 0, sizeof session);
  session.settings = &settings;
  settings.observe = bytes_number(&b) & 1;
  while (b.n)
  {
    struct bytes part = bytes_part(&b, 1 + bytes_number(&b) * 37u % 5000);
    if (allwrite(to, part.s, part.n) != part.n) fuzz_system("write");
    MUST(notes_read(&notes, &session) == part.n);
  }
  close(to);
  notes_read(&notes, &session);
  MUST(notes.fd == -1);
  MUST(session.tally.granted <= AWARD_MAX * NOTES_MAX
    && session.tally.granted >= -AWARD_MAX * NOTES_MAX);
  MUST(!settings.observe || !session.flags);
  flags();
}
