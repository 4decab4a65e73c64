/* How fast bytes must come. */

#include "pace.h"
#include "../checks/limits.h"

void pace_again(struct pace *p)
{
  p->bytes = 0;
  tain_addsec_g(&p->window, (int)limit_of(p->session, LIMIT_DATA_TIMEOUT));
}

void pace_begin(struct pace *p, struct session const *s)
{
  p->session = s;
  p->began = session_seconds(s);
  pace_again(p);
}

/* Bytes a second, for it has lasted so many session_timeouts. Where no rate is
   asked for, the time of a session must do. */
static uint64_t floor_of(struct pace const *p, uint64_t spans)
{
  uint64_t rate = limit_of(p->session, LIMIT_DATA_RATE);
  if (spans >= PACE_SPANS || (!rate && spans)) return UINT64_MAX;
  return rate << spans;
}

int pace_slow(struct pace *p)
{
  uint64_t least = floor_of(p,
    (session_seconds(p->session) - p->began)
    / limit_of(p->session, LIMIT_SESSION_TIMEOUT));
  uint64_t rate = p->bytes / limit_of(p->session, LIMIT_DATA_TIMEOUT);
  if (least == UINT64_MAX) return 1;
  if (tain_future(&p->window)) return 0;
  pace_again(p);
  return rate < least;
}
