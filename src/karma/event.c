/* Events and what they are worth. */

#include <string.h>

#include "event.h"
#include "../base/scan.h"

/* most: how often it can count in one connection, 0 without limit;
   free: how many of the first cost nothing (a stale password is tried a few
   times by every mail client);
   light: how many of those that cost may happen to any honest client;
   form: it is a fault of form, which says how old a client is, and not what it
   wants. */
static struct
{
  char const *name;
  uint32_t most;
  uint32_t free;
  uint32_t light;
  unsigned int form : 1;
} const rules[EVENTS] =
{
  [EVENT_EARLY_TALK] = { "early_talk", 1, 0, 0, 0 },
  [EVENT_EARLY_DATA] = { "early_data", 1, 0, 0, 0 },
  [EVENT_BAD_PIPELINING] = { "bad_pipelining", 1, 0, 0, 1 },
  [EVENT_BARE_LF] = { "bare_lf", 1, 0, 0, 1 },
  [EVENT_NON_SMTP] = { "non_smtp", 1, 0, 0, 0 },
  [EVENT_UNKNOWN_COMMAND] = { "unknown_command", 0, 0, 0, 1 },
  [EVENT_BAD_ENVELOPE] = { "bad_envelope", 2, 0, 0, 1 },
  [EVENT_SENDER_TLD] = { "sender_tld", 0, 0, 0, 0 },
  [EVENT_LISTED] = { "listed", 1, 0, 0, 0 },
  [EVENT_BAD_SENDER] = { "bad_sender", 0, 0, 0, 0 },
  [EVENT_BAD_RECIPIENT] = { "bad_recipient", 0, 0, 1, 0 },
  [EVENT_MESSAGE_REFUSED] = { "message_refused", 2, 0, 1, 0 },
  [EVENT_MESSAGE_ACCEPTED] = { "message_accepted", 0, 0, 0, 0 },
  [EVENT_AUTH_FAILURE] = { "auth_failure", 0, 2, 0, 0 },
  [EVENT_TRAP] = { "trap", 1, 0, 0, 0 },
  [EVENT_NO_RDNS] = { "no_rdns", 1, 0, 0, 0 },
  [EVENT_BAD_RDNS] = { "bad_rdns", 1, 0, 0, 0 },
  [EVENT_GENERIC_RDNS] = { "generic_rdns", 1, 0, 0, 0 },
  [EVENT_BAD_HELO] = { "bad_helo", 1, 0, 0, 0 },
  [EVENT_NO_SENDER_DOMAIN] = { "no_sender_domain", 1, 0, 0, 0 },
  [EVENT_NEIGHBOURHOOD] = { "neighbourhood", 1, 0, 0, 0 },
  [EVENT_GOOD_HISTORY] = { "good_history", 1, 0, 0, 0 },
  [EVENT_ADJUST] = { "adjust", 0, 0, 0, 0 }
};

struct awards const awards_default =
{
  .points =
  {
    [EVENT_EARLY_TALK] = -1,
    [EVENT_EARLY_DATA] = -1,
    [EVENT_BAD_PIPELINING] = -1,
    [EVENT_BARE_LF] = -1,
    [EVENT_NON_SMTP] = -3,
    [EVENT_UNKNOWN_COMMAND] = -1,
    [EVENT_BAD_ENVELOPE] = -1,
    [EVENT_LISTED] = -1,
    [EVENT_BAD_SENDER] = -1,
    [EVENT_BAD_RECIPIENT] = -1,
    [EVENT_MESSAGE_REFUSED] = -2,
    [EVENT_MESSAGE_ACCEPTED] = 2,
    [EVENT_AUTH_FAILURE] = -1,
    [EVENT_TRAP] = -5,
    [EVENT_NO_RDNS] = -1,
    [EVENT_GENERIC_RDNS] = -1,
    [EVENT_BAD_HELO] = -1,
    [EVENT_NO_SENDER_DOMAIN] = -1,
    [EVENT_GOOD_HISTORY] = 1
  }
};

char const *event_name(enum event e)
{
  return rules[e].name;
}

enum event event_find(char const *s, size_t n)
{
  int e = 0;
  while (e < EVENTS && (strlen(rules[e].name) != n
    || memcmp(rules[e].name, s, n))) e++;
  return (enum event)e;
}

