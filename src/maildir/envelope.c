/* MAIL and RCPT. */

#include <string.h>
#include <strings.h>

#include <skalibs/strerr.h>

#include "answer.h"
#include "envelope.h"
#include "../base/scan.h"
#include "../smtp/argument.h"

static int blank(char c)
{
  return c == ' ' || c == '\t';
}

static void skip_blanks(char const **s, size_t *n)
{
  for (; *n && blank(**s); --*n) ++*s;
}

/* Pass over a word in any letter case at the beginning of *s. */
static int skip_word(char const **s, size_t *n, char const *word)
{
  size_t len = strlen(word);
  if (*n < len || strncasecmp(*s, word, len)) return 0;
  *s += len;
  *n -= len;
  return 1;
}

/* One parameter of MAIL, `keyword=value`. 0, or the answer that refuses. Those
   of DSN, which is not offered, ask for nothing that mail must wait for. */
static char const *mail_parameter(struct server *s, char const *word, size_t n)
{
  uint64_t size;
  if (skip_word(&word, &n, "SIZE="))
  {
    if (!n || scan_decimal(word, n, &size, UINT64_MAX) != n)
      return answer_parameter_value;
    return s->max && size > s->max ? answer_large : 0;
  }
  if (skip_word(&word, &n, "SMTPUTF8"))
  {
    s->utf8 = 1;
    return n ? answer_parameter_value : 0;
  }
  if (skip_word(&word, &n, "RET=") || skip_word(&word, &n, "ENVID=")
    || (s->check && skip_word(&word, &n, "AUTH=")))
    return n ? 0 : answer_parameter_value;
  if (!skip_word(&word, &n, "BODY=")) return answer_parameter;
  if ((n == 4 && !strncasecmp(word, "7BIT", n))
    || (n == 8 && !strncasecmp(word, "8BITMIME", n))) return 0;
  return answer_parameter_value;
}

/* The same of RCPT. */
static char const *rcpt_parameter(struct server *s, char const *word, size_t n)
{
  (void)s;
  if (skip_word(&word, &n, "NOTIFY=") || skip_word(&word, &n, "ORCPT="))
    return n ? 0 : answer_parameter_value;
  return answer_parameter;
}

typedef char const *parameter(struct server *s, char const *word, size_t n);

/* All words behind the path that have the form of a parameter. */
static char const *parameters(struct server *s, parameter *one,
  char const *rest, size_t n)
{
  char const *wrong = 0;
  for (skip_blanks(&rest, &n); !wrong && n; skip_blanks(&rest, &n))
  {
    size_t len = 0;
    while (len < n && !blank(rest[len])) len++;
    if (argument_keyword(rest, len)) wrong = one(s, rest, len);
    rest += len;
    n -= len;
  }
  return wrong;
}

/* Some put brackets around brackets. */
static void skip_excess(struct argument *a)
{
  while (a->rawlen && *a->raw == '<')
  {
    a->raw++;
    a->rawlen--;
    if (!a->restlen || *a->rest != '>') continue;
    a->rest++;
    a->restlen--;
  }
}

/* Read `FROM:<path> parameters` (or TO:). 0, or the answer that refuses. */
static char const *argument(struct argument *a, struct path *p,
  char const *word, char const *wrong, char const *s, size_t n)
{
  size_t len = strlen(word) - 1;
  if (n < len || strncasecmp(s, word, len) || !argument_read(a, s, n, word)
    || a->open) return wrong;
  skip_excess(a);
  return (a->restlen && a->bracket && !blank(*a->rest))
    || !path_scan(p, a->raw, a->rawlen) ? wrong : 0;
}

static int ascii(struct path const *p)
{
  size_t i = 0;
  while (i < p->len && (unsigned char)p->plain[i] < 128) i++;
  return i == p->len;
}

char const *server_mail(struct server *s, char const *arg, size_t n)
{
  struct argument a;
  char const *wrong;
  if (!s->greeted) return answer_no_hello;
  if (s->begun) return answer_second_sender;
  s->utf8 = 0;
  wrong = argument(&a, &s->sender, "FROM:", answer_sender_syntax, arg, n);
  if (!wrong) wrong = parameters(s, mail_parameter, a.rest, a.restlen);
  if (!wrong && !s->utf8 && !ascii(&s->sender)) wrong = answer_not_ascii;
  if (wrong) return wrong;
  s->begun = 1;
  return answer_sender_ok;
}

/* Without it no recipient can be refused for good. */
int server_table(struct server *s)
{
  char text[256];
  struct text why = TEXT(text);
  int r;
  if (s->table_read) return 1;
  why.max--;
  r = maildirs_read(&s->table, s->home, &why);
  if (!r) text_adds(&why, "there is no control/maildirs");
  why.s[why.len] = 0;
  if (r < 1) strerr_warnw(why.s);
  s->table_read = r == 1;
  return r == 1;
}

char const *server_rcpt(struct server *s, char const *arg, size_t n)
{
  struct recipient *r = &s->recipient[s->recipients];
  struct argument a;
  char const *wrong, *maildir;
  if (!s->begun) return answer_no_sender;
  if (s->recipients == SERVER_RECIPIENTS) return answer_many_recipients;
  wrong = argument(&a, &r->path, "TO:", answer_recipient_syntax, arg, n);
  if (!wrong && !r->path.len) wrong = answer_recipient_syntax;
  if (!wrong) wrong = parameters(s, rcpt_parameter, a.rest, a.restlen);
  if (!wrong && !s->utf8 && !ascii(&r->path)) wrong = answer_not_ascii;
  if (wrong) return wrong;
  if (!server_table(s)) return answer_no_table;
  maildir = maildirs_find(&s->table, r->path.plain, r->path.local,
    r->path.len);
  if (!maildir) return answer_no_mailbox;
  if (!delivery_open(&r->delivery, s->home, maildir))
    return answer_no_maildir;
  s->recipients++;
  return answer_recipient_ok;
}
