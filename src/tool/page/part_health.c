/* Is qkarma itself well? */

#include "marks.h"
#include "parts.h"
#include "put.h"
#include "scale.h"

#define LONGEST 600   /* seconds, at the end of the scale */

static void begin(char const *name)
{
  put("<tr><th scope=\"row\">%s</th><td class=\"n\">", name);
}

static void bytes(uint64_t n)
{
  if (n >= UINT64_C(10000000000)) put("%s GB", num(n / 1000000000));
  else if (n >= 100000) put("%s.%u MB", num(n / 1000000),
    (unsigned int)(n / 100000 % 10));
  else put("%s kB", num((n + 999) / 1000));
}

static void middle(void)
{
  put_raw("</td><td class=\"q\">");
}

static void end(void)
{
  put_raw("</td></tr>");
}

static void databases(struct health const *h)
{
  begin("Last fold");
  if (!h->folded) put_raw("never");
  else put("%s %s", date(h->folded), hour(h->folded));
  middle();
  if (h->waiting) put_raw("<span class=\"bad\">lines wait for the next one"
    "</span>");
  else put_raw("no line waits for long");
  end();
  begin("Database");
  bytes(h->karma);
  middle();
  put("karma.cdb; recent.cdb has ");
  bytes(h->recent);
  if (h->header.lines) put("; %s lines folded, %s of them bad",
    num(h->header.lines), num(h->header.bad));
  end();
  if (!h->header.expire_days) return;
  begin("Forgotten");
  put("%s days", num(h->header.expire_days));
  middle();
  put_raw("after a client was last seen (expire_days)");
  end();
}

static void files(struct census const *c, struct health const *h)
{
  begin("Journal");
  bytes(h->journal);
  middle();
  put("in %s segment%s; %s lines in this period", num(h->segments),
    h->segments == 1 ? "" : "s", num(c->lines));
  end();
  begin("Bad lines");
  put("%s", num(c->bad));
  middle();
  put_raw("in this period and the one before");
  end();
  if (!h->size) return;
  begin("Disk");
  bytes(h->free);
  middle();
  put("free of ");
  bytes(h->size);
  end();
}

static void orders(struct census const *c)
{
  uint64_t all = c->captured + c->released + c->other_orders;
  begin("Orders");
  put("%s", num(all));
  middle();
  if (all) put("%s release, %s capture, %s others", num(c->released),
    num(c->captured), num(c->other_orders));
  else put_raw("none was given by hand");
  end();
}

static void seconds_row(unsigned int k, struct histogram const *h)
{
  uint64_t half = histogram_at(h, 500), most = histogram_at(h, 990);
  uint64_t x = log_share(half, LONGEST), y = log_share(most, LONGEST);
  put("<div class=\"row qr\"><div class=\"lab\"><b class=\"c%u\">%s</b>", k,
    lot_name((enum lot)k));
  row_plot();
  svg_open(22, lot_name((enum lot)k));
  put("half within %s seconds, 99 of 100 within %s", num(half), num(most));
  svg_body();
  put("<line class=\"gl\" x2=\"100%%\" y1=\"10\" y2=\"10\"/><rect "
    "class=\"k%u\" "
    "x=\"%s%%\" y=\"7\" width=\"%s%%\" height=\"6\" opacity=\".55\"/><circle "
    "class=\"k%u\" cx=\"%s%%\" cy=\"10\" r=\"4.5\"/><line class=\"ax\" "
    "x1=\"%s%%\" x2=\"%s%%\" y1=\"4\" y2=\"16\"/>", k, px(x), px(y - x), k,
    px(x), px(y), px(y));
  svg_close();
  put("</div><div class=\"side note\">%s &#183; %s &#183; %s</div></div>",
    num(half), num(histogram_at(h, 900)), num(most));
}

static void scale(void)
{
  static unsigned int const marks[] = { 1, 10, 60, 300 };
  unsigned int i = 0;
  put_raw("<div class=\"row qr\"><div class=\"lab\">");
  row_plot();
  put_raw("<svg class=\"g\" width=\"100%\" height=\"14\" "
    "aria-hidden=\"true\">");
  for (; i < 4; i++)
    put("<text class=\"m%s\" x=\"%s%%\" y=\"10\">%u</text>", i ? " mid" : "",
      px(log_share(marks[i], LONGEST)), marks[i]);
  svg_close();
  put_raw("</div><div class=\"side note\">50 &#183; 90 &#183; 99&#160;%</div>"
    "</div>");
}

static void seconds(struct census const *c)
{
  unsigned int k = 0;
  put_raw("<figure><h3>How long a connection takes, in seconds</h3>");
  for (; k < LOTS; k++) if (c->seconds[k].n) seconds_row(k, &c->seconds[k]);
  scale();
  put_raw("<figcaption>Dot: half were done; bar to the stroke: 99 of 100. The "
    "scale is logarithmic.</figcaption></figure>");
}

void part_health(struct census const *c, struct health const *h)
{
  put_raw("<section id=\"health\"><h2>Is qkarma itself well?</h2><p "
    "class=\"say\""
    ">");
  put_raw(h->waiting ? "The fold is late, see above."
    : c->bad ? "Some lines of the journal are bad, see above."
    : "As far as can be seen from here, yes.");
  put_raw("</p><div class=\"two\"><div>");
  table_open("keep", 0);
  databases(h);
  files(c, h);
  orders(c);
  table_close();
  put_raw("</div>");
  seconds(c);
  put_raw("</div></section>");
}
