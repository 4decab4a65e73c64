/* What stands behind MAIL and RCPT. */

#include <string.h>

#include <skalibs/bytestr.h>

#include "argument.h"

static int blank(char c)
{
  return c == ' ' || c == '\t';
}

/* A tab is a blank to some; for what else is below 32 nobody has a use. */
static int printable(char const *s, size_t n)
{
  size_t i = 0;
  while (i < n && s[i] != 127 && ((unsigned char)s[i] >= 32 || s[i] == '\t'))
    i++;
  return i == n;
}

/* May a path begin behind s[0..n)? Not in a comment, where quotes say nothing,
   nor in quotes, where parentheses say nothing; not behind `AUTH=`. */
static int before(char const *s, size_t n)
{
  size_t comment = 0, i;
  int quoted = 0, value = 0;
  for (i = 0; i < n; i++)
  {
    if (s[i] == '\\') return 0;
    if (!quoted && s[i] == '(') comment++;
    else if (comment) comment -= s[i] == ')';
    else if (s[i] == '"') quoted = !quoted;
    value = !blank(s[i]) && (value || s[i] == '=');
  }
  return !quoted && !comment && !value;
}

/* Where the path begins, its route included; n + 1 when there is none. */
static size_t begin(struct argument *a, char const *s, size_t n)
{
  size_t i = byte_chr(s, n, '<');
  a->bracket = i < n;
  if (a->bracket) return before(s, i) ? i + 1 : n + 1;
  i = byte_chr(s, n, ':');
  if (i == n) return n ? n + 1 : n;
  for (i++; i < n && s[i] == ' '; i++);
  return i;
}

/* The length of a source route, its colon included; 0 when there is none. */
static size_t route(char const *s, size_t n)
{
  static char const bytes[] = "@,.-_0123456789abcdefghijklmnopqrstuvwxyz"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  size_t i = 0;
  while (i < n && s[i] && strchr(bytes, s[i])) i++;
  return i < n && s[i] == ':' ? i + 1 : 0;
}

/* Exim passes over the blank s[i] in a path that goes on behind it. */
static int joins(char const *s, size_t n, size_t i)
{
  if (i && (s[i - 1] == '@' || s[i - 1] == '.')) return 1;
  while (i < n && blank(s[i])) i++;
  return i < n && (s[i] == '@' || s[i] == '.' || s[i] == '(');
}

/* May this byte stand in a path outside quotes? Behind a backslash only a
   blank may not, where a blank ends the path. */
static int plain(struct argument const *a, char const *s, size_t n, size_t i,
  int escaped)
{
  if (blank(s[i])) return a->bracket && (escaped || !joins(s, n, i));
  return escaped || (s[i] != '(' && s[i] != ')');
}

/* Copy the path from s[i..n); returns where it ends, or n + 1 when it is
   invalid. Blanks around it are no part of it. */
static size_t copy(struct argument *a, char const *s, size_t n, size_t i)
{
  char end = a->bracket ? '>' : ' ';
  size_t len = 0, start = i;
  int quoted = 0;
  if (a->bracket) while (i < n && blank(s[i])) i++;
  a->len = a->rawlen = 0;
  a->raw = s + i;
  for (; i < n && (quoted || s[i] != end); i++)
  {
    int escaped = s[i] == '\\';
    if (escaped && ++i == n) return n + 1;
    if (!escaped && s[i] == '"') quoted = !quoted;
    else if (!quoted && !plain(a, s, n, i, escaped)) return n + 1;
    else if (len == sizeof a->path) return n + 1;
    else a->path[len++] = s[i];
    if (!escaped && !quoted && blank(s[i])) continue;
    a->len = len;
    a->rawlen = (size_t)(s + i + 1 - a->raw);
  }
  if (quoted || (len && *a->path == '@')) return n + 1;
  /* `< >` is the null sender to some. */
  return i > start && !a->rawlen ? n + 1 : i;
}

static int read_path(struct argument *a, char const *s, size_t n)
{
  size_t i;
  if (!printable(s, n)) return 0;
  i = begin(a, s, n);
  if (i < n && s[i] == '@')
  {
    size_t len = route(s + i, n - i);
    i = len ? i + len : n + 1;
  }
  if (i <= n) i = copy(a, s, n, i);
  if (i > n || (!a->bracket && i < n && joins(s, n, i))) return 0;
  a->open = a->bracket && i == n;
  if (i < n) i++;
  a->rest = a->open ? s : s + i;
  a->restlen = a->open ? n : n - i;
  return 1;
}

int argument_read(struct argument *a, char const *s, size_t n,
  char const *word)
{
  size_t len = strlen(word);
  a->strict = n > len && case_startb(s, len, word) && s[len] == '<';
  if (read_path(a, s, n)) return 1;
  a->raw = a->rest = s + n;
  a->len = a->rawlen = a->restlen = 0;
  return 0;
}

size_t argument_keyword(char const *s, size_t n)
{
  size_t i = 0;
  while (i < n && ((s[i] >= 'a' && s[i] <= 'z') || (s[i] >= 'A' && s[i] <= 'Z')
    || (s[i] >= '0' && s[i] <= '9') || (i && s[i] == '-'))) i++;
  return i == n || s[i] == '=' ? i : 0;
}
