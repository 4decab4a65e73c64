/* append: appends the lines on stdin to the journal, one append each, as
   qkarma-smtpd does; also what stands behind the last one. Exits 1 at the first
   that did not go well. */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <skalibs/buffer.h>
#include <skalibs/skamisc.h>
#include <skalibs/stralloc.h>
#include <skalibs/strerr.h>

#include "../../src/config/home.h"
#include "../../src/journal/append.h"

int main(void)
{
  stralloc line = STRALLOC_ZERO;
  int home = home_open();
  PROG = "append";
  if (home == -1) strerr_diefusys(111, "open ", home_path());
  while (skagetln(buffer_0, &line, '\n') == 1 || line.len)
  {
    if (!append_line(home, line.s, line.len))
      strerr_diefusys(1, "append");
    line.len = 0;
  }
  stralloc_free(&line);
  return 0;
}
