/* The journal, opened for a command. */

#include <skalibs/strerr.h>

#include "read_journal.h"
#include "../../base/progress.h"

#define SELDOM 4096     /* lines between two looks at the clock */

static struct chronicle chronicle;
static struct fault fault;

static struct chronicle *opened(int r)
{
  if (r == -1) strerr_dief(111, fault.text);
  if (!r) strerr_dief(111, "there is no journal: `qkarma init` makes one");
  return &chronicle;
}

struct chronicle *journal_open(int home, uint64_t since, uint64_t until)
{
  return opened(chronicle_open(&chronicle, home, since, until, &fault));
}

struct chronicle *journal_tail(int home, uint64_t n)
{
  return opened(chronicle_last(&chronicle, home, n, &fault));
}

int journal_next(struct chronicle *c, struct line *l)
{
  int r = chronicle_next(c, l);
  if (r == -1) strerr_dief(111, fault.text);
  return r;
}

int journal_report(struct chronicle *c, struct line *l)
{
  static struct progress progress;
  static unsigned int lines;
  int r = journal_next(c, l);
  if (!lines) progress_begin(&progress, "journal", c->total);
  if (!(++lines % SELDOM)) progress_at(&progress, chronicle_done(c));
  if (!r) progress_end(&progress);
  return r;
}
