/* The dialogue, as it ought to go: a second time, small, and with nothing of
   the program's in it. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "heard.h"
#include "line.h"
#include "model.h"

#define TROUBLE "421 4.3.0 Something is wrong here, try again later.|"
#define SPENT "421 4.3.0 Closing after an unfinished message, connect again.|"
#define NOT_QUEUED "451 4.3.0 The message was not queued, try again later.|"
#define SEQUENCE "503 5.5.1 Bad sequence of commands.|"
#define BYE "221 2.0.0 Bye.|"
#define UNKNOWN "500 5.5.1 Unknown command.|"

static struct session const *session;
static char const *flagged;
static char const *at;        /* in the log */
static char wrong[5000];

static enum { NONE, OPEN, REFUSED } transaction;
static unsigned long recipients;
static int over, spent, pending, loosely, spoke, etrn, null_sender;
static struct line line;      /* what the journal ought to have */

static int fail(struct step const *s, char const *what, char const *wanted)
{
  if (*wrong) return 0;
  snprintf(wrong, sizeof wrong, "step %d: %s: sent <%.200s>, heard <%.900s>, "
    "wanted <%.900s>", s ? (int)(s - session->step) : -1, what,
    s ? s->sent : "", s ? s->reply : "", wanted);
  over = 1;
  return 0;
}

static void ends(char const *word)
{
  over = 1;
  line.end = word;
}

static int says(struct step const *s, char const *reply)
{
  return s->heard && !strcmp(s->reply, reply);
}

/* A reply of qkarma-smtpd itself. While the server behind is about to be found
   gone, that may come before it. */
static int own(struct step const *s, char const *reply)
{
  if (!pending || !says(s, TROUBLE))
    return says(s, reply) || fail(s, "its own reply", reply);
  ends("error");
  return 0;
}

static char const *entry(char kind)
{
  return heard_entry(&at, kind);
}

/* The server's reply, or 0; pending if one more came behind it, or its end. */
static char const *replied(void)
{
  int extra = *at == 'X';
  char const *r = entry(extra ? 'X' : 'R');
  if (extra || *at == 'D') pending = 1;
  return r;
}

/* It went to the server behind, as it is, and what that said came back: 1. 0
   the session is over. */
static int forwarded(struct step const *s, char const *sent, size_t n,
  char *reply)
{
  char want[REPLY];
  char const *c = entry('C'), *r;
  if (!c || strlen(c) != n || memcmp(c, sent, n))
    return fail(s, "the server behind heard", c ? c : "nothing");
  r = replied();
  if (!r)
  {
    if (entry('G') || !*at) pending = 1;
    return own(s, TROUBLE);
  }
  snprintf(reply, REPLY, "%s", r);
  snprintf(want, sizeof want, "%s", r);
  if (!strncasecmp(sent, "EHLO", n < 4 ? n : 4) && heard_code(r) == 250)
    etrn = heard_filter(want, reply);
  if (!says(s, want)) return fail(s, "a reply that was passed on", want);
  if (heard_code(r) == 421) ends("rejected");
  return 1;
}

static void reset(void)
{
  transaction = NONE;
  recipients = 0;
  null_sender = 0;
}

static int is(char const *sent, char const *verb)
{
  size_t n = strlen(verb);
  return !strncasecmp(sent, verb, n) && strchr(" \t\r\n", sent[n]);
}

/* Is a flagged client refused at this phase? */
static int refuses(struct step const *s, char const *phase, char const *reply)
{
  char want[100];
  if (!flagged || strcmp(flagged, phase)) return 0;
  snprintf(want, sizeof want, "%s listed|", reply);
  own(s, want);
  return 1;
}

/* What the client's tables have of MAIL and RCPT. */
static int argument(struct step const *s, char const *word)
{
  char const *a = s->sent + 4;
  while (*a == ' ') a++;
  if (*a != '\r' && *a != '\n' && strncasecmp(a, word, strlen(word)))
    line.bad_envelope = 1;
  if (!flagged && (strchr(a, '(') || strstr(a, "junk")))
    return own(s, "501 5.5.4 This address cannot be read.|"), 0;
  if (strstr(a, "BINARYMIME") || strstr(a, "XFOO") || (*word == 'T'
    && strstr(a, "SIZE")))
    return own(s, "555 5.5.4 A parameter of something that was not offered.|"),
      0;
  return 1;
}

static void mail(struct step const *s, size_t n)
{
  char reply[REPLY];
  if (!argument(s, "FROM:<"))
  {
    if (transaction == NONE) transaction = REFUSED;
    return;
  }
  if (refuses(s, "mail", "550 5.7.1")) transaction = REFUSED;
  else if (flagged)
  {
    own(s, "250 2.1.0 Sender ok.|");
    reset();
    transaction = OPEN;
  }
  else if (forwarded(s, s->sent, n, reply)) switch (heard_fate(reply))
  {
    case HEARD_ACCEPTED:
      reset();
      transaction = OPEN;
      null_sender = strstr(s->sent, "<>") || !strchr(s->sent, '<');
      break;
    case HEARD_LATER:
      line.deferred++;
      transaction = REFUSED;
      break;
    case HEARD_FOR_GOOD:
      line.refused++;
      line.bad_sender = 1;
      transaction = REFUSED;
      break;
    case HEARD_NOBODY: if (transaction == NONE) transaction = REFUSED;
  }
}

