/* MAIL and RCPT. */

#include <string.h>
#include <strings.h>

#include <skalibs/strerr.h>

#include "answer.h"
#include "envelope.h"
#include "../base/scan.h"

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

/* One parameter of MAIL, `keyword=value`. 0, or the answer that refuses. */
static char const *mail_parameter(struct server const *s, char const *word,
  size_t n)
{
  uint64_t size;
  if (skip_word(&word, &n, "SIZE="))
  {
    if (!n || scan_decimal(word, n, &size, UINT64_MAX) != n)
      return answer_parameter_value;
    return s->max && size > s->max ? answer_large : 0;
  }
  if (s->check && skip_word(&word, &n, "AUTH="))
    return n ? 0 : answer_parameter_value;
  if (!skip_word(&word, &n, "BODY=")) return answer_parameter;
  if ((n == 4 && !strncasecmp(word, "7BIT", n))
    || (n == 8 && !strncasecmp(word, "8BITMIME", n))) return 0;
  return answer_parameter_value;
}

static char const *mail_parameters(struct server const *s, char const *arg,
  size_t n)
{
  char const *wrong = 0;
  while (!wrong && n)
  {
    size_t len = 0;
    if (!blank(*arg)) return answer_sender_syntax;
    skip_blanks(&arg, &n);
    while (len < n && !blank(arg[len])) len++;
    if (len) wrong = mail_parameter(s, arg, len);
    arg += len;
    n -= len;
  }
  return wrong;
}

/* The address behind FROM: or TO:. Moves arg behind it. */
static char const *address(struct path *p, char const *word,
  char const *wrong, char const **arg, size_t *n)
{
  size_t i = 0, len;
  for (; i < *n; i++) if ((unsigned char)(*arg)[i] > 127)
    return answer_not_ascii;
  if (!skip_word(arg, n, word)) return wrong;
  skip_blanks(arg, n);
  len = path_scan(p, *arg, *n);
  *arg += len;
  *n -= len;
  return len ? 0 : wrong;
}

char const *server_mail(struct server *s, char const *arg, size_t n)
{
  char const *wrong;
  if (!s->greeted) return answer_no_hello;
  if (s->begun) return answer_second_sender;
  wrong = address(&s->sender, "FROM:", answer_sender_syntax, &arg, &n);
  if (!wrong) wrong = mail_parameters(s, arg, n);
  if (wrong) return wrong;
  s->begun = 1;
  return answer_sender_ok;
}

/* Read the table once; without it no recipient can be refused for good. */
static int table(struct server *s)
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
  char const *wrong, *maildir;
  if (!s->begun) return answer_no_sender;
  if (s->recipients == SERVER_RECIPIENTS) return answer_many_recipients;
  wrong = address(&r->path, "TO:", answer_recipient_syntax, &arg, &n);
  if (wrong) return wrong;
  if (!r->path.len) return answer_recipient_syntax;
  skip_blanks(&arg, &n);
  if (n) return answer_parameter;
  if (!table(s)) return answer_no_table;
  maildir = maildirs_find(&s->table, r->path.plain, r->path.local,
    r->path.len);
  if (!maildir) return answer_no_mailbox;
  if (!delivery_open(&r->delivery, s->home, maildir))
    return answer_no_maildir;
  s->recipients++;
  return answer_recipient_ok;
}
