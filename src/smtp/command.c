/* One command line of the client. */

#include <string.h>

#include <skalibs/bytestr.h>

#include "command.h"

enum { GROUPS = 1, FLUSHES = 2, CARRIES = 4 };

static struct
{
  char const *name;
  unsigned int flags;
} const verbs[] =
{
  [VERB_HELO] = { "HELO", FLUSHES },
  [VERB_EHLO] = { "EHLO", FLUSHES },
  [VERB_MAIL] = { "MAIL", GROUPS },
  [VERB_RCPT] = { "RCPT", GROUPS },
  [VERB_DATA] = { "DATA", FLUSHES },
  [VERB_RSET] = { "RSET", GROUPS },
  [VERB_NOOP] = { "NOOP", FLUSHES },
  [VERB_VRFY] = { "VRFY", FLUSHES },
  [VERB_EXPN] = { "EXPN", FLUSHES },
  [VERB_HELP] = { "HELP", 0 },
  [VERB_QUIT] = { "QUIT", FLUSHES },
  [VERB_AUTH] = { "AUTH", FLUSHES },
  [VERB_ETRN] = { "ETRN", 0 },
  [VERB_STARTTLS] = { "STARTTLS", FLUSHES },
  [VERB_SEND] = { "SEND", GROUPS },
  [VERB_SOML] = { "SOML", GROUPS },
  [VERB_SAML] = { "SAML", GROUPS },
  [VERB_BDAT] = { "BDAT", CARRIES },
  [VERB_BURL] = { "BURL", CARRIES },
  [VERB_XEXCH50] = { "XEXCH50", CARRIES },
  [VERB_UNKNOWN] = { "command", 0 }
};

static enum verb find(char const *s, size_t n)
{
  int v = 0;
  while (v < VERB_UNKNOWN && (strlen(verbs[v].name) != n
    || !case_startb(s, n, verbs[v].name))) v++;
  return (enum verb)v;
}

void command_parse(struct command *c, char const *line, size_t n)
{
  size_t verb;
  n--;
  if (n && line[n - 1] == '\r') n--;
  c->line = line;
  c->len = n;
  c->bad = memchr(line, '\r', n) || memchr(line, 0, n);
  verb = byte_in(line, n, " \t", 2);
  c->verb = find(line, verb);
  while (verb < n && (line[verb] == ' ' || line[verb] == '\t')) verb++;
  while (n > verb && (line[n - 1] == ' ' || line[n - 1] == '\t')) n--;
  c->argument = line + verb;
  c->argumentlen = n - verb;
}

char const *command_name(enum verb v)
{
  return verbs[v].name;
}

int command_groups(enum verb v)
{
  return !!(verbs[v].flags & GROUPS);
}

int command_flushes(enum verb v)
{
  return !!(verbs[v].flags & FLUSHES);
}

int command_carries(enum verb v)
{
  return !!(verbs[v].flags & CARRIES);
}

static int http(char const *s, size_t n)
{
  static char const *const words[] = { "GET ", "POST ", "HEAD ", "PUT ",
    "DELETE ", "OPTIONS ", "CONNECT ", "PRI ", 0 };
  unsigned int i = 0;
  while (words[i] && !case_startb(s, n, words[i])) i++;
  return !!words[i];
}

/* A field name (RFC 5322 2.2: printable, no blank) and a colon. */
static int header(char const *s, size_t n)
{
  size_t i = 0;
  while (i < n && s[i] > 32 && s[i] < 127 && s[i] != ':') i++;
  return i && i < n && s[i] == ':';
}

int command_foreign(struct command const *c)
{
  return c->verb == VERB_UNKNOWN
    && (http(c->line, c->len) || header(c->line, c->len));
}
