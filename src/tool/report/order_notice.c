/* What the operator is told of an order. */

#include <errno.h>
#include <string.h>
#include <time.h>

#include <skalibs/strerr.h>

#include "order_notice.h"
#include "../open/state.h"
#include "../print/column.h"
#include "../print/time_text.h"
#include "../print/out.h"

void order_notice_sure(int written)
{
  if (written) return;
  strerr_dief(111, "unable to append to journal/current: ", strerror(errno),
    state_denied(errno));
}

void order_notice_when(int home)
{
  char line[200];
  struct text t = TEXT(line);
  uint64_t folded = state_folded(home), now = (uint64_t)time(0);
  text_adds(&t, "In effect after the next fold; ");
  if (!folded) text_adds(&t, "there was none yet.");
  else
  {
    text_adds(&t, "the last was ");
    column_span(&t, now > folded ? now - folded : 0);
    text_adds(&t, " ago, at ");
    time_text_add(&t, folded);
    text_addc(&t, '.');
  }
  out_line(&t);
}
