/* Hosts that share karma. Whether the engine is there does not matter here: what
   counts is that our lines are heard, and that we are not alone. */

#include <string.h>
#include <unistd.h>

#include "share.h"
#include "../print/column.h"
#include "../../journal/log.h"
#include "../../share/survey.h"

#define LATE 300        /* seconds that a line of ours may wait */

static void broken(struct findings *f, struct error *error)
{
  struct text t = { error->text, strnlen(error->text, sizeof error->text),
    sizeof error->text, 0 };
  finding_text(f, FINDING_ERROR, &t);
}

static void alone(struct findings *f, uint64_t pieces)
{
  char line[200];
  struct text t = TEXT(line);
  text_adds(&t, "share: nobody hears this host: ");
  column_count(&t, pieces, "piece");
  text_adds(&t, " of its journal counts here alone for the time being");
  finding_text(f, FINDING_WARNING, &t);
}

static void late(struct findings *f, uint64_t seconds)
{
  char line[200];
  struct text t = TEXT(line);
  text_adds(&t, "share: a line of this host has waited for ");
  column_span(&t, seconds);
  text_adds(&t, " to be heard: are qkarma-tell and qkarma-hear running?");
  finding_text(f, FINDING_WARNING, &t);
}

void share_find(struct findings *f, int home)
{
  static struct survey s;
  struct error error;
  int r;
  if (faccessat(home, LOG_SHARE, F_OK, 0) == -1) return;
  r = survey(&s, home, &error);
  if (r == -1) broken(f, &error);
  if (!r) finding(f, FINDING_ERROR, LOG_COMMON_CURRENT, "there is none: `qkarma"
    " share begin` makes it on the first host, share-seed on others");
  if (r < 1) return;
  if (!s.known) finding(f, FINDING_WARNING, "share", "nothing of this host was"
    " heard yet: are qkarma-tell and qkarma-hear running?");
  if (s.alone) alone(f, s.alone);
  if (s.waiting > LATE) late(f, s.waiting);
}
