/* Databases, checked from end to end, and against the journal. */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "chains.h"
#include "reader.h"
#include "verify.h"
#include "merged_scan.h"
#include "table_scan.h"
#include "../journal/journal.h"
#include "../journal/log.h"
#include "../karma/networks.h"

/* `OBJECT: ` what is wrong with this key. */
static int told(struct error *error, char const *object, char const *before,
  struct key const *k, char const *behind)
{
  char what[200], key[KEY_FMT];
  struct text t = { what, 0, sizeof what - 1, 0 };
  text_adds(&t, before);
  text_add(&t, key, key_fmt(key, k));
  text_adds(&t, behind);
  what[t.len] = 0;
  return error_say(error, object, what);
}

/* The walk stopped: where? */
static int stopped(struct table_scan const *w, char const *name,
  struct error *error)
{
  char why[100];
  struct text t = { why, 0, sizeof why - 1, 0 };
  if (!(w->clients + w->networks)) return error_say(error, name, w->why);
  text_adds(&t, w->why);
  text_adds(&t, ", behind ");
  why[t.len] = 0;
  return told(error, name, why, &w->key, "");
}

/* Go through all records, and remember where they are. 1, -1. */
static int records(struct table_scan *w, struct chains *c, char const *name,
  struct error *error)
{
  int r;
  while ((r = table_scan_next(w)) == 1)
    if (!chains_add(c, w->bytes, w->keylen, w->len))
      return error_system(error, "remember the records of", name);
  return r == -1 ? stopped(w, name, error) : 1;
}

/* Are they found by look-up, all of them and nothing else? 1, -1. */
static int found(struct table_scan const *w, struct chains *c, char const *name,
  struct error *error)
{
  char const *why = 0;
  if (chains_check(c, w->fd, &why) == 1) return 1;
  return why ? error_say(error, name, why)
    : error_system(error, "read the hash tables of", name);
}

int verify_table(int home, char const *name, struct header *h,
  struct error *error)
{
  static struct table_scan w;
  static struct chains c;
  int r = table_scan_open(&w, home, name);
  if (!r) return 0;
  if (r == -1) return w.why ? error_say(error, name, w.why)
    : error_system(error, "open", name);
  *h = w.header;
  r = chains_begin(&c) ? records(&w, &c, name, error)
    : error_system(error, "remember the records of", name);
  if (r == 1) r = found(&w, &c, name, error);
  chains_end(&c);
  table_scan_close(&w);
  return r;
}

/* The numbers that members add up to. */
static int same_numbers(struct record const *a, struct record const *b)
{
  return a->naughty == b->naughty && a->nice == b->nice
    && a->connects == b->connects && !memcmp(&a->now, &b->now, sizeof a->now)
    && !memcmp(&a->before, &b->before, sizeof a->before)
    && a->good == b->good && a->bad == b->bad && a->good0 == b->good0
    && a->bad0 == b->bad0;
}

/* Is this the network's record? `late`: its last and period may be later than
   those of the members it has now. */
static int is_sum(struct record const *network, struct record const *sum,
  int late)
{
  struct record s = *sum;
  if (!late) return !memcmp(network, sum, sizeof s);
  if (network->last < s.last || network->period < s.period) return 0;
  record_turn(&s, network->period);
  return same_numbers(network, &s);
}

/* A network of the view must be the one that comes next, unless it is one
   that has no members any more. */
static int check_network(struct merged_scan const *v, struct networks *n,
  char const *name, int late, struct error *error)
{
  struct record sum;
  struct key k;
  memset(&sum, 0, sizeof sum);
  if (networks_next(n, &k) && !key_cmp(&k, &v->key))
    networks_take(n, 0, &k, &sum);
  return is_sum(&v->record, &sum, late) ? 1
    : told(error, name, "the network ", &v->key,
      " is not the sum of its members");
}

