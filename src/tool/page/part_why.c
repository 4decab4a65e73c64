/* Who was stopped, where, and by what; and what was only observed. */

#include <string.h>

#include "marks.h"
#include "parts.h"
#include "put.h"
#include "scale.h"

#define LIKELY_SHOWN 32
#define LONG 14       /* bytes of a check's name that stay together */

static char const *const phases[STOPS_PHASES] = { "connect", "HELO", "MAIL",
  "RCPT", "DATA", "message" };

static void question(struct stops const *x)
{
  uint64_t stopped = stops_sum(x->box) + stops_sum(x->check);
  put_raw("<section id=\"why\"><h2>Who was stopped, where, and by what?</h2>"
    "<p class=\"say\">");
  if (stopped) put("The box did <b>%s</b> of the work.",
    pct(stops_sum(x->box), stopped));
  else put_raw("Nobody was.");
  if (x->would) put(" <b>%s</b> connections passed that could have been "
    "stopped; %s of them delivered something.", num(x->would),
    num(x->would_accepted));
  put_raw("</p><div class=\"two\">");
}

/* What became of those who came as far as one phase. */
struct stair
{
  uint64_t came, went, left, check, box;
};

static void part(unsigned int k, uint64_t v, uint64_t *x, uint64_t all)
{
  if (v) put("<rect class=\"k%u\" x=\"%s%%\" width=\"%s%%\" height=\"14\"/>", k,
    px(share(*x, all)), px(share(v, all)));
  *x += v;
}

static void stair(char const *name, struct stair const *r, uint64_t all)
{
  uint64_t x = 0;
  row_open();
  put("<b>%s</b>", name);
  row_plot();
  svg_open(15, name);
  put("%s came here; %s were refused from the box, %s for a check's sake, %s "
    "left, %s went on", num(r->came), num(r->box), num(r->check), num(r->left),
    num(r->went));
  svg_body();
  part(0, r->went, &x, all);
  part(1, r->left, &x, all);
  part(3, r->check, &x, all);
  part(4, r->box, &x, all);
  svg_close();
  put("<div class=\"note\">%s came", num(r->came));
  if (r->box) put(", <span class=\"c4\">box &#8722;%s</span>", num(r->box));
  if (r->check) put(", <span class=\"c3\">checks &#8722;%s</span>",
    num(r->check));
  if (r->left) put(", left &#8722;%s", num(r->left));
  put_raw("</div>");
  row_close();
}

static void goal(uint64_t n, uint64_t all)
{
  row_open();
  put_raw("<b>accepted</b>");
  row_plot();
  svg_open(15, "Accepted");
  put("%s", num(n));
  svg_body();
  put("<rect class=\"k0\" width=\"%s%%\" height=\"14\"/>", px(share(n, all)));
  svg_close();
  put("<div class=\"note c0\">%s had a message accepted</div>", num(n));
  row_close();
}

static void stairs_table(struct stair const *r)
{
  static char const *const heads[] = { "phase", "n|came", "n|box", "n|checks",
    "n|left", "n|went on", 0 };
  unsigned int i = 0;
  details_open("Table: phases", heads);
  for (; i < STOPS_PHASES; i++)
    put("<tr><th scope=\"row\">%s</th><td class=\"n\">%s</td><td class=\"n\">%s"
      "</td><td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s"
      "</td></tr>", phases[i], num(r[i].came), num(r[i].box), num(r[i].check),
      num(r[i].left), num(r[i].went));
  details_close();
}

/* All lengths are on one scale: what went on is as long as what came next. */
static void stairs(struct stops const *s, uint64_t immune)
{
  struct stair r[STOPS_PHASES];
  uint64_t came = s->all;
  unsigned int i = 0;
  put_raw("<figure class=\"stairs\"><h3>How far they came</h3>");
  for (; i < STOPS_PHASES; i++)
  {
    r[i].came = came;
    r[i].box = s->box[i];
    r[i].check = s->check[i];
    r[i].left = s->left[i];
    r[i].went = came -= s->box[i] + s->check[i] + s->left[i];
    stair(phases[i], &r[i], s->all);
  }
  goal(s->accepted, s->all);
  put_raw("<figcaption>Blue went on, grey left by themselves.");
  if (immune) put(" %s immune connections are not in it.", num(immune));
  put_raw("</figcaption>");
  stairs_table(r);
  put_raw("</figure>");
}

