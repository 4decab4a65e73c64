/* Is the journal folded? Nothing new is no reason to write a database, so
   their age tells nothing: what counts is the oldest line that waits. */

#include <string.h>
#include <time.h>

#include "unfolded.h"
#include "../print/column.h"
#include "../../database/merged_scan.h"
#include "../../journal/journal_reader.h"

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

/* The first line behind this time, which waits for so long at least. */
static void journal(struct findings *f, int home, uint64_t folded,
  uint64_t wait)
{
  uint64_t now = (uint64_t)time(0);
  struct line l;
  int r = journal_reader_open(&journal_reader, home, folded + 1, now - wait,
    &error);
  if (!r) return;
  if (r == 1)
  {
    r = journal_reader_next(&journal_reader, &l);
    journal_reader_close(&journal_reader);
  }
  if (r == 1) late(f, !folded, now - l.stamp.seconds);
  if (r == -1) broken(f, FINDING_WARNING);
}

void unfolded_find(struct findings *f, int home)
{
  int r = merged_scan_open(&scan, home, &error);
  uint64_t newest = 0;
  if (r == -1) broken(f, FINDING_ERROR);
  if (r == -1) return;
  if (r == 1) newest = merged_scan_header(&scan)->newest.seconds;
  if (r == 1) merged_scan_close(&scan);
  journal(f, home, newest, r ? LATE : LATE_FIRST);
}
