/* A connection without its client. */

#include <stdlib.h>
#include <string.h>

#include <skalibs/strerr.h>

#include "dry_run.h"
#include "../open/config.h"
#include "../../checks/spare.h"
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

void dry_run_begin(struct dry_run *r, int home, struct address const *a)
{
  environment(a);
  r->channel.in = r->channel.out = -1;
  r->channel.broken = 1;
  session_begin(&r->session, home, &r->channel);
  spare_client(&r->session);
  config_read(&r->ruleset, home);
  ruleset_use(&r->ruleset, &r->session);
}

static void say_helo(struct session *s, char const *name)
{
  size_t n = strlen(name);
  s->helolen = n < sizeof s->helo ? n : sizeof s->helo;
  memcpy(s->helo, name, s->helolen);
}

/* What the dialogue would have told the session by this phase. */
static void perform(struct session *s, enum phase phase,
  struct dry_run_input const *input)
{
  char const *path = phase == PHASE_MAIL ? input->sender
    : phase == PHASE_RCPT ? input->recipient : 0;
  if (phase == PHASE_HELO && input->helo) say_helo(s, input->helo);
  if (phase == PHASE_MAIL && input->sender) s->null_sender = !*input->sender;
  if (phase == PHASE_MAIL && path)
  {
    s->sender = path;
    s->senderlen = strlen(path);
  }
  s->path = path ? path : "";
  s->pathlen = strlen(s->path);
}

static int graver(struct result const *now, unsigned int i,
  struct result const *before, unsigned int n)
{
  return i >= n || now->word > before[i].word;
}

/* Keep the results that are new since there were n of them. */
static void keep(struct phase_result *stage, struct session const *s,
  struct result const *before, unsigned int n)
{
  unsigned int i = 0;
  for (; i < s->results; i++)
    if (s->result[i].word != RESULT_NONE
      && graver(&s->result[i], i, before, n))
      stage->result[stage->results++] = s->result[i];
}

/* 1 if it goes on. */
static int phase(struct dry_run *r, enum phase phase,
  struct dry_run_input const *input)
{
  static struct result before[SESSION_RESULTS];
  struct session *s = &r->session;
  struct phase_result *stage = &r->stage[r->stages++];
  struct text answer = TEXT(stage->answer);
  unsigned int n = s->results;
  memcpy(before, s->result, n * sizeof *before);
  stage->phase = phase;
  perform(s, phase, input);
  inquiry_finish(s);
  r->refused = verdict_refuses(ruleset_run(s, phase));
  keep(stage, s, before, n);
  if (!r->refused) return 1;
  r->closed = phase == PHASE_CONNECT || verdict_closes(s->verdict);
  refusal_reply(&answer, s, phase, s->verdict);
  stage->len = answer.len;
  return 0;
}

static void prospect(struct dry_run *r)
{
  unsigned int i = 0;
  for (; i < r->ruleset.checks; i++)
  {
    struct text t = TEXT(r->holds[i].text);
    if (r->ruleset.check[i]->explain)
      r->ruleset.check[i]->explain(&r->session, &t);
    else text_adds(&t, "depends on what the client does");
    r->holds[i].len = t.len;
  }
}

void dry_run_run(struct dry_run *r, struct dry_run_input const *input)
{
  int p = PHASE_CONNECT;
  if (input->ask) r->session.inquiry = &r->inquiry;
  prospect(r);
  r->immune = session_immune(&r->session);
  if (r->immune) return;
  while (p < PHASE_DISCONNECT && !r->immune && phase(r, (enum phase)p, input))
  {
    p++;
    r->immune = session_immune(&r->session);
  }
}
