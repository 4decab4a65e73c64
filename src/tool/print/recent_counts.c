/* What the sliding windows hold, for reports. */

#include "recent_counts.h"

static uint64_t rounded(uint64_t scaled)
{
  return (scaled + RECORD_WINDOW / 2) / RECORD_WINDOW;
}

struct outcome recent_counts(struct record const *r, uint64_t now)
{
  struct outcome o;
  record_sliding(&o, r, now);
  o.success = rounded(o.success);
  o.tempfail = rounded(o.tempfail);
  o.permfail = rounded(o.permfail);
  return o;
}

void recent_judged(uint64_t *good, uint64_t *bad, struct record const *r,
  uint64_t now)
{
  record_sliding_judged(good, bad, r, now);
  *good = rounded(*good);
  *bad = rounded(*bad);
}
