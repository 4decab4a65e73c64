/* Who comes encrypted, by version. */

#include <string.h>

#include "marks.h"
#include "parts.h"
#include "put.h"
#include "scale.h"

#define LABELLED 2200     /* a part of a bar has room for its name */
#define GAP 40            /* between two parts */

/* What is drawn together: the newest first. */
enum { NEW, COMMON, OLD, NONE, KINDS };
static char const *const kinds[KINDS] = { "1.3", "1.2", "older", "none" };
static char const *const colours[KINDS] = { "d0", "d2", "d5", "un" };

static unsigned int kind_of(char const *version)
{
  if (!strcmp(version, "none")) return NONE;
  if (!strcmp(version, "TLSv1.3")) return NEW;
  return strcmp(version, "TLSv1.2") ? OLD : COMMON;
}

static void count(struct census const *c, uint64_t n[GROUPS][KINDS])
{
  unsigned int i = 0, g;
  for (; i < c->versions; i++)
    for (g = 0; g < GROUPS; g++)
      n[g][kind_of(c->tls[i].name)] += c->tls[i].group[g];
}

static void parts(uint64_t const n[KINDS], uint64_t all)
{
  unsigned int k = 0;
  uint64_t x = 0;
  for (; k < KINDS; k++)
  {
    uint64_t f = share(n[k], all);
    if (f) put("<rect class=\"%s\" x=\"%s%%\" width=\"%s%%\" height=\"13\"/>",
      colours[k], px(x), px(f > GAP + 30 ? f - GAP : 30));
    if (f >= LABELLED) put("<text class=\"m%s\" x=\"%s%%\" y=\"25\">%s "
      "%s</text>",
      k == NONE ? " end" : "", px(k == NONE ? 10000 : x), kinds[k],
      pct(n[k], all));
    x += f;
  }
}

static void group_row(char const *name, uint64_t const n[KINDS])
{
  uint64_t all = n[NEW] + n[COMMON] + n[OLD] + n[NONE];
  unsigned int k = 0;
  put("<tr><th scope=\"row\" class=\"nb\">%s</th><td class=\"bc bw\"><svg "
    "class=\"b\" width=\"100%%\" height=\"30\" role=\"img\" "
    "aria-label=\"", name);
  for (; k < KINDS; k++) put("%s%s %s", k ? ", " : "", kinds[k],
    pct(n[k], all));
  put_raw("\">");
  parts(n, all);
  put_raw("</svg></td></tr>");
}

/* The newest first, what is in the clear last. */
static int before(struct census_tls const *a, struct census_tls const *b)
{
  int x = !strcmp(a->name, "none"), y = !strcmp(b->name, "none");
  return x != y ? y : strcmp(a->name, b->name) > 0;
}

static void sort(struct census const *c, unsigned int *order)
{
  unsigned int i = 0, at;
  for (; i < c->versions; i++)
  {
    for (at = i; at && before(&c->tls[i], &c->tls[order[at - 1]]); at--)
      order[at] = order[at - 1];
    order[at] = i;
  }
}

static void table(struct census const *c)
{
  static char const *const heads[] = { "version", "n|nice", "n|neutral",
    "n|bad", 0 };
  unsigned int order[CENSUS_VERSIONS], i = 0;
  sort(c, order);
  details_open("Table: TLS", heads);
  for (; i < c->versions; i++)
  {
    struct census_tls const *x = &c->tls[order[i]];
    put_raw("<tr><th scope=\"row\">");
    put_foreign(x->name, strlen(x->name));
    put("</th><td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s"
      "</td></tr>", num(x->group[GROUP_NICE]), num(x->group[GROUP_NEUTRAL]),
      num(x->group[GROUP_BAD]));
  }
  details_close();
}

/* Where TLS does not end here nothing is known of it. */
void part_tls(struct census const *c, struct sums const *s)
{
  uint64_t n[GROUPS][KINDS];
  uint64_t old;
  memset(n, 0, sizeof n);
  if (!s->encrypted) return;
  count(c, n);
  put_raw("<div><h3>TLS</h3>");
  table_open("bars keep", 0);
  group_row("nice", n[GROUP_NICE]);
  group_row("neutral", n[GROUP_NEUTRAL]);
  group_row("bad", n[GROUP_BAD]);
  table_close();
  old = n[GROUP_NICE][OLD] + n[GROUP_NEUTRAL][OLD] + n[GROUP_BAD][OLD];
  put("<p class=\"note\">Of those who came as far as HELO. Older than 1.2: "
    "%s, %s"
    " of them nice.</p>", num(old), num(n[GROUP_NICE][OLD]));
  table(c);
  put_raw("</div>");
}
