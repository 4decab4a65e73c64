/* Addresses as they stand in MAIL and RCPT. Laxer than the grammar where it
   does no harm: dots may stand anywhere in a local part, as they do in the
   addresses of some large providers, and domains may have underscores. */

#include <string.h>
#include <strings.h>

#include "path.h"

#define POSTMASTER "postmaster"

/* The length of the UTF-8 character that is not ASCII (RFC 3629, 4) at the
   beginning of s[0..n), or 0. */
static size_t utf8(char const *s, size_t n)
{
  unsigned char const *u = (unsigned char const *)s;
  size_t len = !n || u[0] < 0xc2 || u[0] > 0xf4 ? 0 : u[0] < 0xe0 ? 2
    : u[0] < 0xf0 ? 3 : 4, i;
  if (len > n || (len == 3 && u[0] == 0xe0 && u[1] < 0xa0)
    || (len == 3 && u[0] == 0xed && u[1] > 0x9f)
    || (len == 4 && u[0] == 0xf0 && u[1] < 0x90)
    || (len == 4 && u[0] == 0xf4 && u[1] > 0x8f)) return 0;
  for (i = 1; i < len; i++) if ((u[i] & 0xc0) != 0x80) return 0;
  return len;
}

/* 1 if every byte is ASCII or part of UTF-8. */
static int text(char const *s, size_t n)
{
  size_t i = 0, len = 1;
  for (; len && i < n; i += len)
    len = (unsigned char)s[i] < 128 ? 1 : utf8(s + i, n - i);
  return len > 0;
}

/* What is not ASCII was looked at as a whole. */
static int alnum(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
    || (c >= '0' && c <= '9') || (unsigned char)c > 127;
}

static int printable(char c)
{
  return (c >= ' ' && c <= '~') || (unsigned char)c > 127;
}

static int atom(char c)
{
  return alnum(c) || (c && strchr("!#$%&'*+-/=?^_`{|}~.", c));
}

/* The length of a domain or an address literal at the beginning of s[0..n).
   0: there is none. */
static size_t domain(char const *s, size_t n)
{
  size_t i = 0;
  if (i < n && s[i] == '[')
  {
    for (i++; i < n && (alnum(s[i]) || s[i] == '.' || s[i] == ':'
      || s[i] == '-'); i++);
    return i > 1 && i < n && s[i] == ']' ? i + 1 : 0;
  }
  while (i < n && (alnum(s[i]) || (s[i] && strchr("-._", s[i])))) i++;
  return i;
}

/* Take the local part at the beginning of s[0..n) as p->plain[0..p->local). A
   backslash quotes a byte outside quotes, too (RFC 821). Returns its length in
   s, 0 when it is malformed. */
static size_t local(struct path *p, char const *s, size_t n)
{
  int quoted = n && s[0] == '"';
  size_t i = (size_t)quoted;
  for (; i < n && p->local < PATH_LEN; i++)
  {
    if (quoted ? s[i] == '"' : !atom(s[i]) && s[i] != '\\')
      return i + (size_t)quoted;
    if (s[i] == '\\') i++;
    if (i == n || !printable(s[i])) return 0;
    p->plain[p->local++] = s[i];
  }
  return i == n && !quoted ? i : 0;
}

int path_scan(struct path *p, char const *s, size_t n)
{
  size_t i, len;
  p->local = p->len = 0;
  if (!n) return 1;
  if (!text(s, n)) return 0;
  i = local(p, s, n);
  if (!i) return 0;
  p->len = p->local;
  if (i == n)
    return n == strlen(POSTMASTER) && !strncasecmp(s, POSTMASTER, n);
  len = s[i] == '@' ? domain(s + i + 1, n - i - 1) + 1 : 1;
  if (len == 1 || i + len != n || p->local + len > PATH_LEN) return 0;
  memcpy(p->plain + p->local, s + i, len);
  p->len += len;
  return 1;
}

void path_add(struct text *t, struct path const *p)
{
  size_t i = 0;
  while (i < p->local && atom(p->plain[i])) i++;
  if (i < p->local || (p->len && !i))
  {
    text_addc(t, '"');
    for (i = 0; i < p->local; i++)
    {
      if (p->plain[i] == '"' || p->plain[i] == '\\') text_addc(t, '\\');
      text_addc(t, p->plain[i]);
    }
    text_addc(t, '"');
  }
  else text_add(t, p->plain, p->local);
  text_add(t, p->plain + p->local, p->len - p->local);
}
