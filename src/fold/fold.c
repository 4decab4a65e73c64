/* The fold. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <skalibs/strerr.h>
#include <skalibs/types.h>

#include "fold.h"
#include "lock.h"
#include "own.h"
#include "rebuild.h"
#include "../database/reader.h"
#include "../database/snapshot.h"
#include "../journal/journal.h"
#include "../journal/log.h"
#include "../journal/order.h"

char const fold_karma[] = KARMA_CDB;

void fold_begin(struct fold *f, int home)
{
  memset(f, 0, sizeof *f);
  f->settings.home = home;
  f->settings.name = fold_karma;
  f->settings.recent = RECENT_CDB;
  f->bad = -1;
  f->input.home = home;
  f->input.error = &f->result.error;
  f->input.newest = &f->header.newest;
  f->input.segment.fd = -1;
}

/* Read the header of a database. 1; 0 absent; -1, and *why says what is wrong
   with it, or is 0 when it cannot be read (errno). */
static int header_of(struct fold *f, char const *name, struct header *h,
  char const **why)
{
  int fd = openat(f->settings.home, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  int r, e;
  *why = 0;
  if (fd == -1) return errno == ENOENT ? 0 : -1;
  r = header_read(h, fd, why);
  e = errno;
  close(fd);
  errno = e;
  return r ? r : -1;
}

/* recent.cdb can be had again from the journal behind karma.cdb's cursor: it
   is thrown away rather than believed. */
static int discard(struct fold *f, char const *why)
{
  strerr_warnw(f->settings.recent, ": ", why, ": made anew from the journal");
  if (unlinkat(f->settings.home, f->settings.recent, 0) == 0
    || errno == ENOENT) return 1;
  return error_system(&f->result.error, "remove", f->settings.recent);
}

/* Go on from recent.cdb if there is one that belongs to this karma.cdb. */
static int load_recent(struct fold *f)
{
  struct header recent;
  char const *why;
  int r = header_of(f, f->settings.recent, &recent, &why);
  if (!r) return 1;
  if (r == -1)
    return why ? discard(f, why) : error_unreadable(&f->result.error,
      f->settings.recent);
  if (memcmp(recent.base, f->id, sizeof f->id))
    return discard(f, "it belongs to another " KARMA_CDB);
  f->header = recent;
  return 1;
}

/* There is no database: only without a recent.cdb is that a beginning. */
static int begin(struct fold *f)
{
  f->fresh = 1;
  memset(&f->header, 0, sizeof f->header);
  f->version = f->header.version = HEADER_VERSION;
  f->header.expire_days = HEADER_EXPIRE_DAYS;
  if (faccessat(f->settings.home, f->settings.recent, F_OK, 0) == 0)
    return error_broken(&f->result.error, f->settings.name,
      "it is missing, but there is " RECENT_CDB);
  return errno == ENOENT ? 1 : error_system(&f->result.error, "find",
    f->settings.recent);
}

/* Where the databases stand. */
static int load(struct fold *f)
{
  char const *why;
  int r = header_of(f, f->settings.name, &f->header, &why);
  f->fresh = 0;
  if (!r) return begin(f);
  if (r == -1) return why ? error_broken(&f->result.error, f->settings.name,
    why) : error_unreadable(&f->result.error, f->settings.name);
  memcpy(f->id, f->header.id, sizeof f->id);
  f->folded = f->header.cursor.number;
  f->clients = f->header.clients;
  f->version = f->header.version;
  if (load_recent(f) == -1) return -1;
  if (f->header.newest.seconds <= f->input.now + FOLD_FUTURE) return 1;
  return error_broken(&f->result.error, f->settings.name,
    "lines from the future are in it: the clock was wrong, or it is wrong"
    " now");
}

/* Is it time to write karma.cdb anew, rather than recent.cdb? Also where the
   batch is about so many clients that to look them up takes longer than to pass
   over all. 1, 0, -1. */
static int major_due(struct fold *f)
{
  struct stat st;
  uint64_t clients = f->batch.clients;
  if (f->fresh || f->settings.force || f->ordered) return 1;
  if (clients > FOLD_FEW && clients >= f->clients / 4) return 1;
  if (f->input.now >= f->header.made + FOLD_DAY) return 1;
  if (fstatat(f->settings.home, f->settings.name, &st, 0) == -1)
    return error_system(&f->result.error, "find", f->settings.name);
  return f->header.written >= (uint64_t)st.st_size;
}

/* The values that hold behind this batch. */
static uint64_t expire_days(struct fold const *f)
{
  return f->ordered && f->order.kind == LINE_SET ? f->order.days
    : f->header.expire_days;
}

/* Order that records expire sooner. */
static int halve(struct fold *f, uint64_t days)
{
  char fmt[UINT64_FMT];
  days = days / 2 < FOLD_EXPIRE_LEAST ? FOLD_EXPIRE_LEAST : days / 2;
  if (!order_set(f->settings.home, days))
    return error_system(&f->result.error, "append an order to",
      SEGMENT_CURRENT);
  fmt[uint64_fmt(fmt, days)] = 0;
  strerr_warnw(KARMA_CDB " would grow beyond 3.5 GiB: records now expire"
    " after ", fmt, " days");
  return 1;
}

/* karma.cdb would pass what a cdb can be. Let records expire sooner, and fold
   this batch into recent.cdb: that is as good, for what is dead by fewer days
   starts from nothing whether it was dropped before or not. */
static int shorten(struct fold *f)
{
  uint64_t days = expire_days(f);
  if (days > f->header.expire_days || f->fresh
    || (f->ordered && f->order.kind != LINE_SET))
    return error_say(&f->result.error, f->settings.name,
      "it would grow beyond 3.5 GiB");
  if (days <= FOLD_EXPIRE_LEAST)
    strerr_warnw(KARMA_CDB " would grow beyond 3.5 GiB: `qkarma prune`"
      " forgets more");
  else if (halve(f, days) == -1) return -1;
  return minor_fold(f, days, UINT64_MAX) == 1 ? 1 : -1;
}

/* How often a minor fold may read karma.cdb. Sixteen reads for each client are
   never needed, but where somebody has chosen addresses whose hashes lie close
   together; then a major fold, which looks nothing up, is soon the cheaper one:
   it passes over a record or two in the time of a read. */
static uint64_t most_reads(struct fold const *f)
{
  return FOLD_FEW + f->clients + 16 * (uint64_t)f->batch.clients;
}

/* Put the batch into the databases. 1, -1. */
static int commit(struct fold *f)
{
  int due = major_due(f), r;
  if (due == -1) return -1;
  r = due ? 0 : minor_fold(f, f->header.expire_days, most_reads(f));
  if (!r) r = major_fold(f);
  return r ? r : shorten(f);
}

/* Remove old segments, but none that a rebuild from the oldest snapshot needs,
   or a refold from karma.cdb's cursor: without a snapshot nothing goes. 1;
   -1. */
static int trim(struct fold *f)
{
  genalloc list = GENALLOC_ZERO;
  uint64_t number = 0;
  int good;
  if (f->settings.name != fold_karma) return 1;
  good = snapshot_list(&list, f->settings.home);
  if (good && list.len) number = genalloc_s(struct snapshot, &list)->number;
  if (number > f->folded) number = f->folded;
  genalloc_free(struct snapshot, &list);
  if (!good) return error_system(&f->result.error, "list", "base");
  f->settings.keep.log = f->input.log;
  return retention_trim(&f->settings.keep, f->settings.home, number,
    f->input.now, &f->result.error);
}

/* Batch after batch, until nothing is left. */
static enum fold_answer batches(struct fold *f)
{
  enum fold_answer answer = FOLD_NOTHING;
  int r = fold_input_open(&f->input, &f->header.cursor);
  if (r < 1) return r ? FOLD_BROKEN : FOLD_NOTHING;
  while ((r = fold_read(f)) == 1 || (!r && f->settings.force && !answer))
  {
    if (commit(f) == -1) return FOLD_BROKEN;
    answer = FOLD_DONE;
  }
  if (r == -1) return FOLD_BROKEN;
  return answer && trim(f) == -1 ? FOLD_BROKEN : answer;
}

/* What the journal looks like now that all of it is read. With half a line
   at the end: then not all of it is. */
static void remember(struct fold *f)
{
  struct fold_input const *d = &f->input;
  f->seen.st_size = 0;
  if (d->segment.fd == -1 || !d->current) return;
  if (fstat(d->segment.fd, &f->seen) == -1) f->seen.st_size = 0;
  if ((uint64_t)f->seen.st_size != d->lines.offset) f->seen.st_size = 0;
}

int fold_isminor(struct fold const *f)
{
  return !memcmp(f->header.base, f->id, sizeof f->id);
}

void fold_add(struct text *t, struct fold const *f)
{
  text_addu(t, f->result.lines);
  text_adds(t, f->result.lines == 1 ? " line, " : " lines, ");
  text_addu(t, f->result.lines_bad);
  text_adds(t, " bad; ");
  header_add(t, &f->header);
  if (fold_isminor(f)) text_adds(t, " in " RECENT_CDB);
}

int fold_idle(struct fold const *f)
{
  struct stat now;
  char current[SEGMENT_PATH];
  if (!f->seen.st_size) return 0;
  log_current(current, f->input.log);
  return fstatat(f->settings.home, current, &now, 0) == 0
    && now.st_dev == f->seen.st_dev && now.st_ino == f->seen.st_ino
    && now.st_size == f->seen.st_size && now.st_mtime == f->seen.st_mtime;
}

/* From where the databases stand to where the journal ends. */
static enum fold_answer attempt(struct fold *f)
{
  enum fold_answer answer;
  f->recent_damaged = 0;
  f->result.lines = f->result.lines_bad = 0;
  if (load(f) == -1) return FOLD_BROKEN;
  answer = batches(f);
  remember(f);
  fold_input_close(&f->input);
  if (answer != FOLD_BROKEN && log_is_common(f->input.log)
    && own_tend(f->settings.home, f->folded, f->input.now,
    &f->result.error) == -1) return FOLD_BROKEN;
  return answer;
}

enum fold_answer fold_locked(struct fold *f)
{
  enum fold_answer answer;
  char const *file;
  uint64_t floor;
  f->input.now = (uint64_t)time(0);
  f->input.log = log_folded(f->settings.home);
  f->seen.st_size = 0;
  if (f->settings.name == fold_karma && rebuild_clear(f->settings.home,
    &f->result.error) == -1) return FOLD_BROKEN;
  if (journal_mend(f->settings.home,
    &f->result.error) == -1) return FOLD_BROKEN;
  if (!reader_floor(&floor, f->settings.home))
    return error_system(&f->result.error, "read the headers of",
      "the databases");
  if (journal_create(f->settings.home, floor, &file) == -1)
    return journal_error(&f->result.error, "create", file);
  answer = attempt(f);
  if (answer == FOLD_BROKEN && f->recent_damaged)
    answer = discard(f, "it is damaged") == 1 ? attempt(f) : FOLD_BROKEN;
  batch_free(&f->batch);
  if (f->bad != -1) close(f->bad);
  f->bad = -1;
  return answer;
}

enum fold_answer fold_round(struct fold *f)
{
  enum fold_answer answer;
  int lock = lock_take(f->settings.home);
  if (lock == -1)
  {
    if (errno == EBUSY) return FOLD_BUSY;
    return error_system(&f->result.error, "lock", "lock");
  }
  answer = fold_locked(f);
  close(lock);
  return answer;
}
