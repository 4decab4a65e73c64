/* How far a long piece of work is. */

#include <unistd.h>

#include <skalibs/allreadwrite.h>

#include "progress.h"
#include "text.h"

#define FIRST 1000    /* milliseconds until there is anything to say */
#define AGAIN 200

static void later(struct progress *p, int milliseconds)
{
  tain span;
  tain_from_millisecs(&span, milliseconds);
  tain_add_g(&p->next, &span);
}

void progress_begin(struct progress *p, char const *what, uint64_t total)
{
  p->what = what;
  p->total = total;
  p->on = isatty(2) && total;
  p->shown = 0;
  if (!p->on) return;
  tain_now_g();
  tain_copynow(&p->start);
  later(p, FIRST);
}

/* Milliseconds since the beginning, at least 1. */
static uint64_t elapsed(struct progress const *p)
{
  tain span;
  int ms;
  tain_sub(&span, &STAMP, &p->start);
  ms = tain_to_millisecs(&span);
  return ms > 0 ? (uint64_t)ms : 1;
}

static void show(struct progress *p, uint64_t done)
{
  char line[100];
  struct text t = TEXT(line);
  uint64_t ms = elapsed(p), left;
  if (done > p->total) done = p->total;
  left = (uint64_t)((double)(p->total - done) / (double)done * (double)ms);
  text_adds(&t, "\r\033[K");
  text_adds(&t, p->what);
  text_addc(&t, ' ');
  text_addu(&t, (uint64_t)((double)done / (double)p->total * 100));
  text_adds(&t, "% ");
  text_addu(&t, done / ms / 1000);
  text_adds(&t, " MB/s ");
  text_addu(&t, (left + 999) / 1000);
  text_adds(&t, " s left");
  allwrite(2, t.s, t.len);
  p->shown = 1;
}

void progress_at(struct progress *p, uint64_t done)
{
  if (!p->on || !done) return;
  tain_now_g();
  if (tain_future(&p->next)) return;
  show(p, done);
  later(p, AGAIN);
}

void progress_end(struct progress *p)
{
  if (p->shown) allwrite(2, "\r\033[K", 4);
  p->shown = 0;
  p->on = 0;
}