static void rcpt(struct step const *s, size_t n)
{
  char reply[REPLY];
  if (transaction == REFUSED) own(s, SEQUENCE);
  else if (!argument(s, "TO:<") || refuses(s, "rcpt", "550 5.7.1")) return;
  else if (flagged && transaction == OPEN)
  {
    own(s, "250 2.1.5 Recipient ok.|");
    recipients++;
  }
  else if (flagged) own(s, SEQUENCE);
  else if (forwarded(s, s->sent, n, reply) && transaction == OPEN)
    switch (heard_fate(reply))
    {
      case HEARD_ACCEPTED: recipients++; break;
      case HEARD_LATER: line.deferred++; break;
      case HEARD_FOR_GOOD: line.refused++; break;
      case HEARD_NOBODY: break;
    }
}

static void data(struct step const *s, size_t n)
{
  char reply[REPLY];
  if (transaction == REFUSED) own(s, SEQUENCE);
  else if (refuses(s, "data", "554 5.7.1")) reset();
  else if (flagged && recipients) own(s, "354 End the message with a dot.|");
  else if (flagged) own(s, SEQUENCE);
  else forwarded(s, s->sent, n, reply);
}

static void unknown_command(struct step const *s)
{
  int foreign = !strncmp(s->sent, "GET ", 4)
    || !strncmp(s->sent, "Subject:", 8);
  if (foreign && !spoke)
  {
    if (own(s, "521 5.5.1 I speak SMTP only.|")) ends("rejected");
  }
  else if (++line.unknown > 8 && !line.authenticated)
  {
    if (own(s, "521 5.5.1 Too many unknown commands.|")) ends("rejected");
  }
  else own(s, UNKNOWN);
}

static void helo(struct step const *s, size_t n)
{
  char reply[REPLY];
  int ehlo = is(s->sent, "EHLO");
  if (refuses(s, "helo", "550 5.7.1")) return;
  if (flagged)
  {
    own(s, ehlo ? "250-localhost|250-PIPELINING|250-8BITMIME|250-SMTPUTF8|"
      "250-SIZE|250 ENHANCEDSTATUSCODES|" : "250 localhost|");
    reset();
    return;
  }
  if (!forwarded(s, s->sent, n, reply) || heard_code(reply) >= 300) return;
  reset();
  if (!ehlo || heard_code(reply) != 250) etrn = 0;
}

static void auth(struct step const *s, size_t n)
{
  char reply[REPLY];
  if (s->kind == KIND_COMMAND && transaction == OPEN) own(s, SEQUENCE);
  else if (flagged) own(s, "502 5.5.1 Not implemented.|");
  else if (forwarded(s, s->sent, n, reply))
  {
    if (heard_code(reply) == 235) line.authenticated = 1;
    if (heard_code(reply) == 535) line.auth_failure = 1;
  }
}

static void other(struct step const *s, size_t n, char const *decoy)
{
  char reply[REPLY];
  if (flagged) own(s, decoy);
  else forwarded(s, s->sent, n, reply);
}

static void quit(struct step const *s, size_t n)
{
  char reply[REPLY];
  if (spent || flagged || (loosely && says(s, BYE)))
  {
    if (own(s, BYE)) ends("quit");
  }
  else if (forwarded(s, s->sent, n, reply) && !over) ends("quit");
}

static void command(struct step const *s)
{
  size_t n = s->n - 1;
  if (n && s->sent[n - 1] == '\r') n--;
  if (n > 2000)
  {
    own(s, "500 5.5.2 Line too long.|");
    return;
  }
  if (spent && !is(s->sent, "QUIT"))
  {
    if (own(s, SPENT)) ends("rejected");
  }
  else if (memchr(s->sent, '\r', n) || memchr(s->sent, 0, n))
    own(s, "500 5.5.2 A command has no CR or NUL inside.|");
  else if (is(s->sent, "HELO") || is(s->sent, "EHLO")) helo(s, n);
  else if (is(s->sent, "MAIL")) mail(s, n);
  else if (is(s->sent, "RCPT")) rcpt(s, n);
  else if (is(s->sent, "DATA")) data(s, n);
  else if (is(s->sent, "QUIT")) quit(s, n);
  else if (is(s->sent, "AUTH")) auth(s, n);
  else if (is(s->sent, "NOOP")) other(s, n, "250 2.0.0 Ok.|");
  else if (is(s->sent, "HELP")) other(s, n, "214 2.0.0 See RFC 5321.|");
  else if (is(s->sent, "EXPN")) other(s, n, "502 5.5.1 Not implemented.|");
  else if (is(s->sent, "VRFY"))
    other(s, n, "252 2.1.5 Send some mail, I will try my best.|");
  else if (is(s->sent, "RSET"))
  {
    other(s, n, "250 2.0.0 Ok.|");
    reset();
  }
  else if (is(s->sent, "ETRN") && etrn) other(s, n, "");
  else if (is(s->sent, "ETRN")) own(s, UNKNOWN);
  else if (is(s->sent, "BDAT"))
  {
    if (own(s, "503 5.5.1 This was not offered, closing.|")) ends("rejected");
  }
  else unknown_command(s);
  spoke = 1;
}

