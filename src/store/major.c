/* The major fold: one sequential pass over the databases and the batch, both
   in the order of keys; expiry, orders, and the networks by running totals. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <skalibs/random.h>

#include "commit.h"
#include "fold.h"
#include "reader.h"
#include "table.h"
#include "view.h"
#include "../karma/networks.h"
#include "../karma/rule.h"

/* Connects, for the law of conservation: what the network of all clients had
   + applied - gone is what it has. By family: IPv4, IPv6. */
struct account
{
  uint64_t had;
  uint64_t applied;
  uint64_t gone;
  uint64_t has;
};

struct major
{
  struct fold *fold;
  struct view view;
  int more;                   /* view has a client */
  struct commit commit;
  struct header header;
  struct networks networks;
  struct account account[2];
  uint64_t dropped;           /* clients */
};

/* The next client of the databases; networks are computed anew. */
static int advance(struct major *m)
{
  while ((m->more = view_next(&m->view, &m->fold->fault)) == 1)
  {
    if (key_isclient(&m->view.key)) return 1;
    if (!m->view.key.bits)
      m->account[m->view.key.is6].had = m->view.record.connects;
  }
  return m->more;
}

static int add(struct major *m, struct key const *k, struct record const *r)
{
  return commit_add(&m->commit, k, r);
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
    if (add(m, &k, &r) == -1) return -1;
  }
  return 1;
}

/* Is the record to be forgotten? What is dead under the values before an
   order goes before the order is carried out, whenever the last major was. */
static int doomed(struct major const *m, struct record const *r)
{
  struct fold const *f = m->fold;
  uint64_t days = f->header.expire_days, newest = f->header.newest.seconds;
  if (rule_dead(r, 0, f->newest, days)) return 1;
  if (!f->ordered) return 0;
  if (f->order.kind == LINE_PRUNE) return rule_prunes(&f->order, r);
  return rule_dead(r, 0, newest, f->order.days);
}

static int emit(struct major *m, struct key const *k, struct record const *r)
{
  if (record_isnone(r)) return 1;
  if (doomed(m, r))
  {
    m->account[k->is6].gone += r->connects;
    m->dropped++;
    return 1;
  }
  if (finish_networks(m, k) == -1) return -1;
  m->header.clients++;
  networks_add(&m->networks, k, r);
  return add(m, k, r);
}

/* Apply the batch's lines about this client. */
static void apply(struct major *m, struct key const *k, struct record *r)
{
  struct account *a = &m->account[k->is6];
  int exists = !record_isnone(r);
  struct item const *i;
  for (; (i = batch_peek(&m->fold->batch)); m->fold->batch.next++)
  {
    struct line l;
    struct record before = *r;
    if (key_cmp(&i->key, k)) return;
    item_line(&l, i);
    if (rule_apply(r, &exists, &l, i->newest, m->fold->header.expire_days)
      == RULE_RESET)
    {
      a->gone += before.connects;
      before.connects = 0;
    }
    a->applied += rule_connects(&before, &l);
  }
}

/* The merge: whoever comes first in either. */
static int merge(struct major *m)
{
  static struct record const none;
  struct item const *i = batch_peek(&m->fold->batch);
  while (m->more || i)
  {
    int order = !m->more ? 1 : !i ? -1 : key_cmp(&m->view.key, &i->key);
    struct key k = order > 0 ? i->key : m->view.key;
    struct record r = order > 0 ? none : m->view.record;
    if (order <= 0 && advance(m) == -1) return -1;
    apply(m, &k, &r);
    if (emit(m, &k, &r) == -1) return -1;
    i = batch_peek(&m->fold->batch);
  }
  return finish_networks(m, 0);
}

static int lawful(struct major const *m)
{
  unsigned int i = 0;
  for (; i < 2; i++)
  {
    struct account const *a = &m->account[i];
    if (a->had + a->applied != a->has + a->gone)
      return fault_broken(&m->fold->fault, KARMA_CDB,
        "its connects do not add up");
  }
  if (m->fold->force || m->dropped <= m->header.clients) return 1;
  return fault_say(&m->fold->fault, KARMA_CDB, "more than half of the clients"
    " have expired: is the clock right? `qkarma-fold -f` drops them");
}

/* The header of what is being written. */
static int describe(struct major *m)
{
  struct fold *f = m->fold;
  unsigned char id[HEADER_ID / 2];
  struct text t = TEXT(m->header.id);
  size_t i = 0;
  m->header = f->header;
  random_buf((char *)id, sizeof id);
  for (; i < sizeof id; i++) text_addhex(&t, id[i], 2);
  memset(m->header.base, '0', sizeof m->header.base);
  m->header.made = f->feed.now;
  m->header.written = m->header.clients = m->header.networks = 0;
  if (f->ordered && f->order.kind == LINE_SET)
    m->header.expire_days = f->order.days;
  return feed_cursor(&f->feed, &m->header.cursor);
}

/* From the beginning of the merge to the new database in place. */
static int rewrite(struct major *m)
{
  struct fold *f = m->fold;
  if (describe(m) == -1) return -1;
  if (commit_begin(&m->commit, f->home, KARMA_CDB, &m->header, &f->fault)
    == -1) return -1;
  if ((f->fresh || advance(m) >= 0) && merge(m) == 1 && lawful(m) == 1
    && feed_sync(&f->feed) == 1)
    return commit_finish(&m->commit, &m->header);
  commit_abort(&m->commit);
  return -1;
}

int major_fold(struct fold *f)
{
  static struct major m;
  int r;
  memset(&m, 0, sizeof m);
  m.fold = f;
  r = f->fresh ? 1 : view_open(&m.view, f->home, &f->fault);
  if (!r) r = fault_say(&f->fault, KARMA_CDB, "it has just disappeared");
  if (r == -1) return -1;
  r = rewrite(&m);
  if (!f->fresh) view_close(&m.view);
  if (r == -1) return -1;
  f->header = m.header;
  f->fresh = 0;
  if (unlinkat(f->home, RECENT_CDB, 0) == -1 && errno != ENOENT)
    return fault_system(&f->fault, "remove", RECENT_CDB);
  return 1;
}
