/* What is wrong, each with the command that helps. */

#include <string.h>

#include "marks.h"
#include "parts.h"
#include "put.h"
#include "../../base/date.h"

#define HOLE 6            /* times as long as 99 of 100 is a hole, */
#define HOLE_LEAST 3600   /* and so many seconds at least */
#define FULL 20           /* less than this part of the disk is free, or */
#define FULL_DAYS 30      /* it is full in so many days */

struct warnings
{
  unsigned int n;
};

static void begin(struct warnings *w, char const *what)
{
  if (!w->n++) put_raw("<ul class=\"warn\">");
  put("<li><b>%s</b> ", what);
}

static void seconds(uint64_t s)
{
  if (s >= 2 * PERIOD_DAY) put("%s days", num(s / PERIOD_DAY));
  else if (s >= 2 * PERIOD_HOUR) put("%s h %u min", num(s / PERIOD_HOUR),
    (unsigned int)(s % PERIOD_HOUR / 60));
  else if (s >= 120) put("%s min", num(s / 60));
  else put("%s s", num(s));
}

/* A time as commands take it. */
static void moment(uint64_t t)
{
  char array[20];
  struct text text = TEXT(array);
  struct date d;
  date_of(&d, t);
  date_addday(&text, &d);
  text_addc(&text, 'T');
  date_addtime(&text, &d);
  put_foreign(text.s, text.len);
}

static void own_hosts(struct warnings *w, struct census const *c)
{
  struct client const *x;
  unsigned int i = 0;
  while (w->n < 5 && clients_own(&c->clients, &c->period, &i, &x))
  {
    char key[KEY_FMT];
    struct key k;
    size_t n;
    clients_key(&k, x);
    n = key_fmt(key, &k);
    begin(w, "A host of our own is in the box:");
    put_raw("<span class=\"a\">");
    put_foreign(key, n);
    put("</span>, since %s, %s. Its mail waits. <code>qkarma spare ",
      date(x->since), hour(x->since));
    put_foreign(key, n);
    put_raw("</code></li>");
  }
}

static void dead_lists(struct warnings *w, struct dns_lists const *d)
{
  unsigned int i = 0;
  for (; i < d->n; i++)
  {
    struct dns_list const *x = &d->list[i];
    if (!x->dead_since) continue;
    begin(w, "A DNS list is dead:");
    put_raw("<span class=\"a\">");
    put_foreign(x->name, strlen(x->name));
    put("</span> has given no answer since %s, %s (%s questions). ",
      date(x->dead_since), hour(x->dead_since), num(x->dead_failures));
    if (x->hits) put("Until then it knew %s of those who came. ",
      num(x->hits));
    put_raw("It stands in <code>control/dnsbl</code> or "
      "<code>control/rhsbl</code>. <code>qkarma lists</code></li>");
  }
}

static void late_fold(struct warnings *w, struct health const *h)
{
  if (!h->waiting) return;
  begin(w, "The fold is late:");
  if (h->folded)
  {
    put_raw("the last one was ");
    seconds(h->now - h->folded);
    put_raw(" ago, and");
  }
  else put_raw("there never was one, and");
  put_raw(" a line has waited for it for ");
  seconds(h->waiting);
  put_raw(". What clients did since then does not count yet. "
    "<code>qkarma check</code></li>");
}

static void bad_lines(struct warnings *w, struct census const *c)
{
  if (!c->bad) return;
  begin(w, "There are bad lines:");
  put("%s of the journal cannot be read, and count for nothing. "
    "<code>qkarma verify</code></li>", num(c->bad));
}

/* A night is no hole: gaps so long come again and again. */
static void holes(struct warnings *w, struct census const *c)
{
  uint64_t usual = histogram_at(&c->gaps, 990), hole = c->hole;
  uint64_t from = c->hole_begin, silent = c->period.end - c->last;
  if (c->last && silent > hole)
  {
    hole = silent;
    from = c->last;
  }
  if (c->gaps.n < 100 || hole < HOLE_LEAST || hole <= HOLE * usual) return;
  begin(w, "The journal has a hole:");
  put("nobody came from %s, %s on, for ", date(from), hour(from));
  seconds(hole);
  put_raw(". Was the server down? <code>qkarma tail --since ");
  moment(from);
  put_raw("</code></li>");
}

static void disk(struct warnings *w, struct census const *c,
  struct health const *h)
{
  uint64_t a_day = h->journal / (c->period.days ? c->period.days : 1);
  if (!h->size || (h->free > h->size / FULL
    && h->free > a_day * FULL_DAYS)) return;
  begin(w, "The disk is nearly full:");
  put("%s MB are free, and the journal has %s. <code>qkarma-fold -K</code>"
    " says how much of it is kept.</li>", num(h->free / 1000000),
    num(h->journal / 1000000));
}

static void lost(struct warnings *w, struct census const *c)
{
  if (!c->clients.lost) return;
  begin(w, "More clients than are followed:");
  put("%s connections are of clients that were not followed; boxes, clients "
    "and servers are too few here. <code>qkarma report --since 7d</code></li>",
    num(c->clients.lost));
}

void part_warnings(struct census const *c, struct health const *h)
{
  struct warnings w = { 0 };
  own_hosts(&w, c);
  dead_lists(&w, &c->lists);
  late_fold(&w, h);
  bad_lines(&w, c);
  holes(&w, c);
  disk(&w, c, h);
  lost(&w, c);
  put_raw(w.n ? "</ul>" : "<p class=\"note\">Nothing to warn of.</p>");
}
