/* The session's line in the journal. */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "connection_line.h"
#include "../base/clock.h"
#include "../checks/inquiry.h"
#include "../journal/append.h"
#include "../karma/classify.h"
#include "../session/log.h"
#include "../session/parties.h"

static char const *const ends[] =
{
  [END_QUIT] = "quit",
  [END_HANGUP] = "hangup",
  [END_LOST] = "lost",
  [END_TIMEOUT] = "timeout",
  [END_REJECTED] = "rejected",
  [END_BOXED] = "boxed",
  [END_IMMUNE] = "immune",
  [END_TLS] = "tls",
  [END_ERROR] = "error"
};

static enum line_class class_of(struct session const *s, enum end end)
{
  if (session_immune(s)) return CLASS_IMMUNE;
  if (s->boxed) return CLASS_BOXED;
  if (end == END_TLS) return CLASS_NEUTRAL;
  return classify_connection(session_karma(s), s->settings->strikes,
    s->settings->nice, s->messages > 0);
}

static void pair_number(struct text *t, char const *name, uint64_t u)
{
  char fmt[24];
  struct text number = TEXT(fmt);
  text_addu(&number, u);
  line_pair(t, name, number.s, number.len);
}

static void pair_word(struct text *t, char const *name, char const *word)
{
  if (word) line_pair(t, name, word, strlen(word));
}

/* How far it came, what was found to be its fault, and whose mail that was. Of
   one that became the backend at once nobody saw anything. They stand before
   what is long, so that they are never cut. */
static void course(struct text *t, struct session const *s, enum end end)
{
  if (end != END_IMMUNE) pair_word(t, "at", phase_name(s->reached));
  if (session_immune(s)) return;
  pair_word(t, "stop", s->stop);
  pair_word(t, "would", s->would);
  if (s->settings->observe) pair_word(t, "observe", "1");
  parties_add(t, " ", s, s->stopped ? s->stopped : s->suspected);
}

/* What the DNS was asked, and which lists had the client or its senders. */
static void asked(struct text *t, struct session const *s)
{
  char array[LINE_LEN / 4], array2[LINE_LEN / 2];
  struct text counts = TEXT(array), lists = TEXT(array2);
  inquiry_counts(s, &counts);
  if (!counts.len) return;
  line_pair(t, "dns", counts.s, counts.len);
  inquiry_lists(s, &lists);
  if (lists.len) line_pair(t, "lists", lists.s, lists.len);
}

/* What people want to know: who flagged it first, its HELO name, how long. */
static void pairs(struct text *t, struct session const *s)
{
  char fmt[64];
  struct text flag = TEXT(fmt);
  if (s->flags)
  {
    text_adds(&flag, s->flag->check);
    text_addc(&flag, '/');
    text_adds(&flag, reject_name(s->flag->type));
    line_pair(t, "flag", flag.s, flag.len);
  }
  if (s->trap) line_pair(t, "trap", s->trap, s->traplen);
  pair_word(t, "tls", s->tls);
  if (s->idlen) line_pair(t, "id", s->id, s->idlen);
  if (s->helolen) line_pair(t, "helo", s->helo, s->helolen);
  asked(t, s);
  pair_number(t, "t", session_seconds(s));
  pair_number(t, "pid", (uint64_t)(s->pid ? s->pid : getpid()));
}

static void fill(struct line *l, struct session const *s, enum end end,
  struct text *events)
{
  struct timespec now;
  clock_wall(&now);
  memset(l, 0, sizeof *l);
  l->stamp.seconds = (uint64_t)now.tv_sec;
  l->stamp.nano = (uint32_t)now.tv_nsec;
  l->address = s->client.address;
  l->karma = session_karma(s);
  l->counts = s->counts;
  l->class = class_of(s, end);
  l->end = ends[end];
  l->endlen = strlen(ends[end]);
  tally_add(events, &s->tally);
  l->events = events->s;
  l->eventslen = events->len;
  l->negative = s->settings->negative;
  l->penalty_days = s->settings->penalty_days;
  l->penalty_max = s->settings->penalty_max;
  l->mixed = s->settings->mixed;
  l->asked = s->asked;
}

void connection_line_write(struct session const *s, enum end end)
{
  char array[LINE_LEN], array2[LINE_LEN / 2];
  struct text t = TEXT(array), events = TEXT(array2);
  struct line l;
  fill(&l, s, end, &events);
  line_connection(&t, &l);
  course(&t, s, end);
  pairs(&t, s);
  line_finish(&t);
  if (!append_line(s->home, t.s, t.len)) connection_line_failed(s, &t);
}

void connection_line_failed(struct session const *s, struct text *t)
{
  t->s[t->len - 1] = 0;
  log_line(s, LOG_ERROR, "journal",
    "warning: unable to append to journal/current: ", s->home == -1
    ? "no state directory" : strerror(errno), ": ", t->s);
}
