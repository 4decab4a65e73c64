/* The minor fold: recent.cdb anew from itself and the batch, both in the order
   of keys, and, for keys that are in neither yet, from karma.cdb by look-up.
   A network changes by what its members change, so that none of those that
   stay as they are need to be read. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <skalibs/strerr.h>

#include "fold.h"
#include "../database/commit.h"
#include "../database/lookup.h"
#include "../database/reader.h"
#include "../database/table_scan.h"
#include "../karma/networks.h"

struct minor
{
  struct fold *fold;
  int karma_fd;
  struct lookup_file karma;
  int pass;                   /* look-ups are worse than a major fold */
  struct table_scan recent;
  int more;                   /* recent has a record that was not used yet */
  struct commit commit;
  struct header header;
  struct networks changes;    /* of the networks around changed clients */
  struct balance account[2];
};

/* The next record of recent.cdb. 1, 0 at the end, -1. */
static int advance(struct minor *m)
{
  int r = m->recent.fd == -1 ? 0 : table_scan_next(&m->recent);
  m->more = r == 1;
  return r != -1 ? r
    : error_broken(&m->fold->result.error, m->fold->settings.recent,
    m->recent.why);
}

/* Look-ups in karma.cdb are broken; its records may be whole all the same. */
static int broken(struct minor *m, char const *why)
{
  m->pass = 1;
  strerr_warnw(m->fold->settings.name, ": ", why, ": reading all of it");
  return error_broken(&m->fold->result.error, m->fold->settings.name, why);
}

/* What karma.cdb knows; of what it does not know, zeros. */
static int look_up(struct minor *m, struct key const *k, struct record *r)
{
  char key[KEY_FMT], value[RECORD_FMT];
  size_t keylen = key_fmt(key, k), n;
  char const *why;
  int found = lookup_in(&m->karma, key, keylen, value, &n, &why);
  memset(r, 0, sizeof *r);
  if (found == -1) return broken(m, why);
  if (found == LOOKUP_TOO_FAR) return broken(m, "look-ups take too long");
  if (found && !record_scan(r, value, n, key, keylen))
    return broken(m, "a record is damaged");
  return found;
}

static int put(struct minor *m, struct key const *k, struct record const *r)
{
  if (key_isclient(k)) m->header.clients++;
  else m->header.networks++;
  return commit_add(&m->commit, k, r);
}

/* Write a network that was `was` and has changed. */
static int put_changed(struct minor *m, struct key const *k,
  struct record const *was, struct record const *change)
{
  struct record is = *was;
  record_add(&is, change, RECORD_ALL);
  networks_change(&m->changes, k, was, &is);
  if (!k->bits)
  {
    m->account[k->is6].had = was->connects;
    m->account[k->is6].has = is.connects;
  }
  return put(m, k, &is);
}

/* Write the changed networks that do not hold the next key. recent.cdb has
   none of them: it would have come up before. */
static int finish_networks(struct minor *m, struct key const *next)
{
  struct key k;
  struct record change, r;
  while (networks_take_change(&m->changes, next, &k, &change))
    if (look_up(m, &k, &r) == -1 || put_changed(m, &k, &r, &change) == -1)
      return -1;
  return 1;
}

/* A network of recent.cdb, changed or not. */
static int carry_network(struct minor *m)
{
  struct key k = m->recent.key, changed;
  struct record r = m->recent.record, change;
  if (advance(m) == -1 || finish_networks(m, &k) == -1) return -1;
  if (!networks_next(&m->changes, &changed) || key_cmp(&changed, &k))
    return put(m, &k, &r);
  networks_take_change(&m->changes, 0, &changed, &change);
  return put_changed(m, &k, &r, &change);
}

/* A client that lines of the batch are about, a client of recent.cdb, or
   both. One that is gone stays here as zeros: karma.cdb may know it still. */
static int carry_client(struct minor *m, struct key const *k, int lines,
  int recent, uint64_t expire_days)
{
  struct record was = m->recent.record, is;
  int known = recent ? 1 : look_up(m, k, &was);
  if (known == -1 || (recent && advance(m) == -1)) return -1;
  if (finish_networks(m, k) == -1) return -1;
  if (!lines) return put(m, k, &was);
  is = was;
  batch_apply(&m->fold->batch, k, &is, m->account, expire_days,
    m->fold->version);
  if (!known && record_isnone(&is)) return 1;
  networks_change(&m->changes, k, &was, &is);
  return put(m, k, &is);
}

/* The merge: whoever comes first in either. */
static int merge(struct minor *m)
{
  uint64_t days = m->fold->header.expire_days;
  struct key first;
  int lines, r;
  while ((lines = batch_peek(&m->fold->batch, &first)) || m->more)
  {
    int order = !m->more ? 1 : !lines ? -1 : key_cmp(&m->recent.key, &first);
    struct key k = order > 0 ? first : m->recent.key;
    r = key_isclient(&k) ? carry_client(m, &k, order >= 0, order <= 0, days)
      : carry_network(m);
    if (r != 1) return -1;
  }
  return finish_networks(m, 0);
}

/* The header of what is being written. */
static int describe(struct minor *m, uint64_t expire_days)
{
  struct fold *f = m->fold;
  m->header = f->header;
  m->header.version = HEADER_VERSION;
  memcpy(m->header.id, f->id, sizeof f->id);
  memcpy(m->header.base, f->id, sizeof f->id);
  m->header.clients = m->header.networks = 0;
  m->header.expire_days = expire_days;
  return fold_input_cursor(&f->input, &m->header.cursor);
}

static int open_both(struct minor *m, uint64_t most)
{
  struct fold *f = m->fold;
  char const *why;
  int r = table_scan_open(&m->recent, f->settings.home, f->settings.recent);
  if (r == -1 && !m->recent.why)
    return error_system(&f->result.error, "open", f->settings.recent);
  if (r == -1) return error_broken(&f->result.error, f->settings.recent,
    m->recent.why);
  m->karma_fd = openat(f->settings.home, f->settings.name,
    O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (m->karma_fd == -1) return error_system(&f->result.error, "open",
    f->settings.name);
  if (lookup_open(&m->karma, m->karma_fd, most, &why) == 1) return 1;
  return error_broken(&f->result.error, f->settings.name, why);
}

/* From the beginning of the merge to the new database in place. */
static int rewrite(struct minor *m, uint64_t expire_days)
{
  struct fold *f = m->fold;
  if (describe(m, expire_days) == -1) return -1;
  if (commit_begin(&m->commit, f->settings.home, f->settings.recent,
    &m->header, &f->result.error) == -1) return -1;
  if (advance(m) != -1 && merge(m) == 1 && fold_input_sync(&f->input) == 1)
  {
    m->header.written += m->commit.table.size;
    if (balance_holds(m->account))
      return commit_finish(&m->commit, &m->header);
    error_broken(&f->result.error, f->settings.name,
      "its connects do not add up");
  }
  commit_abort(&m->commit);
  return -1;
}

int minor_fold(struct fold *f, uint64_t expire_days, uint64_t most)
{
  static struct minor m;
  int r;
  memset(&m, 0, sizeof m);
  m.fold = f;
  m.karma_fd = m.recent.fd = -1;
  batch_rewind(&f->batch);   /* a major fold may have come to nothing before */
  r = open_both(&m, most);
  if (r == 1) r = rewrite(&m, expire_days);
  if (m.karma_fd != -1) close(m.karma_fd);
  table_scan_close(&m.recent);
  f->recent_damaged = m.recent.damaged;
  if (r == 1) f->header = m.header;
  return m.pass ? 0 : r;
}
