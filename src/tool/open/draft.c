/* A private copy of a file for its editor. */

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>
#include <skalibs/strerr.h>

#include "draft.h"

#define PLACE "/var/tmp"
#define DIRECTORY "/qkarma-edit.XXXXXX"
#define ENTRIES 3       /* of a directory with one file: `.`, `..` and that */

static void paths(struct draft *d, char const *name)
{
  char const *place = getenv("TMPDIR");
  if (!place || !*place) place = PLACE;
  if (!stralloc_cats(&d->directory, place)
    || !stralloc_cats(&d->directory, DIRECTORY) || !stralloc_0(&d->directory)
    || !mkdtemp(d->directory.s)
    || !stralloc_cats(&d->path, d->directory.s)
    || !stralloc_catb(&d->path, "/", 1) || !stralloc_cats(&d->path, name)
    || !stralloc_0(&d->path))
    strerr_diefusys(111, "make a directory in ", place);
}

void draft_make(struct draft *d, char const *name, char const *s, size_t n)
{
  int fd;
  paths(d, name);
  d->at = openat(AT_FDCWD, d->directory.s, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (d->at == -1) strerr_diefusys(111, "open ", d->directory.s);
  fd = openat(d->at, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
    S_IRUSR | S_IWUSR);
  if (fd == -1 || allwrite(fd, s, n) != n)
    strerr_diefusys(111, "write ", d->path.s);
  fd_close(fd);
}

/* By its name: an editor may have put another file there. */
void draft_read(struct draft const *d, stralloc *sa)
{
  sa->len = 0;
  if (!openslurpclose(sa, d->path.s)) strerr_diefusys(111, "read ", d->path.s);
}

int draft_alone(struct draft const *d)
{
  DIR *dir = opendir(d->directory.s);
  unsigned int entries = 0;
  if (!dir) return 0;
  while (entries <= ENTRIES && readdir(dir)) entries++;
  closedir(dir);
  return entries == ENTRIES;
}

void draft_remove(struct draft const *d)
{
  if (rm_rf(d->directory.s) == -1)
    strerr_diefusys(111, "remove ", d->directory.s);
}
