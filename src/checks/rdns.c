/* rdns: has the client's address a name in the DNS, and does that lead back to
   it? RFC 1912, 2.1, wants both; many honest hosts lack them, so that nobody is
   refused for it unless the operator says so. */

#include <string.h>
#include <strings.h>

#include "inquiry.h"
#include "name_rules.h"
#include "rdns.h"
#include "ruleset.h"
#include "spare.h"
#include "../session/result.h"

#define SPARE_WAIT (2 * OPTION_ONE)   /* for who may be spared by its name: a
                                  question is given up after 1.5 seconds */

enum { REQUIRE, GENERIC, REJECT, REJECT_TYPE };
enum { NAME, CONFIRMED };

static struct option const options[] =
{
  [REQUIRE] = { "require", OPTION_WORD, "name", NAME, 0, 0, "name confirmed",
    "name: there must be one; confirmed: which leads back to the address" },
  [GENERIC] = { "generic", OPTION_NUMBER, "0", 0, 0, 1, 0,
    "1: a name that is made of the address counts as none" },
  [REJECT] = { "reject", OPTION_WORD, "0", 0, 0, 0, "0 1 naughty",
    "0: only record it; 1: refuse at once; naughty: flag it" },
  [REJECT_TYPE] = { "reject_type", OPTION_WORD, "temp", 0, 0, 0, REJECT_WORDS,
    "how it is refused" }
};

/* What is known of the name. */
enum standing
{
  NOT_KNOWN,        /* yet, or at all */
  GOOD,
  NO_NAME,
  IS_GENERIC,
  NOT_CONFIRMED
};

static struct value const *option(struct session const *s, unsigned int i)
{
  return check_option(s, &check_rdns, i);
}

static struct rdns_asked *asked(struct session const *s)
{
  return s->inquiry && s->inquiry->rdns.name.state != DNS_UNASKED
    ? &s->inquiry->rdns : 0;
}

static int strict(struct session const *s)
{
  return option(s, REQUIRE)->number == CONFIRMED;
}

/* Which of its names control/spare has, once they are known. */
static void look_up(struct session const *s, struct rdns_asked *x)
{
  unsigned int i = 0;
  if (!s->spare_names || x->looked_up) return;
  x->looked_up = 1;
  for (; i < x->name.n; i++)
    x->spared[i] = spare_name(s, x->name.answer.name[i]);
}

/* Its names are known: where do they lead? */
static void answered(struct session *s)
{
  struct rdns_asked *x = asked(s);
  unsigned int i = 0;
  if (!x || x->name.state != DNS_YES) return;
  look_up(s, x);
  for (; i < x->name.n; i++)
    if (x->address[i].state == DNS_UNASKED && (strict(s) || x->spared[i]))
      inquiry_ask(s, &x->address[i], s->client.address.is6 ? DNS_AAAA : DNS_A,
        x->name.answer.name[i]);
}

static void before(struct session *s)
{
  char name[DNS_NAME + 1];
  if (!(s->inquiry && inquiry_spares(s)) && !inquiry_may(s, "rdns")) return;
  dns_reverse_name(name, &s->client.address);
  inquiry_ask(s, &s->inquiry->rdns.name, DNS_PTR, name);
  answered(s);
}

static int leads_back(struct dns_question const *q, struct address const *a)
{
  unsigned int i = 0;
  if (q->state != DNS_YES) return 0;
  while (i < q->n && memcmp(q->answer.address[i].ip, a->ip, a->is6 ? 16 : 4))
    i++;
  return i < q->n;
}

/* Nobody waits for a name unless it may spare its client. */
static uint64_t wait(struct session *s)
{
  struct rdns_asked const *x = asked(s);
  unsigned int i = 0;
  int open = x && s->spare_names && x->name.state == DNS_OPEN;
  for (; x && i < x->name.n; i++)
    open |= x->spared[i] && x->address[i].state == DNS_OPEN;
  return open ? SPARE_WAIT : 0;
}

void rdns_spare(struct session *s)
{
  struct rdns_asked const *x = asked(s);
  unsigned int i = 0;
  if (!x || x->name.state != DNS_YES) return;
  for (; i < x->name.n; i++)
    if (x->spared[i] && leads_back(&x->address[i], &s->client.address))
    {
      spare_session(s, x->spared[i]);
      result_sets(s, "rdns", RESULT_PASS, x->name.answer.name[i]);
      return;
    }
}

