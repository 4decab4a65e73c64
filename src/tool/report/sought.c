/* What somebody looks for in the journal. */

#include <string.h>
#include <strings.h>

#include "sought.h"
#include "whom.h"
#include "../args/target.h"

enum place { FROM = 1, TO = 2, TRAP = 4, HELO = 8, ID = 16 };
#define MAIL (FROM | TO | TRAP)

static struct { char const *name; unsigned int in; } const places[] =
  { { "from=", FROM }, { "to=", TO | TRAP }, { "helo=", HELO }, { "id=", ID } };

#define PLACES (sizeof places / sizeof *places)

static int ends(char const *s, size_t n, char const *end, size_t len)
{
  return n >= len && !strncasecmp(s + n - len, end, len);
}

/* `from=' and the like in front: then there alone. */
static void restrict_to(struct sought *x)
{
  unsigned int i = 0;
  for (; i < PLACES; i++)
  {
    size_t len = strlen(places[i].name);
    if (x->n < len || memcmp(x->s, places[i].name, len)) continue;
    x->in = places[i].in;
    x->s += len;
    x->n -= len;
    return;
  }
}

/* Without the brackets of an address and the last dot of a name. */
static void strip(struct sought *x)
{
  if (x->n > 1 && *x->s == '<' && x->s[x->n - 1] == '>')
  {
    x->s++;
    x->n -= 2;
    x->in &= x->n ? MAIL : FROM;
  }
  else if (x->n > 1 && x->s[x->n - 1] == '.') x->n--;
}

char const *sought_scan(struct sought *x, char const *word)
{
  x->s = word;
  x->n = strlen(word);
  x->in = MAIL | HELO | ID;
  x->client = x->n && range_scan(&x->who, word, x->n);
  if (x->client) return 0;
  restrict_to(x);
  if (!x->n || (x->n == 1 && *x->s == '@'))
    return "there is nothing to look for";
  if (memchr(x->s, '/', x->n) && !memchr(x->s, '@', x->n))
    return "this is no network";
  strip(x);
  if (memchr(x->s, '@', x->n)) x->in &= MAIL;
  x->domain = x->n && (*x->s == '@' || !memchr(x->s, '@', x->n));
  return x->in ? 0 : "no HELO name, and no id, has an @";
}

int sought_mail(struct sought const *x)
{
  return !x->client && x->in & MAIL;
}

/* Is this name, all of it or from a dot on, what is looked for? What has no dot
   is no domain. */
static int below(struct sought const *x, char const *s, size_t n)
{
  if (!ends(s, n, x->s, x->n)) return 0;
  return n == x->n || *x->s == '.' || (memchr(x->s, '.', x->n)
    && s[n - x->n - 1] == '.');
}

/* An address: all of it, its domain, or what stands before that. */
static int is_address(struct sought const *x, char const *s, size_t n, int cut)
{
  size_t at = n;
  struct sought domain = *x;
  if ((cut ? n < x->n : n == x->n) && !strncasecmp(s, x->s, n)) return 1;
  if (!x->domain) return 0;
  while (at && s[at - 1] != '@') at--;
  if (!at) return 0;
  if (*x->s != '@')
    return below(x, s + at, n - at) || (at - 1 == x->n
      && !strncasecmp(s, x->s, x->n));
  domain.s++;
  domain.n--;
  return below(&domain, s + at, n - at);
}

/* The bytes for which an escaped word stands. */
static size_t plain(char *to, size_t max, char const *s, size_t n)
{
  struct text t = { to, 0, max, 0 };
  text_addunescaped(&t, s, n);
  return t.len;
}

static int in_mail(struct sought const *x, struct line const *l,
  char const *name)
{
  char s[LINE_LEN];
  struct whom w;
  size_t n;
  if (!whom_find(&w, l, name)) return 0;
  n = plain(s, sizeof s, w.s, w.n);
  if (!x->n) return !n;
  return is_address(x, s, n, w.cut);
}

static int in_pair(struct sought const *x, struct line const *l,
  char const *name, int domain)
{
  char s[LINE_LEN];
  struct pair p;
  size_t n;
  if (!line_find(&p, l, name)) return 0;
  n = plain(s, sizeof s, p.value, p.len);
  return domain ? below(x, s, n) : n == x->n && !strncasecmp(s, x->s, n);
}

static int about_client(struct sought const *x, struct line const *l)
{
  struct key k;
  if (!l->address.known) return 0;
  key_client(&k, &l->address);
  return target_holds(&x->who, &k);
}

int sought_in(struct sought const *x, struct line const *l)
{
  if (x->client) return about_client(x, l);
  return (x->in & FROM && in_mail(x, l, "from"))
    || (x->in & TO && in_mail(x, l, "to"))
    || (x->in & TRAP && in_mail(x, l, "trap"))
    || (x->in & HELO && in_pair(x, l, "helo", 1))
    || (x->in & ID && in_pair(x, l, "id", 0));
}
