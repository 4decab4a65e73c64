/* What came from elsewhere, on the report's page: no byte of it is taken for
   markup, in an element or in an attribute, and a browser shows all of it. */

#include <string.h>
#include <unistd.h>

#include <skalibs/djbunix.h>

#include "fuzz.h"
#include "../../src/tool/page/put.h"

#define MAX 4000

static char page[8 * MAX + 100];

/* What a browser makes of the text from *s on; it stands before the end. */
static char shown(char const **s, char const *end)
{
  static struct
  {
    char const *text;
    char is;
  } const entities[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' },
    { "&quot;", '"' }, { "&#39;", '\'' } };
  unsigned int i = 0;
  MUST(*s < end && !strchr("<>\"'", **s));
  if (**s != '&') return *(*s)++;
  while (i < 5 && strncmp(*s, entities[i].text, strlen(entities[i].text))) i++;
  MUST(i < 5);
  *s += strlen(entities[i].text);
  return entities[i].is;
}

static size_t written(char const *s, size_t n, size_t most)
{
  ssize_t r;
  put_begin("page");
  put_cut(s, n, most);
  put_end();
  r = openreadnclose("page", page, sizeof page - 1);
  if (r == -1) fuzz_system("page");
  page[r] = 0;
  return (size_t)r;
}

void fuzz(char const *s, size_t n)
{
  struct bytes b = { s, n };
  size_t most = 1 + bytes_number(&b), i = 0, all;
  char const *at = page;
  if (n > MAX) return;
  all = b.n > most ? most - 1 : b.n;
  n = written(b.s, b.n, most);
  for (; i < all; i++)
  {
    char c = b.s[i] < ' ' || b.s[i] > '~' ? '?' : b.s[i];
    MUST(shown(&at, page + n) == c);
  }
  MUST(!strcmp(at, b.n > most ? "&#8230;" : ""));
}
