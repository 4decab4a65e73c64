/* What is known of this connection. */

#include <string.h>

#include "parties.h"

void session_begin(struct session *s, int home, struct channel *channel)
{
  s->home = home;
  s->channel = channel;
  tain_now_g();
  tain_copynow(&s->start);
  client_read(&s->client);
}

char const *session_immune(struct session const *s)
{
  return s->authenticated ? "AUTH" : s->client.immunity;
}

int64_t session_karma(struct session const *s)
{
  return tally_karma(&s->tally, &s->settings->awards);
}

int session_naughty(struct session const *s)
{
  return s->flags > 0;
}

char const *session_keep(struct session *s, char const *text, size_t *n)
{
  char *copy = s->texts + s->kept;
  size_t room = sizeof s->texts - s->kept;
  if (*n > room) *n = room;
  memcpy(copy, text, *n);
  s->kept += *n;
  return copy;
}

/* Foreign text may stand in it: cut it, and let no control byte through. */
static void clean(char *to, size_t *len, struct text const *text)
{
  struct text t = { to, 0, SESSION_TEXT, 0 };
  text_addclean(&t, text->s, text->len);
  *len = t.len;
}

static void suspect(struct session *s)
{
  if (!s->suspected) s->suspected = parties_blame(s);
}

void session_flag(struct session *s, char const *check,
  enum reject_type type, struct text const *text)
{
  char array[SESSION_TEXT];
  struct flag *f = &s->flag[s->flags];
  if (s->flags == SESSION_FLAGS) return;
  suspect(s);
  clean(array, &f->len, text);
  f->text = session_keep(s, array, &f->len);
  f->check = check;
  f->type = type;
  s->flags++;
}

void session_stopped(struct session *s, char const *check)
{
  if (s->stop) return;
  s->stop = check;
  s->stopped = parties_blame(s);
}

void session_tolerated(struct session *s, char const *check)
{
  if (s->would) return;
  s->would = check;
  suspect(s);
}

void session_refuse(struct session *s, char const *check,
  enum verdict verdict, struct text const *text)
{
  struct flag *f;
  char *to;
  session_stopped(s, check);
  if (verdict > s->verdict)
  {
    s->verdict = verdict;
    s->code = 0;
  }
  if (s->refusals == SESSION_FLAGS) return;
  to = s->replies + s->refusals * SESSION_TEXT;
  f = &s->refusal[s->refusals++];
  clean(to, &f->len, text);
  f->text = to;
  f->check = check;
  f->type = REJECT_NONE;
}

void session_clear(struct session *s)
{
  s->flags = 0;
}

void session_event(struct session *s, enum event e)
{
  if (!session_immune(s)) tally_event(&s->tally, e);
}

void session_recount(struct session *s)
{
  if (!session_immune(s))
    tally_recipients(&s->tally, &s->refused, s->recipients);
}

uint64_t session_seconds(struct session const *s)
{
  tain t;
  tain_sub(&t, &STAMP, &s->start);
  return tai_sec(tain_secp(&t));
}
