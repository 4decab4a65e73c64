/* sender: can the sender's domain be written to? Asked at MAIL, judged at each
   RCPT, so that a backend has meanwhile said what it thinks of the sender. With
   it, the lists of control/rhsbl, which are about domains. */

#include <string.h>
#include <strings.h>

#include "inquiry.h"
#include "path_domain.h"
#include "ruleset.h"
#include "../base/stop.h"
#include "../session/result.h"

enum { TEST, WAIT, REJECT, REJECT_TYPE, RHSBL_THRESHOLD };
enum { NOTHING = 1, NULL_MX = 2 };

static struct option const options[] =
{
  [TEST] = { "test", OPTION_SET, "nothing null_mx", NOTHING | NULL_MX, 0, 0,
    "nothing null_mx",
    "nothing: no MX and no address; null_mx: it says that it takes no mail" },
  [WAIT] = { "wait", OPTION_FRACTION, "2", 2 * OPTION_ONE, 0, 30 * OPTION_ONE,
    0, "seconds from MAIL on that RCPT waits for the answer" },
  [REJECT] = { "reject", OPTION_WORD, "1", 1, 0, 0, "0 1",
    "0: only record it; 1: refuse the recipients of this sender" },
  [REJECT_TYPE] = { "reject_type", OPTION_WORD, "temp", 0, 0, 0, REJECT_WORDS,
    "how they are refused" },
  [RHSBL_THRESHOLD] = { "rhsbl_threshold", OPTION_NUMBER, "1", 1, 1, 1000000,
    0, "the score from which on a domain is listed" }
};

extern struct check const check_sender;

static struct value const *option(struct session const *s, unsigned int i)
{
  return check_option(s, &check_sender, i);
}

/* What has been asked about this domain, or 0. */
static struct sender_asked *about(struct session const *s, char const *domain,
  size_t n)
{
  unsigned int i = 0;
  for (; i < INQUIRY_SENDERS; i++)
  {
    struct sender_asked *x = &s->inquiry->senders[i];
    if (n && x->len == n && !strncasecmp(x->domain, domain, n)) return x;
  }
  return 0;
}

static int open_questions(struct sender_asked const *x)
{
  return x->mx.state == DNS_OPEN || x->address[0].state == DNS_OPEN
    || x->address[1].state == DNS_OPEN;
}

/* A place where no answer is still to come, if it can be one that was never
   used; or 0. */
static struct sender_asked *place(struct session *s)
{
  struct sender_asked *used = 0, *x = s->inquiry->senders;
  for (; x < s->inquiry->senders + INQUIRY_SENDERS; x++)
  {
    if (!x->len) return x;
    if (!open_questions(x) && !lists_waiting(&x->lists)) used = x;
  }
  if (used) memset(used, 0, sizeof *used);
  return used;
}

/* Where there is no MX the domain's own address takes the mail (RFC 5321,
   5.1). */
static void follow(struct session *s, struct sender_asked *x)
{
  if (x->mx.state == DNS_NO && x->address[0].state == DNS_UNASKED)
  {
    inquiry_ask(s, &x->address[0], DNS_A, x->domain);
    inquiry_ask(s, &x->address[1], DNS_AAAA, x->domain);
  }
  if (x->lists.lists) lists_follow(&x->lists);
}

static void answered(struct session *s)
{
  unsigned int i = 0;
  for (; i < INQUIRY_SENDERS; i++)
    if (s->inquiry->senders[i].len) follow(s, &s->inquiry->senders[i]);
}

/* control/rhsbl, read once. */
static struct lists const *lists(struct session *s)
{
  char array[SESSION_WHY];
  struct text why = TEXT(array);
  struct inquiry *k = s->inquiry;
  if (!k->rhsbl && lists_read(&k->domains, s->home, RHSBL, &why) == -1)
  {
    result_set(s, "sender", RESULT_ERROR, &why);
    k->domains.n = 0;
  }
  k->rhsbl = 1;
  return k->domains.n ? &k->domains : 0;
}

static void ask(struct session *s, char const *domain, size_t n)
{
  struct sender_asked *x = place(s);
  struct lists const *l = lists(s);
  tain wait;
  if (!x) return;
  memcpy(x->domain, domain, n);
  x->len = n;
  tain_from_millisecs(&wait, (int)option(s, WAIT)->number / 10);
  tain_add_g(&x->until, &wait);
  inquiry_ask(s, &x->mx, DNS_MX, x->domain);
  if (l) lists_ask_domain(&x->lists, l, &s->inquiry->dns, x->domain, n);
  follow(s, x);
}

/* A bounce has no sender, and an address in brackets needs no name. */
static void at_mail(struct session *s)
{
  char const *domain, *why = inquiry_hindered(s);
  size_t n = path_domain(s->path, s->pathlen, &domain);
  if (why) result_sets(s, "sender", RESULT_SKIP, why);
  else if (n && n <= DNS_NAME && *domain != '[' && !about(s, domain, n))
    ask(s, domain, n);
}

enum standing { NOT_KNOWN, GOOD, NO_DOMAIN, NO_MAIL };