int tally_event(struct tally *t, enum event e)
{
  if (rules[e].most && t->count[e] == rules[e].most) return 0;
  if (t->count[e] == UINT32_MAX) return 0;
  t->count[e]++;
  return 1;
}

void tally_grant(struct tally *t, enum event e, int points)
{
  if (tally_event(t, e)) t->granted += points;
}

void tally_recipients(struct tally *t, struct refused const *r,
  uint32_t accepted)
{
  uint64_t allowed = accepted > 3 ? accepted : 3;
  uint64_t guessed = r->recipients, mild = r->bounces, bad;
  if (r->probes > TALLY_PROBES) guessed += r->probes;
  else mild += r->probes;
  bad = guessed > allowed ? guessed - allowed : 0;
  bad += r->message || (mild && guessed + mild > allowed);
  t->count[EVENT_BAD_RECIPIENT] = bad < UINT32_MAX ? (uint32_t)bad
    : UINT32_MAX;
}

/* The points of a connection, apart from what was granted. */
struct sum
{
  int64_t form;
  int64_t gravest;          /* one fault of form that costs most */
  int64_t light;            /* lost as any honest client may lose them */
  int64_t rest;
  unsigned int grave : 1;   /* points were lost in another way */
};

static struct sum sum_of(struct tally const *t, struct awards const *a)
{
  struct sum s = { 0, 0, 0, 0, 0 };
  int e = 0;
  for (; e < EVENTS; e++)
  {
    uint32_t n = t->count[e] > rules[e].free ? t->count[e] - rules[e].free : 0;
    int64_t points = (int64_t)n * a->points[e];
    if (rules[e].form)
    {
      s.form += points;
      if (n && a->points[e] < s.gravest) s.gravest = a->points[e];
    }
    else if (points < 0 && n <= rules[e].light) s.light += points;
    else
    {
      s.rest += points;
      if (points < 0) s.grave = 1;
    }
  }
  return s;
}

/* All but what was granted; grave: something of substance happened. */
static int64_t together(struct sum const *s, int grave)
{
  int64_t least = s->light < -TALLY_FORM ? s->light : -TALLY_FORM;
  int64_t lost = s->form + s->light;
  if (s->gravest < least) least = s->gravest;
  if (!grave && s->form < 0 && lost < least) lost = least;
  return lost + s->rest;
}

int64_t tally_karma(struct tally const *t, struct awards const *a)
{
  struct sum s = sum_of(t, a);
  return together(&s, s.grave || t->granted < 0) + t->granted;
}

/* Less than nothing was granted just if the karma is lower than all other
   points can have made it. */
int64_t tally_granted(struct tally const *t, struct awards const *a,
  int64_t karma)
{
  struct sum s = sum_of(t, a);
  int64_t granted;
  if (!t->count[EVENT_SENDER_TLD] && !t->count[EVENT_ADJUST]) return 0;
  granted = karma - together(&s, 1);
  if (granted < 0 || s.grave) return granted;
  granted = karma - together(&s, 0);
  return granted > 0 ? granted : 0;
}

void tally_add(struct text *text, struct tally const *t)
{
  size_t before = text->len;
  int e = 0;
  for (; e < EVENTS; e++)
  {
    if (!t->count[e]) continue;
    if (text->len > before) text_addc(text, ',');
    text_adds(text, rules[e].name);
    if (t->count[e] == 1) continue;
    text_addc(text, '*');
    text_addu(text, t->count[e]);
  }
  if (text->len == before) text_addc(text, '-');
}

/* One `name` or `name*count`. */
static void scan_one(struct tally *t, char const *s, size_t n)
{
  char const *star = memchr(s, '*', n);
  size_t len = star ? (size_t)(star - s) : n;
  enum event e = event_find(s, len);
  uint64_t count = 1;
  if (e == EVENTS) return;
  if (star && scan_decimal(star + 1, n - len - 1, &count, UINT32_MAX)
    != n - len - 1) return;
  t->count[e] = (uint32_t)count;
}

void tally_scan(struct tally *t, char const *s, size_t n)
{
  memset(t, 0, sizeof *t);
  while (n)
  {
    char const *comma = memchr(s, ',', n);
    size_t len = comma ? (size_t)(comma - s) : n;
    scan_one(t, s, len);
    s += len + !!comma;
    n -= len + !!comma;
  }
}
