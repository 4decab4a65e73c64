/* Events and what they are worth. */

#include <string.h>

#include "event.h"
#include "../base/scan.h"

/* most: how often it can count in one connection, 0 without limit;
   free: how many of the first cost nothing (a stale password is tried a few
   times by every mail client). */
static struct
{
  char const *name;
  uint32_t most;
  uint32_t free;
} const rules[EVENTS] =
{
  [EVENT_EARLY_TALK] = { "early_talk", 1, 0 },
  [EVENT_EARLY_DATA] = { "early_data", 1, 0 },
  [EVENT_BAD_PIPELINING] = { "bad_pipelining", 1, 0 },
  [EVENT_BARE_LF] = { "bare_lf", 1, 0 },
  [EVENT_NON_SMTP] = { "non_smtp", 1, 0 },
  [EVENT_UNKNOWN_COMMAND] = { "unknown_command", 0, 0 },
  [EVENT_BAD_ENVELOPE] = { "bad_envelope", 2, 0 },
  [EVENT_SENDER_TLD] = { "sender_tld", 0, 0 },
  [EVENT_LISTED] = { "listed", 1, 0 },
  [EVENT_BAD_SENDER] = { "bad_sender", 0, 0 },
  [EVENT_BAD_RECIPIENT] = { "bad_recipient", 0, 0 },
  [EVENT_MESSAGE_REFUSED] = { "message_refused", 2, 0 },
  [EVENT_MESSAGE_ACCEPTED] = { "message_accepted", 0, 0 },
  [EVENT_AUTH_FAILURE] = { "auth_failure", 0, 2 },
  [EVENT_GOOD_HISTORY] = { "good_history", 1, 0 },
  [EVENT_ADJUST] = { "adjust", 0, 0 }
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

void tally_recipients(struct tally *t, uint32_t refused, uint32_t bounces,
  uint32_t accepted)
{
  uint32_t allowed = accepted > 3 ? accepted : 3;
  uint64_t all = (uint64_t)refused + bounces;
  uint32_t excess = refused > allowed ? refused - allowed : 0;
  t->count[EVENT_BAD_RECIPIENT] = excess
    + (bounces && all > allowed && all - allowed > excess);
}

int64_t tally_karma(struct tally const *t, struct awards const *a)
{
  int64_t karma = t->granted;
  int e = 0;
  for (; e < EVENTS; e++)
    if (t->count[e] > rules[e].free)
      karma += (int64_t)(t->count[e] - rules[e].free) * a->points[e];
  return karma;
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
