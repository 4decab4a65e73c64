/* The journal, opened for a command. */

#include <skalibs/strerr.h>

#include "journal.h"

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
