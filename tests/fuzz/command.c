/* A command line: what is found in it lies in it, and what is passed on means
   the same to whoever reads it again. */

#include <string.h>

#include <skalibs/bytestr.h>

#include "fuzz.h"
#include "../../src/smtp/argument.h"
#include "../../src/smtp/command.h"
#include "../../src/smtp/ehlo.h"

#define LINE 4096

static int within(char const *s, size_t n, struct command const *c)
{
  return s >= c->argument && s + n <= c->argument + c->argumentlen;
}

/* A path means the same when it stands alone. */
static void alone(struct argument const *a)
{
  static struct argument again;
  char s[LINE];
  struct text t = TEXT(s);
  text_adds(&t, "FROM:<");
  text_add(&t, a->raw, a->rawlen);
  text_addc(&t, '>');
  MUST(argument_read(&again, s, t.len, "FROM:") && again.strict);
  MUST(same(again.path, again.len, a->path, a->len) && !again.restlen);
  MUST(same(again.raw, again.rawlen, a->raw, a->rawlen));
}

static void argument(struct command const *c, char const *word)
{
  static struct argument a;
  size_t i = 0;
  int good = argument_read(&a, c->argument, c->argumentlen, word);
  MUST(within(a.raw, a.rawlen, c) && within(a.rest, a.restlen, c));
  MUST(a.len <= a.rawlen && (good || (!a.len && !a.rawlen && !a.restlen)));
  MUST(!a.strict || case_startb(c->argument, c->argumentlen, word));
  for (; i < a.len; i++) MUST((unsigned char)a.path[i] >= 32 || a.path[i] == 9);
  if (good && a.bracket && !a.open) alone(&a);
  ehlo_parameters(c->verb, a.rest, a.restlen);
}

/* As it goes to the server behind, with CR LF. */
static void forwarded(struct command const *c)
{
  struct command again;
  char s[LINE + 2];
  memcpy(s, c->line, c->len);
  memcpy(s + c->len, "\r\n", 2);
  command_parse(&again, s, c->len + 2);
  MUST(again.verb == c->verb && again.len == c->len && !again.bad);
  MUST(same(again.argument, again.argumentlen, c->argument, c->argumentlen));
}

void fuzz(char const *s, size_t n)
{
  char line[LINE];
  struct command c;
  size_t i = 0;
  if (n >= LINE) return;
  for (; i < n; i++) line[i] = s[i] == '\n' ? '\r' : s[i];
  line[n] = '\n';
  command_parse(&c, line, n + 1);
  MUST(c.line == line && c.len <= n && c.verb <= VERB_UNKNOWN);
  MUST(c.argument >= line && c.argument + c.argumentlen <= line + n);
  MUST(c.bad == (memchr(line, '\r', c.len) || memchr(line, 0, c.len)));
  MUST(!command_carries(c.verb) || !command_groups(c.verb));
  MUST(!command_foreign(&c) || c.verb == VERB_UNKNOWN);
  argument(&c, "FROM:");
  argument(&c, "TO:");
  if (!c.bad) forwarded(&c);
}
