/* The major fold: one sequential pass over the databases and the batch, both
   in the order of keys; expiry, orders, and the networks by running totals. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <skalibs/random.h>

#include "fold.h"
#include "../database/snapshot.h"
#include "../database/commit.h"
#include "../database/reader.h"
#include "../database/table_writer.h"
#include "../database/merged_scan.h"
#include "../karma/networks.h"
#include "../karma/rule.h"

struct major
{
  struct fold *fold;
  struct merged_scan scan;
  int merged_scan_open;
  int more;                   /* view has a client */
  struct commit commit;
  struct header header;
  struct progress progress;
  struct networks networks;
  struct balance account[2];
  uint64_t kept;              /* clients of whom something was known, */
  uint64_t lost;              /* those forgotten for their age, */
  uint64_t ordered_away;      /* and those by an order */
};

/* The next client of the databases; networks are computed anew. */
static int advance(struct major *m)
{
  m->more = 0;
  while (m->merged_scan_open
    && (m->more = merged_scan_next(&m->scan, &m->fold->result.error)) == 1)
  {
    if (key_isclient(&m->scan.key)) return 1;
    if (!m->scan.key.bits)
      m->account[m->scan.key.is6].had = m->scan.record.connects;
  }
  return m->more;
}

/* Write the networks that are finished before this client. */
static int finish_networks(struct major *m, struct key const *next)
{
  struct key k;
  struct record r;
  while (networks_take(&m->networks, next, &k, &r))
  {
    m->header.networks++;
    if (!k.bits) m->account[k.is6].has = r.connects;
    if (commit_add(&m->commit, &k, &r) == -1) return -1;
  }
  return 1;
}

/* Does the order that ended the batch remove the record? */
static int ordered_away(struct fold const *f, struct record const *r)
{
  if (!f->ordered) return 0;
  if (f->order.kind == LINE_PRUNE) return rule_prunes(&f->order, r);
  return rule_dead(r, 0, f->header.newest.seconds, f->order.days,
    f->version);
}

/* Is the record to be forgotten? What is dead under the values before an
   order goes before the order is carried out, whenever the last major was. */
static int doomed(struct major *m, struct record const *r)
{
  struct fold const *f = m->fold;
  uint64_t *count = &m->lost;
  if (!rule_dead(r, 0, f->header.newest.seconds, f->header.expire_days,
    f->version))
  {
    if (!ordered_away(f, r)) return 0;
    count = &m->ordered_away;
  }
  *count += !rule_once(r, m->fold->version);
  return 1;
}

/* Count a client that stays. 1; 0 it goes; -1. */
static int pass(struct major *m, struct key const *k, struct record const *r)
{
  if (doomed(m, r))
  {
    m->account[k->is6].gone += r->connects;
    return 0;
  }
  if (finish_networks(m, k) == -1) return -1;
  m->header.clients++;
  networks_add(&m->networks, k, r);
  return 1;
}

/* The view's client, no line being about it: as it stands, but in the text of
   another version. */
static int copy(struct major *m)
{
  struct table_scan const *w = m->scan.from;
  int r = pass(m, &m->scan.key, &m->scan.record);
  m->kept += r == 1 && !rule_once(&m->scan.record,
    m->fold->version);
  if (r != 1) return r;
  return w->header.version == HEADER_VERSION
    ? commit_copy(&m->commit, w->bytes, w->keylen, w->len)
    : commit_add(&m->commit, &m->scan.key, &m->scan.record);
}

/* A client that lines are about. Who was dead, and has come again since, is
   forgotten too. */
static int change(struct major *m, struct key const *k, struct record *r)
{
  uint64_t gone = m->account[k->is6].gone;
  int learnt = !rule_once(r, m->fold->version), again, stays;
  batch_apply(&m->fold->batch, k, r, m->account,
    m->fold->header.expire_days, m->fold->version);
  again = m->account[k->is6].gone != gone;
  m->lost += learnt && again;
  if (record_isnone(r)) return 1;
  stays = pass(m, k, r);
  m->kept += stays == 1 && learnt && !again;
  return stays == 1 ? commit_add(&m->commit, k, r) : stays;
}

/* The merge: whoever comes first in either. Progress is how much of the old
   database is read. */
