/* Foreign bytes on their way to a log, a terminal and the journal: printable,
   and of the journal's words none that is cut in an escape. */

#include <string.h>

#include "fuzz.h"
#include "../../src/base/text.h"

#define MAX 1000

static int printable(struct text const *t, int blanks)
{
  size_t i = 0;
  while (i < t->len && t->s[i] >= (blanks ? 32 : 33) && t->s[i] <= 126) i++;
  return i == t->len;
}

/* What the word stands for: no byte is lost. Returns 0 if an escape is no
   escape. */
static int unescape(char *to, size_t *n, struct text const *word)
{
  static char const digits[] = "0123456789abcdef";
  size_t i = 0;
  *n = 0;
  for (; i < word->len; i++)
  {
    char const *high, *low;
    to[*n] = word->s[i];
    if (word->s[i] == '\\')
    {
      if (i + 4 > word->len || word->s[i + 1] != 'x') return 0;
      high = memchr(digits, word->s[i + 2], 16);
      low = memchr(digits, word->s[i + 3], 16);
      if (!high || !low) return 0;
      to[*n] = (char)((high - digits) << 4 | (low - digits));
      i += 3;
    }
    ++*n;
  }
  return 1;
}

void fuzz(char const *s, size_t n)
{
  char array[4 * MAX], word[4 * MAX], back[4 * MAX];
  struct text t = TEXT(array), escaped = TEXT(word);
  size_t len;
  if (!n || n > MAX) return;
  text_addquoted(&t, s, n);
  MUST(t.len == n + 2 && printable(&t, 1));
  escaped.max = (unsigned char)*s * 8u;
  text_addescaped(&escaped, s, n);
  MUST(escaped.len <= escaped.max && printable(&escaped, 0));
  MUST(unescape(back, &len, &escaped) && len <= n && !memcmp(back, s, len));
  MUST(escaped.cut || len == n);
  t.len = 0;
  text_addreadable(&t, escaped.s, escaped.len);
  MUST(printable(&t, 1));
}
