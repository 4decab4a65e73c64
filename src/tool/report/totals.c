/* Totals of the databases and the journal. */

#include <errno.h>
#include <sys/stat.h>

#include <skalibs/djbunix.h>
#include <skalibs/strerr.h>

#include "totals.h"
#include "../open/read_journal.h"
#include "../open/state.h"
#include "../../journal/journal.h"
#include "../../journal/log.h"
#include "../../karma/rule.h"

static struct merged_scan scan;

static void clients(struct totals *c, int home)
{
  if (!state_scan(&scan, home)) return;
  c->folded = state_folded(home);
  c->header = *merged_scan_header(&scan);
  c->header.clients = c->header.networks = 0;
  while (state_next(&scan))
  {
    if (!key_isclient(&scan.key))
    {
      c->header.networks++;
      network_scores_add(&c->scores, &scan.key, &scan.record, c->now);
      continue;
    }
    c->header.clients++;
    c->naughty += scan.record.naughty > 0;
    c->nice += scan.record.nice > 0;
    c->boxed += rule_boxed(&scan.record, c->now);
  }
  merged_scan_close(&scan);
}

/* Add a segment; it may just have been removed. */
static void segment(struct totals *c, int home, char const *path)
{
  struct segment s;
  struct stat st;
  uint64_t size, folded = 0;
  int r = segment_read(&s, home, path);
  if (!r || (r == -1 && errno == EPROTO)) return;
  if (r == -1 || fstat(s.fd, &st) == -1) strerr_diefusys(111, "read ", path);
  fd_close(s.fd);
  size = (uint64_t)st.st_size;
  c->segments++;
  c->bytes += size;
  if (s.number < c->header.cursor.number) folded = size;
  else if (s.number == c->header.cursor.number)
    folded = c->header.cursor.offset;
  else folded = s.header;
  if (size > folded) c->unfolded += size - folded;
}

static void segments(struct totals *c, int home)
{
  genalloc list = GENALLOC_ZERO;
  char const *log = log_folded(home);
  char path[SEGMENT_PATH];
  size_t i = 0;
  if (!journal_list_of(&list, home, log)) strerr_diefusys(111, "list ", log);
  for (; i < genalloc_len(struct journal_entry, &list); i++)
  {
    struct journal_entry const *e = genalloc_s(struct journal_entry, &list) + i;
    log_segment(path, log, e->host, e->number);
    segment(c, home, path);
  }
  genalloc_free(struct journal_entry, &list);
  log_current(path, log);
  segment(c, home, path);
}

static void asked(struct totals *c, struct line const *l)
{
  struct asked a;
  if (!asked_scan(&a, l)) return;
  c->asking++;
  c->asked.questions += a.questions;
  c->asked.troubles += a.troubles;
  c->asked.open += a.open;
  c->asked.milliseconds += a.milliseconds;
  asked_lists(&c->lists, l);
}

static void connection(struct totals *c, struct line const *l)
{
  struct tally tally;
  struct pair tls;
  int e = 0;
  c->connects++;
  c->class[class_index(l->class)]++;
  c->counts.success += l->counts.success;
  c->counts.tempfail += l->counts.tempfail;
  c->counts.permfail += l->counts.permfail;
  c->come_again += l->asked;
  tally_scan(&tally, l->events, l->eventslen);
  for (; e < EVENTS; e++) c->event[e] += tally.count[e];
  counts_add(&c->ends, l->end, l->endlen, l, 1);
  if (line_find(&tls, l, "tls"))
    counts_add(&c->protocols, tls.value, tls.len, l, 1);
  asked(c, l);
}

void totals_of_files(struct totals *c, int home)
{
  if (state_scan(&scan, home))
  {
    c->header = *merged_scan_header(&scan);
    merged_scan_close(&scan);
  }
  segments(c, home);
}

void totals_take(struct totals *c, int home)
{
  struct journal_reader *journal = read_journal_since(home, c->since,
    UINT64_MAX);
  struct line l;
  clients(c, home);
  segments(c, home);
  intern_begin(&c->ends.names);
  intern_begin(&c->protocols.names);
  intern_begin(&c->lists.names);
  while (read_journal_report(journal, &l))
    if (l.kind == LINE_CONNECTION) connection(c, &l);
}
