/* karma.cdb made anew. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <skalibs/djbunix.h>

#include "mend.h"
#include "rebuild.h"
#include "../database/reader.h"
#include "../database/verify.h"
#include "../journal/journal.h"
#include "../journal/log.h"

/* Can a rebuild start from this base? Not from one that learnt lines of the
   future. */
static int usable(int home, struct snapshot const *b)
{
  struct header h;
  struct error why;
  return verify_table(home, b->path, &h, &why) == 1
    && h.newest.seconds <= (uint64_t)time(0) + FOLD_FUTURE
    && verify_networks(home, b->path, &why) == 1;
}

/* The newest base that is good. Returns its segment's number, or 0. */
static uint64_t choose(struct rebuild *p, int home, genalloc const *list)
{
  struct snapshot const *b = genalloc_s(struct snapshot, list);
  size_t i = genalloc_len(struct snapshot, list);
  while (i--)
  {
    if (usable(home, b + i))
    {
      memcpy(p->base, b[i].path, sizeof p->base);
      return b[i].number;
    }
    p->refused++;
  }
  return 0;
}

/* Count a segment. 1, 0 it is not good, -1. */
static int count(struct rebuild *p, int home, char const *path)
{
  struct segment s;
  struct stat st;
  int r = segment_read(&s, home, path);
  if (r == -1 && errno == EPROTO) return 0;
  if (r < 1) return r;
  r = fstat(s.fd, &st);
  close(s.fd);
  if (r == -1) return -1;
  if (!p->segments++) p->since = s.made;
  p->bytes += (uint64_t)st.st_size;
  return 1;
}

/* Count the segments from this number on. */
static int count_all(struct rebuild *p, int home, uint64_t from,
  struct error *error)
{
  genalloc list = GENALLOC_ZERO;
  struct journal_entry const *e;
  char const *log = log_folded(home);
  char path[SEGMENT_PATH];
  size_t i = 0;
  int r = 1;
  if (!journal_list_of(&list, home, log)) return error_system(error, "list",
    log);
  e = genalloc_s(struct journal_entry, &list);
  for (; r != -1 && i < genalloc_len(struct journal_entry, &list); i++)
  {
    if (e[i].number < from) continue;
    log_segment(path, log, e[i].host, e[i].number);
    r = count(p, home, path);
  }
  genalloc_free(struct journal_entry, &list);
  if (r == -1) return error_system(error, "read", path);
  log_current(path, log);
  return count(p, home, path) != -1 ? 1 : error_system(error, "read", path);
}

int rebuild_plan(struct rebuild *p, int home, struct error *error)
{
  genalloc list = GENALLOC_ZERO;
  uint64_t from;
  memset(p, 0, sizeof *p);
  if (!snapshot_list(&list, home)) return error_system(error, "list", "base");
  from = choose(p, home, &list);
  genalloc_free(struct snapshot, &list);
  return count_all(p, home, from, error);
}

/* Take a name away from whatever it is. A directory cannot go; it gets
   another name. */
static int clear(int home, char const *name, char const *other)
{
  if (unlinkat(home, name, 0) == 0 || errno == ENOENT) return 1;
  return (errno == EISDIR || errno == EPERM)
    && renameat(home, name, home, other) == 0;
}

/* Give the old database, whatever it is, its second name. */
static int keep_old(int home)
{
  if (!clear(home, REBUILD_OLD, REBUILD_OLD ".older")) return 0;
  if (linkat(home, KARMA_CDB, home, REBUILD_OLD, 0) == 0) return 1;
  if (errno == ENOENT) return 1;
  return errno == EPERM
    && renameat(home, KARMA_CDB, home, REBUILD_OLD) == 0;
}

/* Put the new recent.cdb in the place of the old one, which is none any more;
   there may be no new one. */
static int put_recent(struct fold *f)
{
  if (!clear(f->settings.home, RECENT_CDB, RECENT_CDB ".bad"))
    return error_system(&f->result.error, "remove", RECENT_CDB);
  if (renameat(f->settings.home, REBUILD_RECENT, f->settings.home,
    RECENT_CDB) == -1) return errno == ENOENT ? 1
    : error_system(&f->result.error, "rename", REBUILD_RECENT);
  return fd_sync(f->settings.home) == 0 ? 1
    : error_system(&f->result.error, "sync the directory of", RECENT_CDB);
}

/* The new databases are complete. Killed between the two, the next fold has
   the second one again from the journal. */
static int put_in_place(struct fold *f)
{
  if (!keep_old(f->settings.home))
    return error_system(&f->result.error, "keep the old database as",
      REBUILD_OLD);
  if (renameat(f->settings.home, REBUILD_CDB, f->settings.home,
    KARMA_CDB) == -1) return error_system(&f->result.error, "rename",
    REBUILD_CDB);
  /* Two names of one file, as of a snapshot that is still in force, are not
     renamed: both stay. */
  if (unlinkat(f->settings.home, REBUILD_CDB, 0) == -1 && errno != ENOENT)
    return error_system(&f->result.error, "remove", REBUILD_CDB);
  if (fd_sync(f->settings.home) == -1)
    return error_system(&f->result.error, "sync the directory of", KARMA_CDB);
  return put_recent(f);
}

int rebuild_clear(int home, struct error *error)
{
  static char const *const names[] = { REBUILD_CDB, REBUILD_RECENT,
    REBUILD_TMP };
  size_t i = 0;
  for (; i < sizeof names / sizeof *names; i++)
    if (unlinkat(home, names[i], 0) == -1 && errno != ENOENT)
      return error_system(error, "remove", names[i]);
  return 1;
}

int rebuild_run(struct rebuild const *p, struct fold *f)
{
  enum fold_answer answer;
  f->settings.name = REBUILD_CDB;
  f->settings.recent = REBUILD_RECENT;
  f->settings.force = 1;
  if (rebuild_clear(f->settings.home, &f->result.error) == -1
    || journal_mend(f->settings.home, &f->result.error) == -1
    || mend_rotated(f->settings.home, &f->result.error) == -1) return -1;
  if (*p->base && linkat(f->settings.home, p->base, f->settings.home,
    REBUILD_CDB, 0) == -1) return error_system(&f->result.error, "start from",
    p->base);
  progress_begin(&f->progress, "journal", p->bytes);
  answer = fold_locked(f);
  progress_end(&f->progress);
  return answer == FOLD_DONE ? put_in_place(f) : -1;
}
