/* lookup FILE: looks each key on stdin up in a database, with our own bounded
   look-up and with libcdb's cdb_find, and prints both answers: `=` and the
   value when they agree, else `!` and both. Being linked like our programs, it
   shows as well that cdb_find is libcdb's, not the one of libskarnet. */

#include <string.h>

#include <cdb.h>

#include <skalibs/buffer.h>
#include <skalibs/djbunix.h>
#include <skalibs/skamisc.h>
#include <skalibs/stralloc.h>
#include <skalibs/strerr.h>

#include "../../src/database/lookup.h"

struct answer
{
  int found;              /* 1, 0, -1 */
  char value[RECORD_FMT];
  size_t n;
};

static void ours(struct answer *a, int fd, char const *key, size_t n)
{
  char const *why;
  memset(a, 0, sizeof *a);
  a->found = lookup_find(fd, key, n, a->value, &a->n, &why);
}

static void theirs(struct answer *a, struct cdb *c, char const *key, size_t n)
{
  memset(a, 0, sizeof *a);
  a->found = cdb_find(c, key, (unsigned int)n);
  if (a->found != 1) return;
  a->n = cdb_datalen(c);
  if (a->n > sizeof a->value || cdb_readdata(c, a->value) == -1)
    strerr_dief(1, "a value is too long");
}

static void put(struct answer const *a)
{
  if (a->found == 1) buffer_put(buffer_1, a->value, a->n);
  else buffer_puts(buffer_1, a->found ? "broken" : "absent");
}

static void compare(int fd, struct cdb *c, char const *key, size_t n)
{
  struct answer a, b;
  ours(&a, fd, key, n);
  theirs(&b, c, key, n);
  if (memcmp(&a, &b, sizeof a))
  {
    buffer_puts(buffer_1, "! ");
    put(&b);
    buffer_puts(buffer_1, " but ");
  }
  else buffer_puts(buffer_1, "= ");
  put(&a);
  buffer_puts(buffer_1, "\n");
}

int main(int argc, char const *const *argv)
{
  stralloc line = STRALLOC_ZERO;
  struct cdb c;
  int fd;
  PROG = "lookup";
  if (argc != 2) strerr_dieusage(100, "lookup file");
  fd = open_readb(argv[1]);
  if (fd == -1) strerr_diefusys(111, "open ", argv[1]);
  if (cdb_init(&c, fd) == -1) strerr_diefusys(111, "read ", argv[1]);
  while (skagetln(buffer_0, &line, '\n') == 1)
  {
    compare(fd, &c, line.s, line.len - 1);
    line.len = 0;
  }
  stralloc_free(&line);
  cdb_free(&c);
  if (!buffer_flush(buffer_1)) strerr_diefusys(111, "write");
  return 0;
}
