/* The first host of a common log. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>
#include <skalibs/random.h>

#include "begin.h"
#include "common.h"
#include "own.h"
#include "../database/header.h"
#include "../database/reader.h"
#include "../database/snapshot.h"
#include "../fold/fold.h"
#include "../journal/journal.h"
#include "../journal/log.h"

#define TMP "karma.tmp"

static int failed(struct error *error, char const *verb, char const *object)
{
  return error_system(error, verb, object);
}

static void identity(struct segment *s, char const *name)
{
  unsigned char random[SEGMENT_RANDOM / 2];
  struct text t = TEXT(s->random);
  size_t i = 0;
  memcpy(s->host, name, strlen(name) + 1);
  s->number = 1;
  s->made.seconds = (uint64_t)time(0);
  s->made.nano = 0;
  random_buf((char *)random, sizeof random);
  for (; i < sizeof random; i++) text_addhex(&t, random[i], 2);
}

/* Write a file, whole and synced, under a name that it has only then. */
static int write_file(int home, char const *file, char const *tmp,
  struct text const *t, struct error *error)
{
  int fd = openat(home, tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  int good;
  if (fd == -1) return failed(error, "create", tmp);
  good = allwrite(fd, t->s, t->len) == t->len && fd_sync(fd) == 0;
  if (!good) failed(error, "write", tmp);
  close(fd);
  if (!good) return -1;
  return renameat(home, tmp, home, file) == 0 ? 1
    : failed(error, "rename", tmp);
}

int begin_log(int home, char const *name, struct journal_place const *own,
  struct error *error)
{
  char head[SEGMENT_HEADER + FRAME_LEN], line[FRAME_LEN];
  struct text t = TEXT(head), frame = TEXT(line);
  struct segment s;
  if (mkdirat(home, LOG_COMMON, 0755) == -1 && errno != EEXIST)
    return failed(error, "create", LOG_COMMON);
  if (faccessat(home, LOG_COMMON_CURRENT, F_OK, 0) == 0) return 0;
  identity(&s, name);
  segment_header(&t, &s);
  frame_place(&frame, own);
  text_add(&t, frame.s, frame.len);
  if (write_file(home, LOG_COMMON_CURRENT, LOG_COMMON_NEXT, &t, error) == -1)
    return -1;
  return journal_sync_of(home, LOG_COMMON) ? 1
    : failed(error, "sync", LOG_COMMON);
}

/* Bases have cursors in the journal. */
static int drop_bases(int home, struct error *error)
{
  genalloc list = GENALLOC_ZERO;
  size_t i = 0;
  int good = snapshot_list(&list, home);
  for (; good && i < genalloc_len(struct snapshot, &list); i++)
    good = unlinkat(home, genalloc_s(struct snapshot, &list)[i].path, 0) == 0;
  genalloc_free(struct snapshot, &list);
  return good ? 1 : failed(error, "remove the snapshots in", "base");
}

/* 1; 0 there is no database; -1. */
static int read_header(struct header *h, int home, struct error *error)
{
  char const *why;
  int fd = openat(home, KARMA_CDB, O_RDONLY | O_CLOEXEC);
  int r;
  if (fd == -1) return errno == ENOENT ? 0 : failed(error, "open", KARMA_CDB);
  r = header_read(h, fd, &why);
  close(fd);
  if (!r) return error_broken(error, KARMA_CDB, why);
  return r == 1 ? 1 : failed(error, "read", KARMA_CDB);
}

/* The same database with another cursor: the header is as long as ever. */
static int copy_with(int home, struct header const *h)
{
  char block[65536], value[HEADER_LEN];
  int from = openat(home, KARMA_CDB, O_RDONLY | O_CLOEXEC);
  int to = openat(home, TMP, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  ssize_t n = -1;
  int good;
  if (from != -1 && to != -1)
    while ((n = fd_read(from, block, sizeof block)) > 0
      && allwrite(to, block, (size_t)n) == (size_t)n);
  good = !n && header_fmt(value, h) && pwrite(to, value, sizeof value,
    HEADER_OFFSET) == (ssize_t)sizeof value && fd_sync(to) == 0
    && renameat(home, TMP, home, KARMA_CDB) == 0 && fd_sync(home) == 0;
  if (from != -1) close(from);
  if (to != -1) close(to);
  return good;
}

/* The end of what begin_log() made. */
static int cursor_of(struct cursor *c, int home, struct error *error)
{
  static struct common log;
  int r = common_look(&log, home, error);
  if (r < 1) return r ? -1 : failed(error, "open", LOG_COMMON_CURRENT);
  memcpy(c->host, log.segment.host, sizeof c->host);
  memcpy(c->random, log.segment.random, sizeof c->random);
  c->number = log.segment.number;
  c->offset = log.size;
  r = segment_check(log.segment.fd, log.size, &c->check);
  common_close(&log);
  return r == 1 ? 1 : failed(error, "read", LOG_COMMON_CURRENT);
}

/* karma.cdb, whose lines are all in it, stands at the beginning of the log. */
static int move_cursor(int home, struct error *error)
{
  struct header h;
  struct cursor c;
  int r = read_header(&h, home, error);
  if (r < 1) return r ? -1 : 1;
  if (cursor_of(&c, home, error) == -1) return -1;
  if (!memcmp(h.cursor.random, c.random, sizeof c.random)) return 1;
  h.cursor = c;
  if (!copy_with(home, &h)) return failed(error, "write", TMP);
  return snapshot_first(home, error);
}

/* All of the journal is in karma.cdb. *own is where that ends; or, if there is
   nothing yet, where the journal begins. 1; -1. */
static int fold_all(struct journal_place *own, int home, struct error *error)
{
  static struct fold f;
  struct cursor const *c = &f.header.cursor;
  fold_begin(&f, home);
  f.settings.force = 1;
  f.settings.keep.days = UINT32_MAX / 86400;
  if (fold_locked(&f) == FOLD_BROKEN) return *error = f.result.error, -1;
  if (host_read(own->host, home) != 1)
    return error_system(error, "take this host's name from", "control/host");
  if (!c->number) return own_start(own, home, error);
  memcpy(own->random, c->random, sizeof own->random);
  own->number = c->number;
  own->offset = c->offset;
  return 1;
}

int begin_sharing(int home, char const *name, struct error *error)
{
  char line[HOST_LEN + 1];
  struct text t = TEXT(line);
  struct journal_place own;
  int shared = faccessat(home, LOG_SHARE, F_OK, 0) == 0;
  if (!shared && fold_all(&own, home, error) == -1) return -1;
  if (!shared && unlinkat(home, LOG_COMMON_CURRENT, 0) == -1
    && errno != ENOENT && errno != ENOTDIR)
    return failed(error, "remove", LOG_COMMON_CURRENT);
  if (!shared && begin_log(home, name, &own, error) == -1) return -1;
  text_adds(&t, name);
  text_addc(&t, '\n');
  if (!shared && (drop_bases(home, error) == -1
    || write_file(home, LOG_SHARE, "control/share.new", &t, error) == -1))
    return -1;
  return move_cursor(home, error) == 1 ? !shared : -1;
}
