/* Bases. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/djbunix.h>

#include "base.h"
#include "reader.h"
#include "../base/scan.h"
#include "../base/text.h"

#define DIRECTORY "base/"
#define OFFSET_DIGITS 12
#define SUFFIX ".cdb"

static void base_name(struct base *b, struct cursor const *c)
{
  struct text t = TEXT(b->path);
  b->number = c->number;
  text_adds(&t, DIRECTORY);
  text_addpad(&t, c->number, SEGMENT_DIGITS);
  text_addc(&t, '.');
  text_addpad(&t, c->offset, OFFSET_DIGITS);
  text_adds(&t, SUFFIX);
  text_addc(&t, 0);
}

/* Is this file name a base's? */
static int scan_name(struct base *b, char const *name)
{
  struct cursor c;
  char const *offset = name + SEGMENT_DIGITS + 1;
  if (strlen(name) != SEGMENT_DIGITS + 1 + OFFSET_DIGITS + strlen(SUFFIX))
    return 0;
  if (scan_decimal(name, SEGMENT_DIGITS, &c.number, SEGMENT_NUMBER_MAX)
    != SEGMENT_DIGITS) return 0;
  if (scan_decimal(offset, OFFSET_DIGITS, &c.offset, INT64_MAX)
    != OFFSET_DIGITS) return 0;
  base_name(b, &c);
  return !strcmp(b->path + strlen(DIRECTORY), name);
}

static int by_name(void const *a, void const *b)
{
  return strcmp(((struct base const *)a)->path,
    ((struct base const *)b)->path);
}

static int read_names(genalloc *list, DIR *dir)
{
  struct dirent *d;
  while (errno = 0, d = readdir(dir))
  {
    struct base b;
    if (scan_name(&b, d->d_name) && !genalloc_append(struct base, list, &b))
      return 0;
  }
  return !errno;
}

int base_list(genalloc *list, int home)
{
  int fd = openat(home, DIRECTORY, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int good;
  DIR *dir;
  genalloc_setlen(struct base, list, 0);
  if (fd == -1) return errno == ENOENT;
  dir = fdopendir(fd);
  if (!dir) return close(fd), 0;
  good = read_names(list, dir);
  closedir(dir);
  if (good && list->len)
    qsort(list->s, genalloc_len(struct base, list), sizeof (struct base),
      by_name);
  return good;
}

/* Is this newest one of a week ago, or of no use? 1, 0, -1. */
static int old(int home, struct base const *b, uint64_t now)
{
  struct header h;
  char const *why;
  int fd = openat(home, b->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  int r;
  if (fd == -1) return -1;
  r = header_read(&h, fd, &why);
  close(fd);
  if (r == 1) return now >= h.made + BASE_WEEK || now + BASE_WEEK < h.made;
  return r ? -1 : 1;
}

static int link_base(int home, struct header const *karma)
{
  struct base b;
  int fd, r;
  if (mkdirat(home, DIRECTORY, 0755) == -1 && errno != EEXIST) return 0;
  base_name(&b, &karma->cursor);
  if (unlinkat(home, b.path, 0) == -1 && errno != ENOENT) return 0;
  if (linkat(home, KARMA_CDB, home, b.path, 0) == -1) return 0;
  fd = openat(home, DIRECTORY, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd == -1) return 0;
  r = fd_sync(fd);
  close(fd);
  return r == 0;
}

/* Remove all but the newest two, one of which has just been made. */
static int thin(int home, genalloc *list)
{
  size_t n, i = 0;
  if (!base_list(list, home)) return 0;
  n = genalloc_len(struct base, list);
  for (; i + BASE_KEPT < n; i++)
    if (unlinkat(home, genalloc_s(struct base, list)[i].path, 0) == -1)
      return 0;
  return 1;
}

static int take(genalloc *list, int home, struct header const *karma,
  uint64_t now)
{
  size_t n;
  int due;
  if (!base_list(list, home)) return 0;
  n = genalloc_len(struct base, list);
  due = n ? old(home, genalloc_s(struct base, list) + n - 1, now) : 1;
  if (due == -1) return 0;
  return !due || (link_base(home, karma) && thin(home, list));
}

int base_take(int home, struct header const *karma, uint64_t now,
  struct fault *fault)
{
  genalloc list = GENALLOC_ZERO;
  int good = take(&list, home, karma, now);
  if (!good) fault_system(fault, "make a snapshot in", "base");
  genalloc_free(struct base, &list);
  return good ? 1 : -1;
}
