/* The rotated segments, as long as they are kept. */

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/strerr.h>

#include "journal.h"
#include "log.h"
#include "retention.h"

#define MIB 1048576

/* The size of a segment; *age is in seconds. -1 (errno). */
static int64_t measure(int home, char const *log,
  struct journal_entry const *e, uint64_t now, char *path, uint64_t *age)
{
  struct stat st;
  uint64_t written;
  log_segment(path, log, e->host, e->number);
  if (fstatat(home, path, &st, 0) == -1) return -1;
  written = st.st_mtime > 0 ? (uint64_t)st.st_mtime : 0;
  *age = now > written ? now - written : 0;
  return st.st_size;
}

static int total_size(struct retention const *r, int home,
  genalloc const *list, uint64_t *total, struct error *error)
{
  struct journal_entry const *e = genalloc_s(struct journal_entry, list);
  size_t n = genalloc_len(struct journal_entry, list), i = 0;
  char path[SEGMENT_PATH];
  uint64_t age;
  *total = 0;
  for (; i < n; i++)
  {
    int64_t size = measure(home, r->log, e + i, 0, path, &age);
    if (size == -1) return error_system(error, "find", path);
    *total += (uint64_t)size;
  }
  return 1;
}

static int too_much(struct retention const *r, uint64_t total)
{
  return r->mib && total > (uint64_t)r->mib * MIB;
}

/* Remove what may go, the oldest first. */
static int trim(struct retention *r, int home, genalloc const *list,
  uint64_t needed, uint64_t now, struct error *error)
{
  struct journal_entry const *e = genalloc_s(struct journal_entry, list);
  size_t n = genalloc_len(struct journal_entry, list), i = 0;
  char path[SEGMENT_PATH];
  uint64_t total, age;
  if (total_size(r, home, list, &total, error) == -1) return -1;
  for (; i < n && e[i].number < needed; i++)
  {
    int64_t size = measure(home, r->log, e + i, now, path, &age);
    if (size == -1) return error_system(error, "find", path);
    if (!too_much(r, total) && age <= (uint64_t)r->days * 86400) break;
    if (unlinkat(home, path, 0) == -1)
      return error_system(error, "remove", path);
    total -= (uint64_t)size;
  }
  if (too_much(r, total) && !r->said_too_much++)
    strerr_warnw("the rotated segments pass -K, but a rebuild from the oldest"
      " snapshot in base needs them");
  return 1;
}

int retention_trim(struct retention *r, int home, uint64_t needed,
  uint64_t now, struct error *error)
{
  genalloc list = GENALLOC_ZERO;
  int good = journal_list_of(&list, home, r->log) ? trim(r, home, &list,
    needed, now, error) : error_system(error, "list", r->log);
  genalloc_free(struct journal_entry, &list);
  return good;
}
