/* Is the journal folded? Nothing new is no reason to write a database, so
   their age tells nothing: what counts is the oldest line that waits. */

#include <string.h>
#include <time.h>

#include "unfolded.h"
#include "../print/column.h"
#include "../../database/merged_scan.h"
#include "../../journal/journal_reader.h"
#include "../../journal/log.h"

#define LATE 3600       /* seconds that a line may wait */
#define LATE_FIRST 300  /* the same where there never was a fold */

static struct merged_scan scan;
static struct journal_reader journal_reader;
static struct error error;

static void broken(struct findings *f, enum gravity g)
{
  struct text t = { error.text, strnlen(error.text, sizeof error.text),
    sizeof error.text, 0 };
  finding_text(f, g, &t);
}

static void late(struct findings *f, int never, uint64_t seconds)
{
  char line[200];
  struct text t = TEXT(line);
  text_adds(&t, "journal: it ");
  text_adds(&t, never ? "was never folded" : "is not folded");
  text_adds(&t, ", and its oldest new line is ");
  column_span(&t, seconds);
  text_adds(&t, " old: is qkarma-fold running?");
  finding_text(f, FINDING_WARNING, &t);
}

/* Of lines behind this time the first, if it has waited for so long at least:
   its time. 1, 0 there is none, -1. */
static int first(uint64_t *t, int home, uint64_t folded, uint64_t until)
{
  struct line l;
  int r = journal_reader_open(&journal_reader, home, log_folded(home),
    folded + 1, until, &error);
  if (r != 1) return r;
  r = journal_reader_next(&journal_reader, &l);
  journal_reader_close(&journal_reader);
  *t = l.stamp.seconds;
  return r;
}

/* When the newest line that was folded came, and whether there ever was a fold:
   1, 0, -1. */
static int folded(uint64_t *newest, int home)
{
  int r = merged_scan_open(&scan, home, &error);
  *newest = 0;
  if (r != 1) return r;
  *newest = merged_scan_header(&scan)->newest.seconds;
  merged_scan_close(&scan);
  return 1;
}

static int waits(int home, int ever, uint64_t newest, uint64_t *seconds)
{
  uint64_t now = (uint64_t)time(0), t;
  int r = first(&t, home, newest, now - (ever ? LATE : LATE_FIRST));
  if (r == 1) *seconds = now - t;
  return r;
}

uint64_t unfolded_waits(int home)
{
  uint64_t newest, seconds;
  int r = folded(&newest, home);
  return r >= 0 && waits(home, r, newest, &seconds) == 1 ? seconds : 0;
}

void unfolded_find(struct findings *f, int home)
{
  uint64_t newest, seconds;
  int r = folded(&newest, home), w;
  if (r == -1) broken(f, FINDING_ERROR);
  if (r == -1) return;
  w = waits(home, r, newest, &seconds);
  if (w == 1) late(f, !newest, seconds);
  if (w == -1) broken(f, FINDING_WARNING);
}