/* All networks that do not hold this key have been seen. */
static int check_missing(struct networks *n, struct key const *next,
  char const *name, struct error *error)
{
  struct record sum;
  struct key k;
  return !networks_take(n, next, &k, &sum) ? 1
    : told(error, name, "the network ", &k, " is missing");
}

static int check(struct merged_scan *v, char const *name, int late,
  struct error *error)
{
  struct networks n;
  int r;
  memset(&n, 0, sizeof n);
  while ((r = merged_scan_next(v, error)) == 1)
  {
    if (check_missing(&n, &v->key, name, error) == -1) return -1;
    if (!key_isclient(&v->key))
    {
      if (check_network(v, &n, name, late, error) == -1) return -1;
    }
    else networks_add(&n, &v->key, &v->record);
  }
  return r == -1 ? -1 : check_missing(&n, 0, name, error);
}

int verify_networks(int home, char const *name, struct error *error)
{
  static struct merged_scan v;
  int r = merged_scan_open_named(&v, home, name, 0, error);
  if (r < 1) return r;
  r = check(&v, name, 0, error);
  merged_scan_close(&v);
  return r;
}

int verify_view(int home, struct error *error)
{
  static struct merged_scan v;
  int r = merged_scan_open(&v, home, error);
  if (r < 1) return r;
  r = check(&v, RECENT_CDB, 1, error);
  merged_scan_close(&v);
  return r;
}

/* Open it if it is the segment of this number, and no copy of a later one. 1,
   0, -1. */
static int open_number(struct segment *s, int home, char const *path,
  uint64_t number)
{
  int r = segment_read(s, home, path);
  if (r == 1 && s->number == number && !s->brought_forward) return 1;
  if (r == 1) close(s->fd);
  return r == -1 && errno != EPROTO ? -1 : 0;
}

/* Open the segment of this number: rotated, or journal/current. 1, 0, -1. */
static int find_segment(struct segment *s, int home, uint64_t number)
{
  genalloc list = GENALLOC_ZERO;
  struct journal_entry const *e;
  char const *log = log_folded(home);
  char path[SEGMENT_PATH];
  size_t i = 0;
  int r = journal_list_of(&list, home, log) ? 0 : -1;
  e = genalloc_s(struct journal_entry, &list);
  for (; !r && i < genalloc_len(struct journal_entry, &list); i++)
  {
    if (e[i].number != number) continue;
    log_segment(path, log, e[i].host, e[i].number);
    r = open_number(s, home, path, number);
  }
  genalloc_free(struct journal_entry, &list);
  log_current(path, log);
  return r ? r : open_number(s, home, path, number);
}

/* Tell how far the database is, and what the journal has: its file, if any. */
static int astray(struct error *error, char const *name,
  struct cursor const *c, char const *file)
{
  char what[200];
  struct text t = { what, 0, sizeof what - 1, 0 };
  text_adds(&t, "it was folded up to byte ");
  text_addu(&t, c->offset);
  text_adds(&t, " of segment ");
  text_addu(&t, c->number);
  text_adds(&t, ", but ");
  text_adds(&t, file ? file : "there is no segment ");
  if (file) text_adds(&t, " has other lines, or fewer");
  else text_addu(&t, c->number);
  if (!file) text_adds(&t, " in the journal");
  what[t.len] = 0;
  return error_say(error, name, what);
}

int verify_cursor(int home, char const *name, struct cursor const *c,
  struct error *error)
{
  struct segment s;
  uint64_t offset;
  int r = find_segment(&s, home, c->number);
  /* There may have been a rotation between our two looks. */
  if (!r) r = find_segment(&s, home, c->number);
  if (r == -1) return error_system(error, "read", log_folded(home));
  if (!r) return astray(error, name, c, 0);
  r = cursor_holds(c, &s, &offset);
  close(s.fd);
  if (r == -1) return error_system(error, "read", s.path);
  return r ? 1 : astray(error, name, c, s.path);
}
