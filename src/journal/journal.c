/* The journal as a directory. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>
#include <skalibs/random.h>

#include "journal.h"
#include "log.h"

static char const host_file[] = "control/host";

static int by_number(void const *a, void const *b)
{
  uint64_t x = ((struct journal_entry const *)a)->number;
  uint64_t y = ((struct journal_entry const *)b)->number;
  return x < y ? -1 : x > y;
}

static int read_names(genalloc *list, DIR *dir)
{
  struct dirent *d;
  while (errno = 0, d = readdir(dir))
  {
    struct journal_entry e;
    if (!segment_scan_name(d->d_name, e.host, &e.number)) continue;
    if (!genalloc_append(struct journal_entry, list, &e)) return 0;
  }
  return !errno;
}

int journal_list(genalloc *list, int home)
{
  return journal_list_of(list, home, LOG_OWN);
}

int journal_list_of(genalloc *list, int home, char const *log)
{
  int fd = openat(home, log, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int good;
  DIR *dir;
  if (fd == -1) return 0;
  dir = fdopendir(fd);
  if (!dir) return close(fd), 0;
  genalloc_setlen(struct journal_entry, list, 0);
  good = read_names(list, dir);
  closedir(dir);
  if (good && list->len)
    qsort(list->s, genalloc_len(struct journal_entry, list),
      sizeof (struct journal_entry), by_number);
  return good;
}

/* Are they the same segment? 1, 0, -1. */
static int same(int home, char const *path, struct segment const *s,
  struct segment *other)
{
  int r = segment_read(other, home, path);
  if (r == -1) return errno == EPROTO ? 0 : -1;
  if (r) fd_close(other->fd);
  return r && !memcmp(other->random, s->random, sizeof s->random);
}

/* Headers are read only of what has a later number in its own: others are what
   they are, or were put back behind what they are a copy of. */
int journal_is_copy(int home, genalloc const *list, struct segment const *s,
  struct segment *of)
{
  struct journal_entry const *e = genalloc_s(struct journal_entry, list);
  size_t i = genalloc_len(struct journal_entry, list);
  char path[SEGMENT_PATH];
  int r;
  if (!s->brought_forward) return 0;
  r = same(home, SEGMENT_CURRENT, s, of);
  while (!r && i-- && e[i].number > s->number)
  {
    segment_name(path, e[i].host, e[i].number);
    r = same(home, path, s, of);
  }
  return r;
}

void journal_missing(struct text *t, uint64_t behind, uint64_t before)
{
  int one = before - behind == 2;
  text_adds(t, one ? "segment " : "segments ");
  text_addu(t, behind + 1);
  if (!one) text_adds(t, " to ");
  if (!one) text_addu(t, before - 1);
  text_adds(t, one ? " is missing" : " are missing");
}

/* Raise *number above all that were given. */
static int new_number(int home, uint64_t *number)
{
  genalloc list = GENALLOC_ZERO;
  int good = journal_list(&list, home);
  size_t n = genalloc_len(struct journal_entry, &list);
  if (good && n)
  {
    struct journal_entry *e = genalloc_s(struct journal_entry, &list);
    if (e[n - 1].number > *number) *number = e[n - 1].number;
  }
  genalloc_free(struct journal_entry, &list);
  if (good && *number >= SEGMENT_NUMBER_MAX) return errno = EOVERFLOW, 0;
  ++*number;
  return good;
}

/* A segment's identity: number above `number`, host, time and chance. 1; or
   0, and *file is what it concerns if that is the host's name. */
static int identity(struct segment *s, int home, uint64_t number,
  char const **file)
{
  struct timespec now;
  unsigned char random[SEGMENT_RANDOM / 2];
  struct text t = TEXT(s->random);
  size_t i = 0;
  if (host_read(s->host, home) < 1)
  {
    *file = host_file;
    return 0;
  }
  s->number = number;
  if (!new_number(home, &s->number)) return 0;
  if (clock_gettime(CLOCK_REALTIME, &now) == -1) return 0;
  s->made.seconds = (uint64_t)now.tv_sec;
  s->made.nano = (uint32_t)now.tv_nsec;
  random_buf((char *)random, sizeof random);
  for (; i < sizeof random; i++) text_addhex(&t, random[i], 2);
  return 1;
}

/* Mode and, if it is to be like another's, owner. */
static int own(int fd, struct stat const *like)
{
  struct stat st;
  if (fstat(fd, &st) == -1) return 0;
  if (like && (like->st_uid != st.st_uid || like->st_gid != st.st_gid)
    && fchown(fd, like->st_uid, like->st_gid) == -1) return 0;
  return fchmod(fd, 0660) == 0;
}

