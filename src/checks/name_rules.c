/* What is wrong with a client's name by itself. */

#include <string.h>
#include <strings.h>

#include "name_rules.h"
#include "../base/text.h"
#include "../config/option.h"

#define RUNS 16     /* numbers of a name that are looked at */

/* A run of at most three digits. */
struct run
{
  unsigned int value;
  char const *at;
  size_t len;
};

static int digit(char c)
{
  return c >= '0' && c <= '9';
}

static int letter(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char const *second_end(char const *name)
{
  name += strcspn(name, ".");
  return *name ? name + 1 + strcspn(name + 1, ".") : name;
}

/* The numbers of a name. Longer ones are no octets, and break a row. */
static unsigned int runs_of(struct run *run, char const *s)
{
  unsigned int n = 0;
  while (*s && n < RUNS)
  {
    size_t len = 0, i = 0;
    while (digit(s[len])) len++;
    if (len && len <= 3)
    {
      run[n].value = 0;
      for (; i < len; i++)
        run[n].value = run[n].value * 10 + (unsigned int)(s[i] - '0');
      run[n].at = s;
      run[n++].len = len;
    }
    s += len ? len : 1;
  }
  return n;
}

static int separated(struct run const *a, struct run const *b)
{
  return b->at == a->at + a->len + 1 && strchr("-._", a->at[a->len]);
}

/* Four in a row, the octets in this order (step 1) or reversed (-1). */
static int is_row(struct run const *run, unsigned char const *ip, int step)
{
  int i = 0;
  for (; i < 4; i++)
    if (run[i].value != ip[step > 0 ? i : 3 - i]
      || (i && !separated(&run[i - 1], &run[i]))) return 0;
  return 1;
}

static int has_row(struct run const *run, unsigned int n, char const *end,
  unsigned char const *ip)
{
  unsigned int i = 0;
  for (; i + 4 <= n && run[i].at < end; i++)
    if (is_row(run + i, ip, 1) || is_row(run + i, ip, -1)) return 1;
  return 0;
}

/* Does s[0..n) hold this, in any letter case? */
static int holds(char const *s, size_t n, struct text const *t)
{
  size_t i = 0;
  for (; i + t->len <= n; i++)
    if (!strncasecmp(s + i, t->s, t->len)) return 1;
  return 0;
}

/* As 12 decimal digits or 8 hexadecimal ones. */
static int has_digits(char const *s, size_t n, unsigned char const *ip)
{
  char decimal[12], hex[8];
  int step = 0;
  for (; step < 2; step++)
  {
    struct text d = TEXT(decimal), h = TEXT(hex);
    int i = 0;
    for (; i < 4; i++)
    {
      text_addpad(&d, ip[step ? 3 - i : i], 3);
      text_addhex(&h, ip[step ? 3 - i : i], 2);
    }
    if (holds(s, n, &d) || holds(s, n, &h)) return 1;
  }
  return 0;
}

/* Is one of the words in the name, between what is no letter? */
static int has_word(char const *s, char const *words)
{
  while (*s)
  {
    size_t n = 0;
    while (letter(s[n])) n++;
    if (n && option_word(words, s, n) != -1) return 1;
    s += n ? n : 1;
  }
  return 0;
}

static int has_label(char const *s, char const *words)
{
  for (;;)
  {
    size_t n = strcspn(s, ".");
    if (option_word(words, s, n) != -1) return 1;
    if (!s[n]) return 0;
    s += n + 1;
  }
}

/* Two numbers before `end' that are two of the octets. */
static int has_two(struct run const *run, unsigned int n, char const *end,
  unsigned char const *ip)
{
  unsigned int i = 0, j, used = 0, found = 0;
  for (; i < n && run[i].at < end; i++)
    for (j = 0; j < 4; j++)
      if (run[i].value == ip[j] && !(used & 1u << j))
      {
        used |= 1u << j;
        found++;
        break;
      }
  return found >= 2;
}

int name_generic(char const *name, struct address const *a)
{
  static char const words[] =
    "dyn dynamic dhcp dial dialup dsl adsl pool ppp cable broadband dip";
  struct run run[RUNS];
  unsigned int n;
  char const *end = second_end(name);
  if (a->is6 || !a->known
    || has_label(name, "static business mail mx smtp")) return 0;
  n = runs_of(run, name);
  return has_row(run, n, end, a->ip)
    || has_digits(name, (size_t)(end - name), a->ip)
    || (has_word(name, words) && has_two(run, n, end, a->ip));
}

static int same(struct address const *a, struct address const *b)
{
  return a->known && b->known && a->is6 == b->is6 && !memcmp(a->ip, b->ip, 16);
}

static int is(char const *s, size_t n, char const *name)
{
  return name && *name && strlen(name) == n && !strncasecmp(s, name, n);
}

/* [192.0.2.7] or [IPv6:2001:db8::7], which is what RFC 5321 has; an address of
   IPv6 without the tag is taken too. Any other bracket is no address. */
static void scan_literal(struct address *a, char const *s, size_t n)
{
  memset(a, 0, sizeof *a);
  if (n < 2 || s[n - 1] != ']') return;
  s++, n -= 2;
  if (n > 5 && !strncasecmp(s, "IPv6:", 5)) s += 5, n -= 5;
  address_scan(a, s, n);
}

static unsigned int of_address(struct address const *a, int literal,
  struct helo_host const *h, int here)
{
  unsigned int faults = 0;
  if (same(a, &h->local) && !here) faults |= 1u << HELO_OWN;
  if (!literal) faults |= 1u << HELO_IP;
  else if (!same(a, &h->client) && !(here && same(a, &h->local)))
    faults |= 1u << HELO_LITERAL;
  return faults;
}

static unsigned int of_name(char const *s, size_t n,
  struct helo_host const *h, int here)
{
  unsigned int faults = 0;
  if (!here && (is(s, n, h->name[0]) || is(s, n, h->name[1])))
    faults |= 1u << HELO_OWN;
  if (!here && (is(s, n, "localhost") || is(s, n, "localhost.localdomain")))
    faults |= 1u << HELO_LOCALHOST;
  if (n && !memchr(s, '.', n)) faults |= 1u << HELO_UNQUALIFIED;
  return faults;
}

unsigned int helo_faults(char const *s, size_t n, struct helo_host const *h)
{
  struct address a;
  int here = address_loopback(&h->client) || same(&h->client, &h->local);
  if (n && *s == '[')
  {
    scan_literal(&a, s, n);
    return of_address(&a, 1, h, here);
  }
  if (address_scan(&a, s, n)) return of_address(&a, 0, h, here);
  if (n && s[n - 1] == '.') n--;
  return of_name(s, n, h, here);
}

char const *helo_words(unsigned int faults)
{
  static char const *const words[] =
  {
    [HELO_OWN] = "HELO is our own name", [HELO_LOCALHOST] = "HELO is localhost",
    [HELO_IP] = "HELO is an address without brackets",
    [HELO_LITERAL] = "HELO is an address that is not the client's",
    [HELO_UNQUALIFIED] = "HELO is one label"
  };
  unsigned int i = 0;
  while (i < HELO_FAULTS && !(faults & 1u << i)) i++;
  return i < HELO_FAULTS ? words[i] : "HELO is good";
}
