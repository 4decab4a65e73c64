/* helo: the name that the client says of itself. It is never compared with the
   client's address (RFC 5321, 4.1.4): only what no client of ours can be named
   is a fault. */

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "limits.h"
#include "inquiry.h"
#include "name_rules.h"
#include "ruleset.h"
#include "../session/result.h"

enum { TEST, REJECT, REJECT_TYPE };

#define UNRESOLVABLE HELO_FAULTS    /* the test that asks */
#define BIT(n) (1u << (n))

static struct option const options[] =
{
  [TEST] = { "test", OPTION_SET, "own localhost ip",
    BIT(HELO_OWN) | BIT(HELO_LOCALHOST) | BIT(HELO_IP), 0, 0,
    "own localhost ip literal unqualified unresolvable",
    "which names are faults; may be given several times" },
  [REJECT] = { "reject", OPTION_WORD, "0", 0, 0, 0, "0 1 naughty",
    "0: only record it; 1: refuse MAIL and RCPT; naughty: flag it" },
  [REJECT_TYPE] = { "reject_type", OPTION_WORD, "perm", 2, 0, 0, REJECT_WORDS,
    "how it is refused" }
};

extern struct check const check_helo;

static struct value const *option(struct session const *s, unsigned int i)
{
  return check_option(s, &check_helo, i);
}

static void address(struct address *a, char const *variable)
{
  char const *text = client_variable(variable);
  a->known = 0;
  if (text) address_scan(a, text, strlen(text));
}

static unsigned int faults_of(struct session const *s)
{
  struct helo_host host = { { client_variable("LOCALHOST"),
    getenv("LOCALHOST") }, { { 0 }, 0, 0 }, s->client.address };
  address(&host.local, "LOCALIP");
  return helo_faults(s->helo, s->helolen, &host);
}

/* The questions about the last name are open: another one cannot be asked about
   before they are answered, and has no fault of this kind. */
static int busy(struct helo_asked const *x)
{
  unsigned int i = 0;
  while (i < 3 && x->question[i].state != DNS_OPEN) i++;
  return i < 3;
}

static void ask(struct session *s, struct helo_asked *x)
{
  static enum dns_type const types[] = { DNS_A, DNS_AAAA, DNS_MX };
  char name[SESSION_HELO + 1];
  unsigned int i = 0;
  size_t n = s->helolen;
  x->about = !busy(x) && n <= DNS_NAME && *s->helo != '[';
  if (!x->about) return;
  memcpy(name, s->helo, n);
  if (name[n - 1] == '.') n--;
  name[n] = 0;
  for (; i < 3; i++) inquiry_ask(s, &x->question[i], types[i], name);
}

static int tests(struct session const *s, unsigned int what)
{
  return (option(s, TEST)->number & BIT(what)) > 0;
}

/* A mail program that hands in mail says what its host is called. */
static unsigned int tested(struct session const *s)
{
  unsigned int mask = (unsigned int)option(s, TEST)->number;
  if (limit_auth(s)) mask &= ~BIT(HELO_UNQUALIFIED);
  return mask;
}

static void at_helo(struct session *s)
{
  struct helo_asked *x;
  if (!inquiry_may(s, "helo")) return;
  x = &s->inquiry->helo;
  x->about = 0;
  x->faults = s->helolen ? faults_of(s) & tested(s) : 0;
  if (!x->faults && s->helolen && tests(s, UNRESOLVABLE)) ask(s, x);
}

/* All three say no. */
static int unresolvable(struct helo_asked const *x)
{
  return x->about && x->question[0].state == DNS_NO
    && x->question[1].state == DNS_NO && x->question[2].state == DNS_NO;
}

static void judge(struct session *s)
{
  char array[SESSION_TEXT], array2[SESSION_WHY];
  struct text text = TEXT(array), why = TEXT(array2);
  struct helo_asked *x = s->inquiry ? &s->inquiry->helo : 0;
  if (!x || (!x->faults && !unresolvable(x))) return;
  if (x->found && strcasecmp(option(s, REJECT)->text, "1")) return;
  if (!x->found) session_event(s, EVENT_BAD_HELO);
  x->found = 1;
  text_adds(&text, "HELO with a name of your own, please.");
  text_adds(&why, x->faults ? helo_words(x->faults)
    : "HELO is a name that nobody has: ");
  if (!x->faults) text_addclean(&why, s->helo, s->helolen);
  if (s->vouched) check_tolerate(s, "helo", &why);
  else check_fail(s, "helo", option(s, REJECT),
    (enum reject_type)option(s, REJECT_TYPE)->number, &text, &why);
}

static void explain(struct session *s, struct text *t)
{
  char const *why = inquiry_unasked(s);
  text_adds(t, why ? "does not look: " : tests(s, UNRESOLVABLE)
    ? "looks at the name, and would ask for it" : "looks at the name");
  if (why) text_adds(t, why);
}

struct check const check_helo =
{
  .name = "helo",
  .option = options,
  .options = sizeof options / sizeof *options,
  .explain = explain,
  .hook =
  {
    [PHASE_HELO] = at_helo,
    [PHASE_MAIL] = judge,
    [PHASE_RCPT] = judge,
    [PHASE_DATA] = judge
  }
};
