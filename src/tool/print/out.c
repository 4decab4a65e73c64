/* What a command prints. */

#include <errno.h>
#include <string.h>

#include <skalibs/buffer.h>
#include <skalibs/strerr.h>

#include "out.h"

void out_put(char const *s, size_t n)
{
  if (buffer_put(buffer_1, s, n) == -1)
    strerr_diefusys(111, "write to stdout");
}

void out_puts(char const *s)
{
  out_put(s, strlen(s));
}

void out_text(struct text *t)
{
  if (t->cut)
  {
    errno = EOVERFLOW;
    strerr_diefusys(111, "write to stdout");
  }
  out_put(t->s, t->len);
  t->len = 0;
}

void out_line(struct text *t)
{
  out_text(t);
  out_put("\n", 1);
}

void out_flush(void)
{
  if (!buffer_flush(buffer_1)) strerr_diefusys(111, "write to stdout");
}