/* One match is enough; where somebody did not answer there is no opinion. */
static enum standing confirmed(struct rdns_asked const *x,
  struct address const *a)
{
  unsigned int i = 0, unknown = 0;
  for (; i < x->name.n; i++)
  {
    if (leads_back(&x->address[i], a)) return GOOD;
    unknown += x->address[i].state == DNS_OPEN
      || x->address[i].state == DNS_TROUBLE;
  }
  return unknown ? NOT_KNOWN : NOT_CONFIRMED;
}

static int all_generic(struct rdns_asked const *x, struct address const *a)
{
  unsigned int i = 0;
  while (i < x->name.n && name_generic(x->name.answer.name[i], a)) i++;
  return i == x->name.n;
}

static enum standing look(struct session const *s, struct rdns_asked const *x)
{
  switch (x->name.state)
  {
    case DNS_NO: return NO_NAME;
    case DNS_YES: break;
    default: return NOT_KNOWN;
  }
  if (option(s, GENERIC)->number && all_generic(x, &s->client.address))
    return IS_GENERIC;
  return strict(s) ? confirmed(x, &s->client.address) : GOOD;
}

static char const no_name[] = "Your address has no name in the DNS.";

static struct
{
  enum event event;
  char const *reply;
  char const *word;       /* the name stands behind it */
} const faults[] =
{
  [NO_NAME] = { EVENT_NO_RDNS, no_name, "no name" },
  [IS_GENERIC] = { EVENT_GENERIC_RDNS, no_name, "a generic name: " },
  [NOT_CONFIRMED] = { EVENT_BAD_RDNS,
    "The name of your address does not lead back to it.", "not confirmed: " }
};

static void fault(struct session *s, struct rdns_asked *x, enum standing f)
{
  char array[SESSION_TEXT], array2[SESSION_WHY];
  struct text text = TEXT(array), why = TEXT(array2);
  if (!x->found) session_event(s, faults[f].event);
  x->found = 1;
  text_adds(&text, faults[f].reply);
  text_adds(&why, faults[f].word);
  if (f != NO_NAME) text_adds(&why, x->name.answer.name[0]);
  if (s->vouched) check_tolerate(s, "rdns", &why);
  else check_fail(s, "rdns", option(s, REJECT),
    (enum reject_type)option(s, REJECT_TYPE)->number, &text, &why);
}

static void judge(struct session *s)
{
  struct rdns_asked *x = asked(s);
  enum standing f;
  if (!x || inquiry_unasked(s) || (x->found && strcasecmp(option(s, REJECT)->text, "1"))) return;
  f = look(s, x);
  if (f >= NO_NAME) fault(s, x, f);
}

/* What did not answer, or not in time. */
static void trouble(struct session *s, struct dns_question const *q)
{
  if (q->state == DNS_OPEN || (q->state == DNS_TROUBLE
    && q->trouble == DNS_TIMEOUT))
    result_sets(s, "rdns", RESULT_ERROR, "no answer in time");
  else if (q->state == DNS_TROUBLE)
    result_sets(s, "rdns", RESULT_ERROR, dns_word(q->trouble));
}

static void at_disconnect(struct session *s)
{
  struct rdns_asked const *x = asked(s);
  unsigned int i = 0;
  if (!x) return;
  if (look(s, x) == NOT_KNOWN)
  {
    trouble(s, &x->name);
    for (; i < DNS_NAMES; i++) trouble(s, &x->address[i]);
  }
  else if (x->name.state == DNS_YES)
    result_sets(s, "rdns", RESULT_PASS, x->name.answer.name[0]);
}

static void explain(struct session *s, struct text *t)
{
  if (inquiry_spares(s)) text_adds(t, "would ask for its name, for " SPARE);
  else inquiry_explain(s, t, strict(s)
    ? "would ask for its name, and where that leads"
    : "would ask for its name");
}

struct check const check_rdns =
{
  .name = "rdns",
  .waits = 1,
  .option = options,
  .options = sizeof options / sizeof *options,
  .explain = explain,
  .before = before,
  .wait = wait,
  .answered = answered,
  .hook =
  {
    [PHASE_CONNECT] = judge,
    [PHASE_HELO] = judge,
    [PHASE_MAIL] = judge,
    [PHASE_RCPT] = judge,
    [PHASE_DATA] = judge,
    [PHASE_DISCONNECT] = at_disconnect
  }
};
