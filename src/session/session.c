/* What is known of this connection. */

#include "session.h"

void session_begin(struct session *s, int home, struct channel *channel)
{
  s->home = home;
  s->channel = channel;
  s->awards = awards_default;
  tain_now_g();
  tain_copynow(&s->start);
  client_read(&s->client);
}

char const *session_immune(struct session const *s)
{
  return s->authenticated ? "AUTH" : client_immunity();
}

int64_t session_karma(struct session const *s)
{
  return tally_karma(&s->tally, &s->awards);
}

int session_naughty(struct session const *s)
{
  return s->flags > 0;
}

/* Foreign text may stand in it: cut it, and let no control byte through. */
static void flag_fill(struct flag *f, char const *check,
  enum reject_type type, struct text const *text)
{
  struct text clean = TEXT(f->text);
  text_addclean(&clean, text->s, text->len);
  f->check = check;
  f->type = type;
  f->len = clean.len;
}

void session_flag(struct session *s, char const *check,
  enum reject_type type, struct text const *text)
{
  if (s->flags == SESSION_FLAGS) return;
  flag_fill(&s->flag[s->flags++], check, type, text);
}

void session_refuse(struct session *s, char const *check,
  enum verdict verdict, struct text const *text)
{
  if (verdict > s->verdict)
  {
    s->verdict = verdict;
    s->code = 0;
  }
  if (s->refusals == SESSION_FLAGS) return;
  flag_fill(&s->refusal[s->refusals++], check, REJECT_NONE, text);
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
    tally_recipients(&s->tally, s->refused_recipients, s->refused_bounces,
      s->recipients);
}

uint64_t session_seconds(struct session const *s)
{
  tain t;
  tain_sub(&t, &STAMP, &s->start);
  return tai_sec(tain_secp(&t));
}
