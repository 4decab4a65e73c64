/* What pictures are made of. */

#include "marks.h"
#include "put.h"
#include "scale.h"

void svg_open(unsigned int height, char const *title)
{
  static unsigned int id;
  id++;
  put("<svg class=\"g\" width=\"100%%\" height=\"%u\" role=\"img\""
    " aria-labelledby=\"t%u d%u\"><title id=\"t%u\">%s</title><desc "
    "id=\"d%u\">",
    height, id, id, id, title, id);
}

void svg_body(void)
{
  put_raw("</desc>");
}

void svg_close(void)
{
  put_raw("</svg>");
}

void row_open(void)
{
  put_raw("<div class=\"row\"><div class=\"lab\">");
}

void row_plot(void)
{
  put_raw("</div><div class=\"plot\">");
}

void row_side(void)
{
  put_raw("</div><div class=\"side\">");
}

void row_close(void)
{
  put_raw("</div></div>");
}

static unsigned int depth(uint32_t v, uint64_t max)
{
  return max ? 100 - (unsigned int)((200 * (uint64_t)v + max) / (2 * max))
    : 100;
}

void outline(uint32_t const *v, unsigned int n, uint64_t max,
  char const *class, unsigned int y, unsigned int h)
{
  unsigned int i = 0, run = 0, last = 101;
  if (!max) return;
  put("<svg y=\"%u\" width=\"100%%\" height=\"%u\" viewBox=\"0 0 %u 100\""
    " preserveAspectRatio=\"none\"><path class=\"%s\" d=\"M0 100", y, h, n,
    class);
  for (; i < n; i++)
  {
    unsigned int at = depth(v[i], max);
    if (at != last)
    {
      if (run) put("h%u", run);
      put("V%u", at);
      run = 0;
    }
    last = at;
    run++;
  }
  put("h%uV100z\"/></svg>", run);
}

void spark(uint32_t const *v, unsigned int n)
{
  unsigned int i, at;
  uint64_t max = greatest(v, n, &at);
  if (n < 2) return;
  if (!max) max = 1;
  put("<svg class=\"sp\" width=\"100%%\" height=\"20\" aria-hidden=\"true\">"
    "<svg y=\"2\" width=\"100%%\" height=\"16\" viewBox=\"0 0 %u 100\""
    " preserveAspectRatio=\"none\"><path class=\"sl\" d=\"", n - 1);
  for (i = 0; i < n; i++)
    put("%c%u %u", i ? 'L' : 'M', i,
      96 - (unsigned int)((184 * (uint64_t)v[i] + max) / (2 * max)));
  put("\"/></svg><circle class=\"sd\" cx=\"100%%\" cy=\"%s\" r=\"1.8\"/></svg>",
    px(200 + 16 * (96 - 92 * (uint64_t)v[n - 1] / max)));
}

void bar(uint64_t part, char const *class, unsigned int height)
{
  put("<svg class=\"b\" width=\"100%%\" height=\"%u\" "
    "aria-hidden=\"true\"><rect"
    " width=\"%s%%\" height=\"%u\" class=\"%s\"/></svg>", height, px(part),
    height, class);
}

static void heads_put(char const *const *heads)
{
  put_raw("<thead><tr>");
  for (; *heads; heads++)
  {
    char const *s = *heads, *end = s;
    while (*end && *end != '|') end++;
    if (*end) put("<th scope=\"col\" class=\"%.*s\">%s</th>", (int)(end - s), s,
      end + 1);
    else put("<th scope=\"col\">%s</th>", s);
  }
  put_raw("</tr></thead><tbody>");
}

void table_open(char const *class, char const *const *heads)
{
  put("<table class=\"%s\">", class);
  if (heads) heads_put(heads);
  else put_raw("<tbody>");
}

void table_close(void)
{
  put_raw("</tbody></table>");
}

void details_open(char const *words, char const *const *heads)
{
  put("<details><summary>%s</summary><div class=\"tw\" tabindex=\"0\" "
    "role=\"region\" aria-label=\"%s\"><table>", words, words);
  heads_put(heads);
}

void details_close(void)
{
  put_raw("</tbody></table></div></details>");
}

#define SHOWN 30    /* bytes of a name; all of it is in its title */
#define NAMES 12

static void name_put(struct heavy_name const *x, char const *empty)
{
  if (!x->len) put_raw(empty);
  else if (x->len <= SHOWN)
  {
    put_raw("<span class=\"a\">");
    put_foreign(x->name, x->len);
    put_raw("</span>");
  }
  else
  {
    put_raw("<span class=\"a\" title=\"");
    put_foreign(x->name, x->len);
    put_raw("\">");
    put_cut(x->name, x->len, SHOWN);
    put_raw("</span>");
  }
}

static void name_rows(struct heavy_name const *const *best, unsigned int n,
  char const *class, char const *empty)
{
  unsigned int i = 0;
  for (; i < n; i++)
  {
    put_raw("<tr><th scope=\"row\">");
    name_put(best[i], empty);
    put_raw("</th><td class=\"bc\">");
    bar(share(best[i]->times, best[0]->times), class, 9);
    put("</td><td class=\"n\">%s</td></tr>", num(best[i]->times));
  }
}

void name_list(char const *title, struct heavy const *h, unsigned int most,
  char const *class, char const *empty)
{
  struct heavy_name const *best[NAMES];
  unsigned int n = heavy_best(h, best, most < NAMES ? most : NAMES);
  if (title) put("<h3>%s</h3>", title);
  table_open("bars keep", 0);
  name_rows(best, n, class, empty);
  table_close();
  if (h->error) put("<p class=\"note\">Each at most %s too many.</p>",
    num(h->error));
}

uint32_t greatest(uint32_t const *v, unsigned int n, unsigned int *at)
{
  unsigned int i = 0;
  *at = 0;
  for (; i < n; i++) if (v[i] > v[*at]) *at = i;
  return n ? v[*at] : 0;
}

uint64_t sum(uint32_t const *v, unsigned int n)
{
  uint64_t s = 0;
  unsigned int i = 0;
  for (; i < n; i++) s += v[i];
  return s;
}