/* Write journal/next, whole and synced. One left over from a crash goes. */
static int write_next(int home, struct segment const *s,
  struct stat const *like)
{
  char line[SEGMENT_HEADER];
  struct text t = TEXT(line);
  int fd, good, e;
  segment_header(&t, s);
  if (unlinkat(home, SEGMENT_NEXT, 0) == -1 && errno != ENOENT) return 0;
  fd = openat(home, SEGMENT_NEXT, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
    0600);
  if (fd == -1) return 0;
  good = own(fd, like) && allwrite(fd, t.s, t.len) == t.len
    && fd_sync(fd) == 0;
  e = errno;
  close(fd);
  errno = e;
  return good;
}

int journal_sync(int home)
{
  return journal_sync_of(home, LOG_OWN);
}

int journal_sync_of(int home, char const *log)
{
  int fd = openat(home, log, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int r, e;
  if (fd == -1) return 0;
  r = fd_sync(fd);
  e = errno;
  close(fd);
  errno = e;
  return r == 0;
}

int journal_create(int home, uint64_t floor, char const **file)
{
  struct segment s;
  *file = SEGMENT_CURRENT;
  if (faccessat(home, SEGMENT_CURRENT, F_OK, 0) == 0) return 0;
  if (errno != ENOENT) return -1;
  if (!identity(&s, home, floor, file) || !write_next(home, &s, 0)) return -1;
  if (linkat(home, SEGMENT_NEXT, home, SEGMENT_CURRENT, 0) == -1)
    return errno == EEXIST ? 0 : -1;
  if (unlinkat(home, SEGMENT_NEXT, 0) == -1) return -1;
  return journal_sync(home) ? 1 : -1;
}

/* Which of the listed segments is this file? 1, 0 none, -1. */
static int find_name(char *name, int home, genalloc const *list,
  struct stat const *file)
{
  struct journal_entry const *e = genalloc_s(struct journal_entry, list);
  size_t i = genalloc_len(struct journal_entry, list);
  struct stat st;
  while (i--)
  {
    segment_name(name, e[i].host, e[i].number);
    if (fstatat(home, name, &st, 0) == -1) return -1;
    if (st.st_dev == file->st_dev && st.st_ino == file->st_ino) return 1;
  }
  return 0;
}

/* Has journal/current, which has this many names, one among the rotated
   segments? Likewise. */
static int second_name(char *name, int home, struct stat const *current)
{
  genalloc list = GENALLOC_ZERO;
  int r;
  if (current->st_nlink == 1) return 0;
  r = journal_list(&list, home) ? find_name(name, home, &list, current) : -1;
  genalloc_free(struct journal_entry, &list);
  return r;
}

/* journal/next takes the place of journal/current. */
static int replace(int home, char const **file)
{
  *file = SEGMENT_NEXT;
  if (renameat(home, SEGMENT_NEXT, home, SEGMENT_CURRENT) == -1) return 0;
  *file = "journal";
  return journal_sync(home);
}

int journal_rotate(int home, struct segment const *s, uint64_t floor,
  char const **file)
{
  static char name[SEGMENT_PATH];
  struct segment next;
  struct stat st;
  *file = s->path;
  if (fstat(s->fd, &st) == -1) return 0;
  *file = SEGMENT_NEXT;
  if (!identity(&next, home, floor > s->number ? floor : s->number, file)
    || !write_next(home, &next, &st)) return 0;
  *file = name;
  segment_name(name, s->host, s->number);
  return linkat(home, SEGMENT_CURRENT, home, name, 0) == 0
    && replace(home, file);
}

int journal_set_aside(int home, uint64_t floor, char const **file)
{
  static struct segment s;
  int good, e;
  *file = SEGMENT_CURRENT;
  if (!identity(&s, home, floor, file)) return 0;
  segment_name(s.path, s.host, s.number);
  s.fd = openat(home, SEGMENT_CURRENT, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (s.fd == -1) return 0;
  good = journal_rotate(home, &s, floor, file);
  e = errno;
  close(s.fd);
  errno = e;
  if (good) *file = s.path;
  return good;
}

int journal_mend(int home, struct error *error)
{
  char name[SEGMENT_PATH];
  char const *file;
  struct stat st;
  int r;
  if (fstatat(home, SEGMENT_CURRENT, &st, 0) == -1)
    return errno == ENOENT ? 1
      : error_system(error, "look at", SEGMENT_CURRENT);
  r = second_name(name, home, &st);
  if (r == -1) return error_system(error, "look through", "journal");
  if (!r || replace(home, &file)) return 1;
  /* No new segment to put in its place: then it is not rotated. */
  if (errno == ENOENT)
  {
    if (unlinkat(home, name, 0) == 0 && journal_sync(home)) return 1;
    file = name;
  }
  return error_system(error, "finish the rotation into", file);
}

int journal_error(struct error *error, char const *verb, char const *file)
{
  return error_system(error, file == host_file ? "take this host's name from"
    : verb, file);
}
