/* A connection without its client. */

#include <stdlib.h>
#include <string.h>

#include <skalibs/strerr.h>

#include "dry_run.h"
#include "../open/config.h"
#include "../../session/refusal.h"

/* Port 25, unless another one is asked about. */
static void environment(struct address const *a)
{
  char name[ADDRESS_FMT + 1];
  name[address_fmt(name, a)] = 0;
  if (unsetenv("PROTO") == -1 || setenv("TCPREMOTEIP", name, 1) == -1
    || setenv("TCPLOCALPORT", "25", 0) == -1)
    strerr_diefusys(111, "change the environment");
}

void rehearsal_begin(struct rehearsal *r, int home, struct address const *a)
{
  environment(a);
  r->channel.in = r->channel.out = -1;
  r->channel.broken = 1;
  session_begin(&r->session, home, &r->channel);
  setup_read(&r->plan, &r->session, home);
}

static void say_helo(struct session *s, char const *name)
{
  size_t n = strlen(name);
  s->helolen = n < sizeof s->helo ? n : sizeof s->helo;
  memcpy(s->helo, name, s->helolen);
}

/* What the dialogue would have told the session by this phase. */
static void play(struct session *s, enum phase phase, struct part const *part)
{
  char const *path = phase == PHASE_MAIL ? part->sender
    : phase == PHASE_RCPT ? part->recipient : 0;
  if (phase == PHASE_HELO && part->helo) say_helo(s, part->helo);
  if (phase == PHASE_MAIL && part->sender) s->null_sender = !*part->sender;
  s->path = path ? path : "";
  s->pathlen = strlen(s->path);
}

static int graver(struct opinion const *now, unsigned int i,
  struct opinion const *before, unsigned int n)
{
  return i >= n || now->word > before[i].word;
}

/* Keep the opinions that are new since there were n of them. */
static void keep(struct scene *scene, struct session const *s,
  struct opinion const *before, unsigned int n)
{
  unsigned int i = 0;
  for (; i < s->opinions; i++)
    if (s->opinion[i].word != WORD_NONE
      && graver(&s->opinion[i], i, before, n))
      scene->opinion[scene->opinions++] = s->opinion[i];
}

/* 1 if it goes on. */
static int phase(struct rehearsal *r, enum phase phase,
  struct part const *part)
{
  static struct opinion before[SESSION_OPINIONS];
  struct session *s = &r->session;
  struct scene *scene = &r->scene[r->scenes++];
  struct text answer = TEXT(scene->answer);
  unsigned int n = s->opinions;
  memcpy(before, s->opinion, n * sizeof *before);
  scene->phase = phase;
  play(s, phase, part);
  r->refused = verdict_refuses(plan_judge(&r->plan, s, phase));
  keep(scene, s, before, n);
  if (!r->refused) return 1;
  r->closed = phase == PHASE_CONNECT || verdict_closes(s->verdict);
  refusal_reply(&answer, s, phase, s->verdict);
  scene->len = answer.len;
  return 0;
}

static void prospect(struct rehearsal *r)
{
  unsigned int i = 0;
  for (; i < r->plan.checks; i++)
  {
    struct text t = TEXT(r->holds[i].text);
    if (r->plan.check[i]->explain)
      r->plan.check[i]->explain(&r->session, &t);
    else text_adds(&t, "depends on what the client does");
    r->holds[i].len = t.len;
  }
}

void rehearsal_run(struct rehearsal *r, struct part const *part)
{
  int p = PHASE_CONNECT;
  prospect(r);
  r->immune = session_immune(&r->session);
  if (r->immune) return;
  while (p < PHASE_DISCONNECT && phase(r, (enum phase)p, part)) p++;
}
