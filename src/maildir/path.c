/* Addresses as they stand in MAIL and RCPT. Laxer than the grammar where it
   does no harm: dots may stand anywhere in a local part, as they do in the
   addresses of some large providers, and domains may have underscores. */

#include <string.h>
#include <strings.h>

#include "path.h"

#define POSTMASTER "postmaster"

static int alnum(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
    || (c >= '0' && c <= '9');
}

static int atom(char c)
{
  return alnum(c) || (c && strchr("!#$%&'*+-/=?^_`{|}~.", c));
}

/* Lengths at the beginning of s[0..n): of a domain or an address literal; of
   a source route with its colon. 0: there is none. */
static size_t domain(char const *s, size_t n)
{
  size_t i = 0;
  if (i < n && s[i] == '[')
  {
    for (i++; i < n && (alnum(s[i]) || s[i] == '.' || s[i] == ':'
      || s[i] == '-');) i++;
    return i > 1 && i < n && s[i] == ']' ? i + 1 : 0;
  }
  while (i < n && (alnum(s[i]) || (s[i] && strchr("-._", s[i])))) i++;
  return i;
}

static size_t route(char const *s, size_t n)
{
  size_t i = 0, len;
  while (i < n && s[i] == '@')
  {
    len = domain(s + i + 1, n - i - 1);
    if (!len) return 0;
    i += len + 1;
    if (i < n && s[i] == ':') return i + 1;
    if (i < n && s[i] == ',') i++;
  }
  return 0;
}

/* Take the local part at s[0..n) as p->plain[0..p->local). Returns its length
   in s, 0 when it is malformed. */
static size_t quoted(struct path *p, char const *s, size_t n)
{
  size_t i = 1;
  for (; i < n && p->local < PATH_LEN; i++)
  {
    if (s[i] == '"') return i + 1;
    if (s[i] == '\\') i++;
    if (i == n || s[i] < ' ' || s[i] > '~') return 0;
    p->plain[p->local++] = s[i];
  }
  return 0;
}

static size_t local(struct path *p, char const *s, size_t n)
{
  size_t i = 0;
  p->local = 0;
  if (n && s[0] == '"') return quoted(p, s, n);
  while (i < n && atom(s[i])) i++;
  if (i > PATH_LEN) return 0;
  memcpy(p->plain, s, i);
  p->local = i;
  return i;
}

/* local@domain, or postmaster; returns its length in s. */
static size_t mailbox(struct path *p, char const *s, size_t n)
{
  size_t i = local(p, s, n), len;
  if (!i) return 0;
  p->len = p->local;
  if (i == n || s[i] != '@')
    return i == strlen(POSTMASTER) && !strncasecmp(s, POSTMASTER, i) ? i : 0;
  len = domain(s + i + 1, n - i - 1) + 1;
  if (len == 1 || p->local + len > PATH_LEN) return 0;
  memcpy(p->plain + p->local, s + i, len);
  p->len += len;
  return i + len;
}

size_t path_scan(struct path *p, char const *s, size_t n)
{
  size_t i = 1, len;
  p->local = p->len = p->rawlen = 0;
  if (n < 2 || s[0] != '<') return 0;
  if (s[1] == '>') return 2;
  if (s[1] == '@')
  {
    len = route(s + 1, n - 1);
    if (!len) return 0;
    i += len;
  }
  len = mailbox(p, s + i, n - i);
  if (!len || len > PATH_LEN) return 0;
  memcpy(p->raw, s + i, len);
  p->rawlen = len;
  i += len;
  return i < n && s[i] == '>' ? i + 1 : 0;
}
