/* The report as a page. */

#include <string.h>

#include "page.h"
#include "put.h"
#include "style.h"

/* Hatches, for all pictures: time in which qkarma observed, what was tolerated,
   addresses that nobody has. */
static void patterns(void)
{
  put_raw("<svg width=\"0\" height=\"0\" class=\"out\" "
    "aria-hidden=\"true\"><defs>"
    "<pattern id=\"ho\" width=\"6\" height=\"6\" "
    "patternUnits=\"userSpaceOnUse\""
    " patternTransform=\"rotate(45)\"><line x1=\"0\" x2=\"0\" y2=\"6\" "
    "stroke=\"var(--mut)\" stroke-opacity=\".38\" "
    "stroke-width=\"1.4\"/></pattern>"
    "<pattern id=\"hw\" width=\"4\" height=\"4\" "
    "patternUnits=\"userSpaceOnUse\""
    " patternTransform=\"rotate(45)\"><line x1=\"0\" x2=\"0\" y2=\"4\" "
    "stroke=\"var(--k3)\" stroke-width=\"2\"/></pattern>"
    "<pattern id=\"hr\" width=\"1.6\" height=\"1.6\" "
    "patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><line "
    "x1=\"0\" x2=\"0\" y2=\"1.6\" stroke=\"var(--mut)\" stroke-opacity=\".5\" "
    "stroke-width=\".22\"/></pattern></defs></svg>");
}

/* The policy: even if something foreign got in as markup, it could load and run
   nothing. */
static void head(struct census const *c, struct health const *h)
{
  char const *const *css = style_sheet;
  put_raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta "
    "charset=\"utf-8\"><meta "
    "name=\"viewport\" content=\"width=device-width,initial-scale=1\"><meta "
    "name=\"referrer\" content=\"no-referrer\"><meta http-equiv=\""
    "Content-Security-Policy\" content=\"default-src 'none';style-src "
    "'unsafe-inline'\"><title>");
  put_foreign(h->host, strlen(h->host));
  put_raw(", ");
  part_dates(&c->period, 0);
  put_raw("</title><style>");
  for (; *css; css++) put_raw(*css);
  put_raw("</style></head><body>");
  patterns();
  put_raw("<main>");
}

static void foot(struct census const *c)
{
  put("<footer><p class=\"note\">Made by <code>qkarma report</code> from %s "
    "lines"
    " of the journal, in one pass. This page needs no script, loads nothing, "
    "and may be sent or printed as it is.</p></footer></main></body></html>\n",
    num(c->lines));
}

void page_write(struct census const *c, struct health const *h,
  char const *file)
{
  static struct sums s;
  sums_take(&s, c);
  put_begin(file);
  head(c, h);
  part_head(c, &s, h);
  if (s.all)
  {
    part_when(c, &s);
    part_box(c, &s);
    part_where(c);
    part_why(c);
    part_names(c, &s);
    part_health(c, h);
  }
  foot(c);
  put_end();
}