static int merge(struct major *m)
{
  static struct record const none;
  uint64_t all = m->merged_scan_open ? m->scan.karma.left : 0, n = 0;
  struct key k;
  int lines = batch_peek(&m->fold->batch, &k);
  progress_begin(&m->progress, m->fold->settings.name, all);
  while (m->more || lines)
  {
    int order = !m->more ? 1 : !lines ? -1 : key_cmp(&m->scan.key, &k);
    struct record r;
    if (order >= 0) r = order ? none : m->scan.record;
    if ((order < 0 ? copy(m) : change(m, &k, &r)) == -1) return -1;
    if (order >= 0) lines = batch_peek(&m->fold->batch, &k);
    if (order <= 0 && advance(m) == -1) return -1;
    if (!(++n % FOLD_SELDOM))
      progress_at(&m->progress, all - m->scan.karma.left);
  }
  progress_end(&m->progress);
  return finish_networks(m, 0);
}

/* Is there a leap between the newest line of the databases and that of the
   batch? */
static int leapt(struct major const *m)
{
  return m->merged_scan_open && m->fold->header.newest.seconds
    > merged_scan_header(&m->scan)->newest.seconds + FOLD_LEAP;
}

/* A clock that was wrong for a while must not cost what years have taught.
   Who came once is no matter: most clients of a small host do, and a few days'
   absence is enough for them. */
static int plausible(struct major const *m)
{
  if (m->fold->settings.force || m->lost <= FOLD_MANY || !leapt(m)) return 1;
  if (m->lost <= m->kept + m->ordered_away) return 1;
  return error_say(&m->fold->result.error, m->fold->settings.name,
    "more than half of the clients have expired at once: is the clock right?"
    " `qkarma-fold -f` drops them");
}

static int lawful(struct major const *m)
{
  return balance_holds(m->account) ? plausible(m)
    : error_broken(&m->fold->result.error, m->fold->settings.name,
      "its connects do not add up");
}

/* The header of what is being written. */
static int describe(struct major *m)
{
  struct fold *f = m->fold;
  unsigned char id[HEADER_ID / 2];
  struct text t = TEXT(m->header.id);
  size_t i = 0;
  m->header = f->header;
  m->header.version = HEADER_VERSION;
  random_buf((char *)id, sizeof id);
  for (; i < sizeof id; i++) text_addhex(&t, id[i], 2);
  memset(m->header.base, '0', sizeof m->header.base);
  m->header.made = f->input.now;
  m->header.written = m->header.clients = m->header.networks = 0;
  if (f->ordered && f->order.kind == LINE_SET)
    m->header.expire_days = f->order.days;
  return fold_input_cursor(&f->input, &m->header.cursor);
}

/* From the beginning of the merge to the new database in place. */
static int rewrite(struct major *m)
{
  struct fold *f = m->fold;
  if (describe(m) == -1) return -1;
  if (commit_begin(&m->commit, f->settings.home, f->settings.name, &m->header,
    &f->result.error) == -1) return -1;
  if (advance(m) != -1 && merge(m) == 1 && lawful(m) == 1
    && fold_input_sync(&f->input) == 1)
    return commit_finish(&m->commit, &m->header);
  commit_abort(&m->commit);
  return -1;
}

/* Open what there is. 1, -1. */
static int open_view(struct major *m)
{
  struct fold *f = m->fold;
  int r;
  if (f->fresh) return 1;
  r = merged_scan_open_named(&m->scan, f->settings.home, f->settings.name,
    f->settings.recent, &f->result.error);
  m->merged_scan_open = r == 1;
  return r ? r : error_say(&f->result.error, f->settings.name,
    "it has just disappeared");
}

static int finish(struct major *m)
{
  struct fold *f = m->fold;
  f->header = m->header;
  memcpy(f->id, m->header.id, sizeof f->id);
  f->folded = m->header.cursor.number;
  f->clients = m->header.clients;
  f->version = m->header.version;
  f->fresh = 0;
  if (unlinkat(f->settings.home, f->settings.recent, 0) == -1
    && errno != ENOENT) return error_system(&f->result.error, "remove",
    f->settings.recent);
  if (f->settings.name != fold_karma) return 1;
  return snapshot_take(f->settings.home, &f->header, f->input.now,
    &f->result.error);
}

int major_fold(struct fold *f)
{
  static struct major m;
  int r;
  memset(&m, 0, sizeof m);
  m.fold = f;
  batch_rewind(&f->batch);
  r = open_view(&m);
  if (r == 1) r = rewrite(&m);
  /* Damage at its very beginning is seen before there is a view. */
  f->recent_damaged = m.scan.recent.damaged;
  if (m.merged_scan_open) merged_scan_close(&m.scan);
  if (r == 1) return finish(&m);
  return m.commit.table.full ? 0 : -1;
}
