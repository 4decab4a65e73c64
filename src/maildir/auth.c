/* AUTH. */

#include <string.h>
#include <strings.h>

#include "answer.h"
#include "auth.h"
#include "base64.h"
#include "password.h"
#include "peer.h"

/* An exchange. A step returns 1, or 0 when the exchange is over: with this
   answer, or with none, when the session is over, too. */
struct auth
{
  struct server *s;
  char const *answer;
  struct text secret;               /* what checkpassword reads */
  char array[PASSWORD_MAX + 1];     /* one more: then it is too long */
};

/* Take one response, and wipe it where it came. */
static int take(struct auth *a, char const *s, size_t n, struct text *t)
{
  int good = base64_decode(t, s, n);
  password_wipe((char *)s, n);
  if (!good) a->answer = t->cut ? answer_wrong : answer_base64;
  return good;
}

static int ask(struct auth *a, char const *prompt, struct text *t)
{
  struct server *s = a->s;
  char const *line;
  size_t n;
  enum peer_got got;
  peer_say(&s->client, prompt);
  got = peer_line(&s->client, &line, &n);
  if (got == PEER_LONG) a->answer = answer_auth_long;
  else if (got != PEER_INPUT) server_leave(s, got);
  else if (n == 1 && *line == '*') a->answer = answer_cancelled;
  else return take(a, line, n, t);
  return 0;
}

/* The first response, which may stand in the command already: `=` is an empty
   one. */
static int first(struct auth *a, char const *prompt, char const *arg,
  size_t n, struct text *t)
{
  if (!n) return ask(a, prompt, t);
  return n == 1 && *arg == '=' ? 1 : take(a, arg, n, t);
}

/* Every name and password has bytes, and none of them is NUL. */
static int word(struct auth *a, size_t from)
{
  size_t n = a->secret.len - from;
  if (n && !memchr(a->secret.s + from, 0, n))
  {
    text_addc(&a->secret, 0);
    return 1;
  }
  a->answer = answer_response;
  return 0;
}

static int login(struct auth *a, char const *arg, size_t n)
{
  size_t user;
  if (!first(a, "334 VXNlcm5hbWU6", arg, n, &a->secret) || !word(a, 0))
    return 0;
  user = a->secret.len;
  return ask(a, "334 UGFzc3dvcmQ6", &a->secret) && word(a, user);
}

/* Whom to act for (nobody else than himself), who it is, his password: RFC
   4616. */
static int plain(struct auth *a, char const *arg, size_t n)
{
  struct text *t = &a->secret;
  char *who, *end;
  size_t len;
  if (!first(a, "334 ", arg, n, t)) return 0;
  who = memchr(t->s, 0, t->len);
  end = who ? memchr(who + 1, 0, t->len - (size_t)(who + 1 - t->s)) : 0;
  len = end ? (size_t)(end - who - 1) : 0;
  a->answer = answer_response;
  if (!len) return 0;
  if (who != t->s && ((size_t)(who - t->s) != len
    || memcmp(t->s, who + 1, len)))
  {
    a->answer = answer_wrong;
    return 0;
  }
  t->len -= (size_t)(who + 1 - t->s);
  memmove(t->s, who + 1, t->len);
  return word(a, len + 1);
}

/* The third field is empty: there was no challenge. */
static void check(struct auth *a)
{
  text_addc(&a->secret, 0);
  if (a->secret.cut || a->secret.len > PASSWORD_MAX)
  {
    a->answer = answer_wrong;
    return;
  }
  switch (password_check(a->s->check, a->secret.s, a->secret.len))
  {
    case PASSWORD_GOOD:
      a->s->authenticated = 1;
      a->answer = answer_authenticated;
      break;
    case PASSWORD_WRONG: a->answer = answer_wrong; break;
    default: a->answer = answer_auth_trouble;
  }
}

static int is(char const *s, size_t n, char const *name)
{
  return strlen(name) == n && !strncasecmp(s, name, n);
}

char const *server_auth(struct server *s, char const *arg, size_t n)
{
  struct auth a = { s, 0, { 0, 0, 0, 0 }, { 0 } };
  size_t len = 0, rest;
  int good;
  if (!s->check) return answer_no_auth;
  if (!s->esmtp) return answer_no_hello;
  if (s->authenticated || s->begun) return answer_auth_sequence;
  while (len < n && arg[len] != ' ') len++;
  for (rest = len; rest < n && arg[rest] == ' '; rest++) continue;
  a.secret.s = a.array;
  a.secret.max = sizeof a.array;
  if (is(arg, len, "PLAIN")) good = plain(&a, arg + rest, n - rest);
  else if (is(arg, len, "LOGIN")) good = login(&a, arg + rest, n - rest);
  else return answer_mechanism;
  if (good) check(&a);
  password_wipe(a.array, sizeof a.array);
  return a.answer;
}
