/* Copies of control files as they were when they were last right. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>
#include <skalibs/stralloc.h>

#include "last_right.h"
#include "ruleset.h"
#include "../config/control.h"

#define NEW LAST_RIGHT_SUFFIX ".new"

struct kept
{
  char const *file;
  char const *copy;
  char const *new;
  int (*good)(int home, char const *file);
  void (*standard)(stralloc *sa);   /* the text of a file that is not there */
  stralloc wrong;
};

static int good_checks(int home, char const *file)
{
  static struct ruleset ruleset;
  struct text nobody = { 0, 0, 0, 0 };
  return ruleset_lint(&ruleset, home, file, &nobody);
}

static int good_awards(int home, char const *file)
{
  struct awards awards = awards_default;
  struct text nobody = { 0, 0, 0, 0 };
  return ruleset_awards_lint(&awards, home, file, &nobody);
}

/* An empty control/awards changes no points. */
static void standard_awards(stralloc *sa)
{
  (void)sa;
}

static struct kept files[] =
{
  { LAST_RIGHT_CHECKS, LAST_RIGHT_CHECKS LAST_RIGHT_SUFFIX,
    LAST_RIGHT_CHECKS NEW, good_checks, registry_standard, STRALLOC_ZERO },
  { LAST_RIGHT_AWARDS, LAST_RIGHT_AWARDS LAST_RIGHT_SUFFIX,
    LAST_RIGHT_AWARDS NEW, good_awards, standard_awards, STRALLOC_ZERO }
};

static int same(stralloc const *a, stralloc const *b)
{
  return a->len == b->len && !memcmp(a->s, b->s, a->len);
}

/* What is in force by the file, as control_read has it: with a LF behind. 1, or
   0: it cannot be read. */
static int read_file(struct control *c, int home, struct kept const *k)
{
  int r = control_read(c, home, k->file);
  if (r) return r == 1;
  k->standard(&c->file);
  return stralloc_catb(&c->file, "\n", 1);
}

/* The text gets another name and is looked at there: the file itself may be
   another by now. 1; 0 it is wrong; -1. */
static int write_new(int home, struct kept const *k, stralloc const *text)
{
  int fd = openat(home, k->new, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW
    | O_CLOEXEC, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH);
  int good;
  if (fd == -1) return -1;
  good = allwrite(fd, text->s, text->len - 1) == text->len - 1;
  fd_close(fd);
  return good ? k->good(home, k->new) : -1;
}

/* A text that was found wrong is remembered: it is not looked at each time. */
static int renew(int home, struct kept *k)
{
  static struct control file = CONTROL_ZERO, copy = CONTROL_ZERO;
  int r, e;
  if (!read_file(&file, home, k) || same(&file.file, &k->wrong)) return 1;
  if (control_read(&copy, home, k->copy) == 1 && same(&file.file, &copy.file))
    return 1;
  r = write_new(home, k, &file.file);
  if (r == 1) return renameat(home, k->new, home, k->copy) == 0;
  e = errno;
  unlinkat(home, k->new, 0);
  errno = e;
  if (!r) return stralloc_copy(&k->wrong, &file.file);
  return e == EACCES || e == EROFS;
}

int last_right_renew(int home, char const **file)
{
  unsigned int i = 0;
  for (; i < sizeof files / sizeof *files; i++)
    if (!renew(home, &files[i]))
    {
      *file = files[i].copy;
      return 0;
    }
  return 1;
}