/* The dot was answered so. */
static void answered(struct step const *s, char const *r)
{
  if (!says(s, r)) fail(s, "the reply to the dot", r);
  switch (heard_fate(r))
  {
    case HEARD_ACCEPTED:
      line.accepted += recipients;
      line.message_accepted = 1;
      break;
    case HEARD_LATER: line.deferred += recipients; break;
    case HEARD_FOR_GOOD:
      line.refused += recipients;
      if (!null_sender) line.message_refused = 1;
      break;
    case HEARD_NOBODY: break;
  }
}

static void exhausted(struct step const *s)
{
  own(s, NOT_QUEUED);
  spent = 1;
}

/* As it stands in the log of one whose bytes came as they are. */
static int arrived(struct step const *s, char const *m)
{
  char want[100];
  unsigned long sum = 0;
  size_t i = 0;
  for (; i < s->n; i++) sum = sum * 31 + (unsigned char)s->sent[i];
  snprintf(want, sizeof want, "%lu %lu", (unsigned long)s->n, sum);
  return !strcmp(m, want);
}

static void body(struct step const *s)
{
  char const *m, *r;
  if (flagged)
  {
    own(s, "550 5.7.1 listed|");
    reset();
    return;
  }
  if (pending && *at != 'M' && *at != 'P')
  {
    exhausted(s);
    return;
  }
  m = entry('M');
  if (m && s->clean && !arrived(s, m)) fail(s, "another message arrived", m);
  if (!m && (r = entry('P')))
  {
    answered(s, r);
    /* It came before the dot, or behind it: then it is an answer, and the
       end comes later. */
    pending = loosely = 1;
  }
  else if (!m || entry('G') || *at == 'D' || *at == 'E') exhausted(s);
  else
  {
    r = replied();
    if (!r) fail(s, "no reply to the dot in the log", at);
    else answered(s, r);
    if (r && heard_code(r) == 421) ends("rejected");
  }
  reset();
}

static void greeting(struct step const *s)
{
  char const *r;
  if (flagged)
  {
    own(s, "220 localhost ESMTP|");
    return;
  }
  r = replied();
  if (!r || (heard_code(r) != 220 && heard_code(r) < 400))
  {
    if (r || entry('G') || *at == 'D') own(s, TROUBLE);
    else fail(s, "the log", at);
    if (!over) ends("error");
    while (*at) at++;
    return;
  }
  if (!says(s, r)) fail(s, "the greeting", r);
  if (heard_code(r) < 400) return;
  ends("rejected");
  pending = 0;
}

/* What the server behind heard more than it ought to. */
static void rest(void)
{
  char const *log = session->log;
  if (*wrong) return;
  if (strstr(log, "\nL\n")) fail(0, "a line without CR LF", log);
  if (flagged && *log) fail(0, "the backend was started", log);
  if (session->torn) entry('T');
  if (session->torn && *at == 'P') at += strcspn(at, "\n");
  if (strchr("CM", *at) && *at) fail(0, "the server behind heard more", at);
}

static void judge(struct step const *s)
{
  if (s->kind == KIND_GREETING) greeting(s);
  else if (s->kind == KIND_BODY) body(s);
  else if (pending && (says(s, TROUBLE) || (loosely && says(s, SPENT))))
  {
    /* Whether the command was looked at before, nobody knows. */
    line.unsure = 1;
    ends(says(s, SPENT) ? "rejected" : "error");
  }
  else if (s->kind == KIND_AUTH) auth(s, s->n - 2);
  else command(s);
}

char const *model_judge(struct session const *s, char const *phase)
{
  unsigned int i = 0;
  session = s;
  flagged = phase;
  at = s->log;
  *wrong = 0;
  transaction = NONE;
  recipients = 0;
  over = spent = pending = loosely = spoke = etrn = null_sender = 0;
  memset(&line, 0, sizeof line);
  for (; i < s->steps && !over && !*wrong; i++)
  {
    if (s->torn && i + 1 == s->steps) break;
    judge(&s->step[i]);
  }
  if (over)
  {
    for (; i < s->steps; i++)
      if (s->step[i].heard) fail(&s->step[i], "a reply behind the end", "");
  }
  else if (!s->closed) fail(0, "it is not over, but closed", "");
  else if (!pending) line.end = "lost";
  if (!*wrong && !line_is(&line, s->line)) fail(0, "the line", s->line);
  rest();
  return *wrong ? wrong : 0;
}
