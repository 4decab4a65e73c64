/* EHLO. */

#include <string.h>

#include <skalibs/bytestr.h>

#include "argument.h"
#include "ehlo.h"
#include "tell.h"
#include "../config/option.h"

#define PASS "PIPELINING 8BITMIME SIZE SMTPUTF8 DSN ENHANCEDSTATUSCODES AUTH " \
  "HELP VRFY EXPN ETRN DELIVERBY MT-PRIORITY LIMITS"
#define MAIL_PARAMETERS "SIZE BODY SMTPUTF8 RET ENVID AUTH BY MT-PRIORITY"
#define RCPT_PARAMETERS "NOTIFY ORCPT"

/* Does this line (behind its code) pass? */
static int passes(char const *s, size_t n, struct offer *offer, int tls,
  int auth)
{
  size_t len = byte_in(s, n, " =\r\n", 4);
  if (tls && option_word("STARTTLS", s, len) == 0)
  {
    offer->starttls = 1;
    return 1;
  }
  if (option_word(EHLO_TELL, s, len) == 0) offer->tell = 1;
  if (option_word(PASS, s, len) == -1) return 0;
  if (option_word("AUTH", s, len) == 0 && !auth) return 0;
  if (option_word("PIPELINING", s, len) == 0) offer->pipelining = 1;
  if (option_word("AUTH", s, len) == 0) offer->auth = 1;
  if (option_word("ETRN", s, len) == 0) offer->etrn = 1;
  if (option_word("EXPN", s, len) == 0) offer->expn = 1;
  return 1;
}

void ehlo_filter(struct answer *a, struct offer *offer, int tls, int auth)
{
  size_t from = 0, to = 0, last = 0;
  memset(offer, 0, sizeof *offer);
  while (from < a->len)
  {
    char *line = a->text + from;
    size_t n = byte_chr(line, a->len - from, '\n') + 1;
    if (n > a->len - from) n = a->len - from;
    if (!from || (n > 4 && passes(line + 4, n - 4, offer, tls, auth)))
    {
      last = to;
      memmove(a->text + to, line, n);
      to += n;
    }
    from += n;
  }
  a->len = to;
  if (a->len > last + 3 && a->text[last + 3] == '-') a->text[last + 3] = ' ';
}

/* What was the last line says now that another follows; where it is a code
   alone, it is one byte longer for that. */
void ehlo_add(struct answer *a, char const *keyword)
{
  struct text t = { a->text, a->len, sizeof a->text, 0 };
  size_t code = a->len - 1, alone;
  while (code && a->text[code - 1] != '\n') code--;
  code += 3;
  alone = a->text[code] != ' ';
  if (alone + strlen(keyword) + 6 > sizeof a->text - a->len) return;
  t.len += alone;
  memmove(a->text + code + alone, a->text + code, a->len - code);
  a->text[code] = '-';
  text_adds(&t, "250 ");
  text_adds(&t, keyword);
  text_adds(&t, "\r\n");
  a->len = t.len;
}

int ehlo_parameters(enum verb verb, char const *s, size_t n)
{
  char const *words = verb == VERB_RCPT ? RCPT_PARAMETERS : MAIL_PARAMETERS;
  while (n)
  {
    size_t len = byte_in(s, n, " \t", 2);
    size_t name = argument_keyword(s, len);
    if (name && option_word(words, s, name) == -1) return 0;
    if (len == 15 && case_startb(s, len, "BODY=BINARYMIME")) return 0;
    len += len < n;
    s += len;
    n -= len;
  }
  return 1;
}
