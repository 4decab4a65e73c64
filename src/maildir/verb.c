/* The commands of the embedded backend. */

#include <string.h>
#include <strings.h>

#include "answer.h"
#include "auth.h"
#include "envelope.h"
#include "message.h"
#include "peer.h"
#include "verb.h"
#include "../smtp/tell.h"

enum words
{
  WORDS_NONE,     /* nothing may stand behind the verb */
  WORDS_SOME,     /* something must */
  WORDS_ANY
};

/* A verb that needs its words has `take`, another that does something has
   `act`; both return the answer, or 0 when they have answered themselves.
   Others have but an answer. */
struct verb
{
  char const *name;
  enum words words;
  char const *(*take)(struct server *s, char const *arg, size_t n);
  char const *(*act)(struct server *s);
  char const *answer;
};

/* HELO and EHLO begin anew. */
static void hello(struct server *s, char const *arg, size_t n)
{
  server_reset(s);
  s->helo.s = s->helo_name;
  s->helo.max = sizeof s->helo_name;
  s->helo.len = 0;
  trace_addname(&s->helo, arg, n);
  s->greeted = 1;
}

static void say_name(struct server *s, char const *code)
{
  char line[TRACE_NAME + 8];
  struct text t = TEXT(line);
  text_adds(&t, code);
  trace_addhost(&t);
  text_addc(&t, 0);
  peer_say(&s->client, line);
}

static char const *helo(struct server *s, char const *arg, size_t n)
{
  hello(s, arg, n);
  s->esmtp = 0;
  say_name(s, "250 ");
  return 0;
}

static char const *ehlo(struct server *s, char const *arg, size_t n)
{
  char line[64];
  struct text t = TEXT(line);
  hello(s, arg, n);
  s->esmtp = 1;
  say_name(s, "250-");
  peer_say(&s->client, "250-PIPELINING");
  peer_say(&s->client, "250-8BITMIME");
  peer_say(&s->client, "250-SMTPUTF8");
  if (s->proxied && !s->tls) peer_say(&s->client, "250-" EHLO_TELL);
  if (s->check) peer_say(&s->client, "250-AUTH PLAIN LOGIN");
  text_adds(&t, "250-SIZE ");
  text_addu(&t, s->max);
  text_addc(&t, 0);
  peer_say(&s->client, line);
  return "250 ENHANCEDSTATUSCODES";
}

/* qkarma-smtpd tells that the client's connection is encrypted from now on. A
   client cannot say so: qkarma-smtpd does not pass what it does not know, and
   without it in between nobody is believed. */
static char const *tls(struct server *s, char const *arg, size_t n)
{
  (void)arg;
  (void)n;
  if (!s->proxied) return answer_unknown;
  s->tls = 1;
  return answer_ok;
}

static char const *data(struct server *s)
{
  if (!s->begun) return answer_no_sender;
  if (!s->recipients) return answer_no_recipient;
  message_run(s);
  return 0;
}

static char const *rset(struct server *s)
{
  server_reset(s);
  return answer_ok;
}

static char const *quit(struct server *s)
{
  s->done = 1;
  return answer_bye;
}

static struct verb const verbs[] =
{
  { "HELO", WORDS_SOME, &helo, 0, 0 },
  { "EHLO", WORDS_SOME, &ehlo, 0, 0 },
  { "MAIL", WORDS_SOME, &server_mail, 0, 0 },
  { "RCPT", WORDS_SOME, &server_rcpt, 0, 0 },
  { "AUTH", WORDS_SOME, &server_auth, 0, 0 },
  { "DATA", WORDS_NONE, 0, &data, 0 },
  { "RSET", WORDS_NONE, 0, &rset, 0 },
  { "NOOP", WORDS_ANY, 0, 0, answer_ok },
  { "VRFY", WORDS_SOME, 0, 0, answer_vrfy },
  { "EXPN", WORDS_ANY, 0, 0, answer_expn },
  { "HELP", WORDS_ANY, 0, 0, answer_help },
  { EHLO_TELL, WORDS_SOME, &tls, 0, 0 },
  { "QUIT", WORDS_NONE, 0, &quit, 0 }
};

#define VERBS (sizeof verbs / sizeof verbs[0])

static int blank(char c)
{
  return c == ' ' || c == '\t';
}

static struct verb const *find(char const *s, size_t n)
{
  size_t i = 0;
  for (; i < VERBS; i++)
    if (strlen(verbs[i].name) == n && !strncasecmp(verbs[i].name, s, n))
      return &verbs[i];
  return 0;
}

static char const *obey(struct server *s, char const *line, size_t n)
{
  struct verb const *v;
  size_t len = 0;
  if (memchr(line, '\r', n) || memchr(line, 0, n)) return answer_bytes;
  while (n && blank(line[n - 1])) n--;
  while (len < n && !blank(line[len])) len++;
  v = find(line, len);
  if (!v) return answer_unknown;
  while (len < n && blank(line[len])) len++;
  if (len < n && v->words == WORDS_NONE) return answer_no_argument;
  if (len == n && v->words == WORDS_SOME) return answer_argument;
  return v->take ? v->take(s, line + len, n - len)
    : v->act ? v->act(s) : v->answer;
}

void verb_run(struct server *s, char const *line, size_t n)
{
  char const *answer = obey(s, line, n);
  if (answer) peer_say(&s->client, answer);
}