static enum standing look(struct sender_asked const *x)
{
  struct dns_question const *a = x->address;
  if (x->mx.state == DNS_YES)
    return x->mx.n == 1 && !*x->mx.answer.name[0] ? NO_MAIL : GOOD;
  if (x->mx.state != DNS_NO) return NOT_KNOWN;
  if (a[0].state == DNS_YES || a[1].state == DNS_YES) return GOOD;
  return a[0].state == DNS_NO && a[1].state == DNS_NO ? NO_DOMAIN : NOT_KNOWN;
}

/* Is there something yet to come that may change what is thought of it? */
static int undecided(struct session const *s, struct sender_asked const *x)
{
  int64_t threshold = (int64_t)option(s, RHSBL_THRESHOLD)->number;
  return (look(x) == NOT_KNOWN && open_questions(x))
    || (x->lists.score.open && !lists_certain(&x->lists.score, threshold));
}

static void refuse(struct session *s, struct text const *text,
  struct text const *why, char const *hard, char const *soft)
{
  if (s->vouched || !option(s, REJECT)->number)
    check_tolerate(s, "sender", why);
  else if (check_refuse(s, "sender",
    (enum reject_type)option(s, REJECT_TYPE)->number, text, why))
    s->code = verdict_soft(s->verdict) ? soft : hard;
}

/* RFC 3463, 3.2, and RFC 7505, 4.2, have codes for these. */
static void fault(struct session *s, struct sender_asked const *x,
  enum standing f)
{
  char array[SESSION_TEXT], array2[SESSION_WHY];
  struct text text = TEXT(array), why = TEXT(array2);
  char const *what = f == NO_DOMAIN ? " does not exist" : " takes no mail";
  session_event(s, EVENT_NO_SENDER_DOMAIN);
  text_adds(&text, "The sender's domain");
  text_adds(&text, what);
  text_addc(&text, '.');
  text_addescaped(&why, x->domain, x->len);
  text_adds(&why, what);
  refuse(s, &text, &why, f == NO_DOMAIN ? "550 5.1.8" : "550 5.7.27",
    f == NO_DOMAIN ? "450 4.1.8" : "450 4.7.27");
}

static void listed(struct session *s, struct sender_asked const *x)
{
  char array[SESSION_TEXT], array2[SESSION_WHY];
  struct text text = TEXT(array), why = TEXT(array2);
  session_event(s, EVENT_LISTED);
  lists_reply(&text, x->lists.lists, x->lists.answer, "The sender's domain",
    x->domain, x->len);
  text_addescaped(&why, x->domain, x->len);
  text_adds(&why, ": ");
  lists_words(&why, x->lists.lists, x->lists.answer);
  refuse(s, &text, &why, "550 5.7.1", "450 4.7.1");
}

static void judge(struct session *s, struct sender_asked const *x)
{
  enum standing f = look(x);
  int64_t threshold = (int64_t)option(s, RHSBL_THRESHOLD)->number;
  if ((f == NO_DOMAIN && option(s, TEST)->number & NOTHING)
    || (f == NO_MAIL && option(s, TEST)->number & NULL_MX)) fault(s, x, f);
  if (x->lists.lists && x->lists.score.score >= threshold) listed(s, x);
}

static void at_rcpt(struct session *s)
{
  struct sender_asked *x;
  char const *domain;
  size_t n = path_domain(s->sender, s->senderlen, &domain);
  if (!n || !s->inquiry) return;
  x = about(s, domain, n);
  if (!x) return;
  while (undecided(s, x) && tain_future(&x->until) && !stop_asked())
    inquiry_pause(s, -1, &x->until);
  judge(s, x);
}

static void trouble(struct session *s, struct sender_asked const *x)
{
  char array[SESSION_WHY];
  struct text why = TEXT(array);
  if (!x->len) return;
  text_addescaped(&why, x->domain, x->len);
  if (look(x) == NOT_KNOWN)
  {
    text_adds(&why, open_questions(x) ? ": no answer in time"
      : ": nobody knows");
    result_set(s, "sender", RESULT_ERROR, &why);
  }
  else result_set(s, "sender", RESULT_PASS, &why);
}

/* Also of a list that did not answer. */
static void at_disconnect(struct session *s)
{
  unsigned int i = 0;
  for (; s->inquiry && i < INQUIRY_SENDERS; i++)
  {
    char array[SESSION_WHY];
    struct text why = TEXT(array);
    struct lists_asked const *l = &s->inquiry->senders[i].lists;
    trouble(s, &s->inquiry->senders[i]);
    if (l->lists) lists_troubles(&why, l->lists, l->answer, 1);
    if (why.len) result_set(s, "sender", RESULT_ERROR, &why);
  }
}

static void explain(struct session *s, struct text *t)
{
  char const *why = inquiry_unasked(s);
  text_adds(t, why ? "asks nobody: " : "would ask for the sender's domain");
  if (why) text_adds(t, why);
}

struct check const check_sender =
{
  .name = "sender",
  .option = options,
  .options = sizeof options / sizeof *options,
  .explain = explain,
  .answered = answered,
  .hook =
  {
    [PHASE_MAIL] = at_mail,
    [PHASE_RCPT] = at_rcpt,
    [PHASE_DISCONNECT] = at_disconnect
  }
};
