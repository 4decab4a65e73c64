/* How fast bytes must come. */

#include "pace.h"
#include "../checks/limits.h"

/* Whole seconds since then. */
static uint64_t elapsed(tain const *since)
{
  tain t;
  if (tain_future(since)) return 0;
  tain_sub(&t, &STAMP, since);
  return tai_sec(tain_secp(&t));
}

void pace_begin(struct pace *p, struct session const *s, unsigned int spans)
{
  p->session = s;
  p->began = p->window = STAMP;
  p->bytes = 0;
  tain_addsec_g(&p->end, (int)(spans * limit_of(p->session,
    LIMIT_SESSION_TIMEOUT)));
}

void pace_excuse(struct pace *p, tain const *since)
{
  tain t;
  tain_sub(&t, &STAMP, since);
  tain_add(&p->began, &p->began, &t);
  tain_add(&p->window, &p->window, &t);
}

void pace_deadline(struct pace const *p, tain *deadline)
{
  tain_addsec(deadline, &p->window, (int)limit_of(p->session,
    LIMIT_DATA_TIMEOUT));
  if (tain_less(&p->end, deadline)) *deadline = p->end;
}

uint64_t pace_slow(struct pace *p)
{
  uint64_t lasted = elapsed(&p->window), rate;
  uint64_t spans = elapsed(&p->began) / limit_of(p->session,
    LIMIT_SESSION_TIMEOUT);
  if (lasted < limit_of(p->session, LIMIT_DATA_TIMEOUT)) return 0;
  if (spans > PACE_SPANS) spans = PACE_SPANS;
  rate = p->bytes / lasted;
  p->window = STAMP;
  p->bytes = 0;
  return rate < limit_of(p->session, LIMIT_DATA_RATE) << spans ? lasted : 0;
}

int pace_over(struct pace const *p)
{
  return !tain_future(&p->end);
}
