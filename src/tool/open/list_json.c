/* `qkarma list --json`, read again. Of JSON (RFC 8259) only the form is looked
   at that is needed to find an object's members; one whose value is an array
   or an object is passed over. */

#include <string.h>

#include "list_json.h"
#include "../../base/scan.h"
#include "../../karma/key.h"

#define TIME_MOST UINT64_C(99999999999)
#define BOX_MOST (36500 * (uint64_t)RECORD_DAY)

enum { SINCE, UNTIL, NAUGHTY, NICE, CONNECTS, NUMBERS };

struct word
{
  char const *s;
  size_t n;
};

/* A text that is read from its front. */
static void blanks(struct word *rest)
{
  while (rest->n && strchr(" \t\r\n", *rest->s)) rest->s++, rest->n--;
}

static int take(struct word *rest, char c)
{
  blanks(rest);
  if (!rest->n || *rest->s != c) return 0;
  rest->s++;
  rest->n--;
  return 1;
}

/* The length of a string with its quotes, or 0. */
static size_t string(struct word const *rest)
{
  size_t i = 1;
  if (!rest->n || *rest->s != '"') return 0;
  while (i < rest->n && rest->s[i] != '"') i += rest->s[i] == '\\' ? 2 : 1;
  return i < rest->n ? i + 1 : 0;
}

/* The length of an array or an object, or 0. */
static size_t nested(struct word const *rest)
{
  size_t i = 0, depth = 0;
  while (i < rest->n)
  {
    struct word inner = { rest->s + i, rest->n - i };
    size_t n = *inner.s == '"' ? string(&inner) : 1;
    if (!n) return 0;
    if (n == 1 && strchr("[{", *inner.s)) depth++;
    if (n == 1 && strchr("]}", *inner.s)) depth--;
    i += n;
    if (!depth) return i;
  }
  return 0;
}

static size_t bare(struct word const *rest)
{
  size_t i = 0;
  while (i < rest->n && !strchr(",}] \t\r\n", rest->s[i])) i++;
  return i;
}

/* Take a value of whatever kind; a string without its quotes. */
static int value(struct word *rest, struct word *v)
{
  size_t n, quote;
  blanks(rest);
  if (!rest->n) return 0;
  quote = *rest->s == '"';
  n = quote ? string(rest) : strchr("[{", *rest->s) ? nested(rest)
    : bare(rest);
  if (!n) return 0;
  v->s = rest->s + quote;
  v->n = n - 2 * quote;
  rest->s += n;
  rest->n -= n;
  return 1;
}

static int is(struct word const *w, char const *name)
{
  return w->n == strlen(name) && !memcmp(w->s, name, w->n);
}

static int client(struct line *l, struct word const *v)
{
  struct key k;
  if (address_scan(&l->address, v->s, v->n)) return 1;
  if (!key_scan(&k, v->s, v->n) || !key_isclient(&k)) return 0;
  key_address(&l->address, &k);
  return 1;
}

/* A member that is wanted, or any other. */
static int member(struct line *l, uint64_t *numbers, struct word const *name,
  struct word const *v, char const **why)
{
  static char const *const names[NUMBERS] = { "since", "until", "naughty",
    "nice", "connects" };
  unsigned int i = 0;
  *why = "`client` is not a client's address";
  if (is(name, "client")) return client(l, v);
  while (i < NUMBERS && !is(name, names[i])) i++;
  *why = "since, until, naughty, nice and connects must be numbers";
  return i == NUMBERS || (v->n && scan_decimal(v->s, v->n, &numbers[i],
    i <= UNTIL ? TIME_MOST : UINT32_MAX) == v->n);
}

static int members(struct line *l, uint64_t *numbers, struct word *rest,
  char const **why)
{
  static char const form[] =
    "an object must be complete, and on one line (jq -c)";
  struct word name, v;
  *why = form;
  if (!take(rest, '{')) return 0;
  do
  {
    blanks(rest);
    if (!rest->n || *rest->s != '"' || !value(rest, &name)
      || !take(rest, ':') || !value(rest, &v)) return 0;
    if (!member(l, numbers, &name, &v, why)) return 0;
    *why = form;
  } while (take(rest, ','));
  if (!take(rest, '}')) return 0;
  blanks(rest);
  return !rest->n;
}

/* An order holds days, and the fold rounds down to the second: so it gets the
   smallest number of ten-thousandths that makes as many seconds. */
int list_json_scan(struct line *l, char const *s, size_t n, char const **why)
{
  uint64_t numbers[NUMBERS] = { 0 };
  struct word rest = { s, n };
  if (!members(l, numbers, &rest, why)) return 0;
  *why = "`client` is missing";
  if (!l->address.known) return 0;
  *why = "its box ends before it begins, or after 100 years";
  if (numbers[UNTIL] && (numbers[UNTIL] < numbers[SINCE]
    || numbers[UNTIL] - numbers[SINCE] > BOX_MOST)) return 0;
  l->since = numbers[SINCE];
  if (numbers[UNTIL])
    l->days = ((numbers[UNTIL] - numbers[SINCE]) * 10000 + RECORD_DAY - 1)
      / RECORD_DAY;
  l->naughty = numbers[NAUGHTY];
  l->nice = numbers[NICE];
  l->connects = numbers[CONNECTS];
  return 1;
}
