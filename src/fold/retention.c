/* The rotated segments. */

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/strerr.h>

#include "retention.h"
#include "../database/snapshot.h"
#include "../journal/journal.h"

#define MIB 1048576

/* The number of the first segment that must stay; 0: all must. 1, -1. */
static int first_needed(struct fold *f, uint64_t *number)
{
  genalloc list = GENALLOC_ZERO;
  int good = snapshot_list(&list, f->home);
  *number = 0;
  if (good && list.len) *number = genalloc_s(struct snapshot, &list)->number;
  if (*number > f->folded) *number = f->folded;
  genalloc_free(struct snapshot, &list);
  return good ? 1 : error_system(&f->error, "list", "base");
}

/* The size of a segment; *age is in seconds. -1 (errno). */
static int64_t measure(struct fold const *f, struct journal_entry const *e,
  char *path, uint64_t *age)
{
  struct stat st;
  uint64_t written;
  segment_name(path, e->host, e->number);
  if (fstatat(f->home, path, &st, 0) == -1) return -1;
  written = st.st_mtime > 0 ? (uint64_t)st.st_mtime : 0;
  *age = f->input.now > written ? f->input.now - written : 0;
  return st.st_size;
}

static int total_size(struct fold *f, uint64_t *total)
{
  struct journal_entry const *e =
    genalloc_s(struct journal_entry, &f->input.list);
  size_t n = genalloc_len(struct journal_entry, &f->input.list), i = 0;
  char path[SEGMENT_PATH];
  uint64_t age;
  *total = 0;
  for (; i < n; i++)
  {
    int64_t size = measure(f, e + i, path, &age);
    if (size == -1) return error_system(&f->error, "find", path);
    *total += (uint64_t)size;
  }
  return 1;
}

static int too_much(struct fold const *f, uint64_t total)
{
  return f->keep_mib && total > (uint64_t)f->keep_mib * MIB;
}

/* Remove what may go, the oldest first. */
static int trim(struct fold *f, uint64_t needed)
{
  struct journal_entry const *e =
    genalloc_s(struct journal_entry, &f->input.list);
  size_t n = genalloc_len(struct journal_entry, &f->input.list), i = 0;
  char path[SEGMENT_PATH];
  uint64_t total, age;
  if (total_size(f, &total) == -1) return -1;
  for (; i < n && e[i].number < needed; i++)
  {
    int64_t size = measure(f, e + i, path, &age);
    if (size == -1) return error_system(&f->error, "find", path);
    if (!too_much(f, total) && age <= (uint64_t)f->keep_days * 86400) break;
    if (unlinkat(f->home, path, 0) == -1)
      return error_system(&f->error, "remove", path);
    total -= (uint64_t)size;
  }
  if (too_much(f, total) && !f->said_too_much++)
    strerr_warnw("the rotated segments pass -K, but a rebuild from the oldest"
      " snapshot in base needs them");
  return 1;
}

int retention_trim(struct fold *f)
{
  uint64_t needed;
  if (f->name != fold_karma) return 1;
  if (first_needed(f, &needed) == -1) return -1;
  if (!journal_list(&f->input.list, f->home))
    return error_system(&f->error, "list", "journal");
  return trim(f, needed);
}