static char const *mostly(struct stops_check const *x)
{
  unsigned int i, at = 0;
  if (!stops_sum(x->stop)) return "&#8211;";
  for (i = 0; i < STOPS_PHASES; i++) if (x->stop[i] > x->stop[at]) at = i;
  return phases[at];
}

static void check_row(struct stops_check const *x, uint64_t most)
{
  uint64_t stop = stops_sum(x->stop), would = stops_sum(x->would);
  int box = !strcmp(x->name, "karma");
  size_t n = strlen(x->name);
  uint64_t length = share(93 * stop, 100 * most);
  put("<tr><th scope=\"row\"%s>", n > LONG ? " class=\"lw\"" : "");
  put_foreign(x->name, n);
  put("%s</th><td class=\"bc\"><svg class=\"b\" width=\"100%%\" height=\"12\" "
    "aria-hidden=\"true\"><rect width=\"%s%%\" y=\"1\" height=\"9\" "
    "class=\"k%d\""
    "/>", box ? " (the box)" : "", px(length), box ? 4 : 3);
  if (would) put("<rect x=\"%s%%\" y=\"1.5\" width=\"%s%%\" height=\"8\" "
    "class=\""
    "kw\"/>", px(length), px(share(93 * would, 100 * most)));
  put("</svg></td><td class=\"n\">%s</td><td class=\"n q\">%s</td><td "
    "class=\"n "
    "q wide\">%s</td></tr>", num(stop), would ? num(would) : "&#8211;",
    mostly(x));
}

static void checks(struct stops const *s)
{
  static char const *const heads[] = { "", "bc|", "n|refused", "n|tolerated",
    "n wide|mostly at", 0 };
  unsigned int order[STOPS_CHECKS], i = 0;
  uint64_t most = 1;
  if (!s->checks) return;
  stops_sorted(s, order);
  for (; i < s->checks; i++)
  {
    uint64_t n = stops_sum(s->by[i].stop) + stops_sum(s->by[i].would);
    if (n > most) most = n;
  }
  put_raw("<div><h3>What each check refused</h3>");
  table_open("bars keep", heads);
  for (i = 0; i < s->checks; i++) check_row(&s->by[order[i]], most);
  table_close();
  put_raw("<p class=\"note\">Each connection counts once, for the check that "
    "found fault first. Hatched: what it let pass, because qkarma observed or "
    "an option says so.</p></div>");
}

static void cell(char const *class, struct likely_word const *w)
{
  put("<td class=\"%s\">", class);
  put_cut(w->s, w->n, LIKELY_SHOWN);
  put_raw("</td>");
}

static void likely_row(struct likely_one const *x)
{
  char address[ADDRESS_FMT];
  put_raw("<tr><td class=\"a nb\">");
  put_foreign(address, address_fmt(address, &x->address));
  put("</td><td class=\"nb\">%s<span class=\"wide\"> %s</span></td>",
    day(x->when), hour(x->when));
  cell("", &x->check);
  cell("a wide", &x->helo);
  cell("a wide", &x->from);
  cell("a wide", &x->to);
  put("<td class=\"n\">%s</td><td class=\"n wide\">%s</td></tr>", num(x->nice),
    num(x->naughty));
}

static void likely(struct likely const *x)
{
  static char const *const heads[] = { "client", "when", "check", "wide|HELO",
    "wide|sender", "wide|recipient", "n|nice", "n wide|naughty", 0 };
  unsigned int i = 0;
  if (!x->n) return;
  put_raw("<h3 class=\"more\">Let pass: the ones that looked most like real "
    "mail</h3><div class=\"tw\" tabindex=\"0\" role=\"region\" aria-label=\""
    "Let pass\">");
  table_open("", heads);
  for (; i < x->n; i++) likely_row(&x->one[i]);
  table_close();
  put_raw("</div><p class=\"note\">Look at these before you enforce: "
    "<code>qkarma show ADDRESS</code> tells what is known of one, "
    "<code>qkarma spare ADDRESS</code> has it not judged.</p>");
}

void part_why(struct census const *c)
{
  if (!c->stops.all) return;
  question(&c->stops);
  stairs(&c->stops, c->immune);
  checks(&c->stops);
  put_raw("</div>");
  likely(&c->likely);
  put_raw("</section>");
}
