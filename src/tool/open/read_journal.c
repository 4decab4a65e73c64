/* The journal, opened for a command. */

#include <errno.h>

#include <skalibs/strerr.h>

#include "read_journal.h"
#include "state.h"
#include "../../base/progress.h"
#include "../../journal/log.h"

#define SELDOM 4096     /* lines between two looks at the clock */

static struct journal_reader journal_reader;
static struct error error;

int read_journal_own = 0;

char const *read_journal_log(int home)
{
  return read_journal_own ? LOG_OWN : log_folded(home);
}

static struct journal_reader *opened(int r)
{
  if (r == -1) strerr_dief(111, error.text, state_denied(errno));
  if (!r) strerr_dief(111, "there is no journal: `qkarma init` makes one");
  return &journal_reader;
}

struct journal_reader *read_journal_since(int home, uint64_t since,
  uint64_t until)
{
  return opened(journal_reader_open(&journal_reader, home,
    read_journal_log(home), since, until, &error));
}

struct journal_reader *read_journal_from(int home, struct cursor const *place)
{
  return opened(journal_reader_from(&journal_reader, home, place, &error));
}

struct journal_reader *read_journal_last(int home, uint64_t n)
{
  return opened(journal_reader_last(&journal_reader, home,
    read_journal_log(home), n, &error));
}

int read_journal_next(struct journal_reader *c, struct line *l)
{
  int r = journal_reader_next(c, l);
  if (r == -1) strerr_dief(111, error.text);
  return r;
}

int read_journal_report(struct journal_reader *c, struct line *l)
{
  static struct progress progress;
  static unsigned int lines;
  int r = read_journal_next(c, l);
  if (!lines) progress_begin(&progress, "journal", c->total);
  if (!(++lines % SELDOM)) progress_at(&progress, journal_reader_done(c));
  if (!r) progress_end(&progress);
  return r;
}
