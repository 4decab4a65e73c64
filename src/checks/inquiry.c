/* What this connection asks the DNS. */

#include <stdlib.h>

#include "dns.h"
#include "history.h"
#include "karma.h"
#include "inquiry.h"
#include "rdns.h"
#include "ruleset.h"
#include "../base/clock.h"
#include "../base/stop.h"
#include "../karma/rule.h"
#include "../session/log.h"
#include "../session/result.h"

#define FINISH 60     /* seconds: questions are given up long before */

/* A client in the box is refused whatever lists say of it. */
static int in_box(struct session *s)
{
  return s->settings->refuses && ruleset_has(s->ruleset, &check_karma)
    && rule_boxed(history_record(s), clock_seconds());
}

static char const nice[] = "known and nice", box[] = "in the box";

static char const *decide(struct session *s)
{
  if (!s->client.address.known) return "the client is unknown";
  if (!dns_option(s, DNS_PRIVATE) && address_private(&s->client.address))
    return "a private address";
  if (getenv("RBLSMTPD")) return "RBLSMTPD is set";
  if (history_of(s) > (int64_t)dns_option(s, DNS_KNOWN))
    return nice;
  return in_box(s) ? box : 0;
}

static void begin(struct session *s)
{
  struct inquiry *k = s->inquiry;
  k->decided = 1;
  k->unasked = decide(s);
  k->dns.server = dns_server(s);
  k->began = STAMP;
}

char const *inquiry_unasked(struct session *s)
{
  struct inquiry *k = s->inquiry;
  if (!k) return decide(s);
  if (!k->decided) begin(s);
  return k->unasked;
}

int inquiry_names(struct session *s)
{
  char const *why = inquiry_unasked(s);
  return s->spare_names && (!why || why == nice || why == box)
    && ruleset_has(s->ruleset, &check_rdns);
}

int inquiry_spares(struct session *s)
{
  return inquiry_unasked(s) && inquiry_names(s);
}

int inquiry_may(struct session *s, char const *check)
{
  char const *why = inquiry_unasked(s);
  if (!why && !s->inquiry) why = "not asked now";
  if (why) result_sets(s, check, RESULT_SKIP, why);
  return !why;
}

void inquiry_explain(struct session *s, struct text *t, char const *would)
{
  char const *why = inquiry_unasked(s);
  text_adds(t, why ? "asks nobody: " : would);
  if (why) text_adds(t, why);
}

/* That nothing can be asked is said once. */
static void warn(struct session *s)
{
  struct inquiry *k = s->inquiry;
  char const *why = dns_why(&k->dns);
  if (!why || k->warned) return;
  k->warned = 1;
  log_line(s, LOG_ERROR, "dns", "warning: unable to ask: ", why);
}

void inquiry_ask(struct session *s, struct dns_question *q, enum dns_type type,
  char const *name)
{
  dns_ask(&s->inquiry->dns, q, type, name);
}

int inquiry_open(struct session const *s)
{
  return s->inquiry && s->inquiry->dns.open;
}

unsigned int inquiry_wait(struct session *s, iopause_fd *x, tain *deadline)
{
  return inquiry_open(s) ? dns_wait(&s->inquiry->dns, x, deadline) : 0;
}

void inquiry_process(struct session *s, iopause_fd const *x, unsigned int n)
{
  struct inquiry *k = s->inquiry;
  unsigned int open;
  tain since;
  if (!inquiry_open(s)) return;
  open = k->dns.open;
  dns_process(&k->dns, x, n);
  if (k->dns.open == open) return;
  tain_sub(&since, &STAMP, &k->began);
  k->took = (unsigned int)tain_to_millisecs(&since);
  ruleset_answered(s);
  warn(s);
}

int inquiry_pause(struct session *s, int fd, tain const *deadline)
{
  iopause_fd x[1 + DNS_SERVERS] = { { fd, IOPAUSE_READ, 0 } };
  unsigned int own = fd != -1, n = own;
  tain until = *deadline;
  if (stop_asked()) return 0;
  n += inquiry_wait(s, x + own, &until);
  if (stop_poll(x, n, &until) == -1) return 0;
  inquiry_process(s, x + own, n - own);
  return own && x[0].revents;
}

void inquiry_finish(struct session *s)
{
  tain deadline;
  while (inquiry_open(s) && !stop_asked())
  {
    tain_addsec_g(&deadline, FINISH);
    inquiry_pause(s, -1, &deadline);
  }
}

/* The names of lists that failed, each behind a separator. */
static void failed(struct text *t, struct lists_asked const *x, int *first)
{
  unsigned int i = 0;
  for (; x->lists && i < x->lists->n; i++)
  {
    if (x->answer[i].state != LIST_TROUBLE) continue;
    text_addc(t, *first ? '/' : ',');
    list_name(t, &x->lists->list[i]);
    *first = 0;
  }
}

void inquiry_counts(struct session const *s, struct text *t)
{
  struct inquiry const *k = s->inquiry;
  unsigned int i = 0;
  int first = 1;
  if (!k || !k->dns.asked) return;
  text_addu(t, k->dns.asked);
  text_addc(t, '/');
  text_addu(t, k->dns.troubles);
  text_addc(t, '/');
  text_addu(t, k->dns.open);
  text_addc(t, '/');
  text_addu(t, k->took);
  failed(t, &k->dnsbl.asked, &first);
  for (; i < INQUIRY_SENDERS; i++) failed(t, &k->senders[i].lists, &first);
}

/* As many as there is room for, and none that is cut. */
static void hits(struct text *t, struct lists_asked const *x)
{
  if (!x->lists || !x->score.hits) return;
  if (t->len) text_addc(t, ',');
  lists_journal(t, x->lists, x->answer);
  if (!t->cut) return;
  while (t->len && t->s[t->len - 1] != ',') t->len--;
  if (t->len) t->len--;
}

void inquiry_lists(struct session const *s, struct text *t)
{
  struct inquiry const *k = s->inquiry;
  unsigned int i = 0;
  if (!k || !k->dns.asked) return;
  hits(t, &k->dnsbl.asked);
  for (; i < INQUIRY_SENDERS; i++) hits(t, &k->senders[i].lists);
}
