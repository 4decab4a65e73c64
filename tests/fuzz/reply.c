/* Replies of a server behind, line by line as they are taken, and its answer
   to EHLO: what is left of it is a reply still, no longer than it was, with
   nothing in it but what may pass; and is left alone when it is filtered
   again. */

#include <string.h>

#include "fuzz.h"
#include "../../src/config/option.h"
#include "../../src/smtp/ehlo.h"

static char const passing[] = "8BITMIME AUTH DELIVERBY DSN ENHANCEDSTATUSCODES "
  "ETRN EXPN HELP LIMITS MT-PRIORITY PIPELINING SIZE SMTPUTF8 STARTTLS VRFY";

static struct answer answer, again;

/* Take a whole reply. Returns its length, or 0. */
static size_t take(struct answer *a, char const *s, size_t n)
{
  int more = 1;
  a->code = 0;
  a->len = 0;
  while (more)
  {
    char const *lf = memchr(s + a->len, '\n', n - a->len);
    size_t len = lf ? (size_t)(lf + 1 - s) - a->len : 0;
    int code = len ? reply_code(s + a->len, len, &more) : 0;
    if (!code || len > sizeof a->text - a->len) return 0;
    MUST(code >= 200 && code <= 599);
    if (a->code && code != a->code) return 0;
    memcpy(a->text + a->len, s + a->len, len);
    a->code = code;
    a->len += len;
  }
  return a->len;
}

static void offered(struct answer const *a, int tls, int auth)
{
  size_t i = 0, line = 0;
  for (; i < a->len; i++)
  {
    size_t n = 0;
    if (a->text[i] != '\n' || i + 5 > a->len) continue;
    line = i + 5;
    while (line + n < a->len && !strchr(" =\r\n", a->text[line + n])) n++;
    MUST(option_word(passing, a->text + line, n) != -1);
    MUST(tls || option_word("STARTTLS", a->text + line, n) == -1);
    MUST(auth || option_word("AUTH", a->text + line, n) == -1);
  }
}

void fuzz(char const *s, size_t n)
{
  struct offer offer, twice;
  size_t was;
  int tls, auth;
  if (n < 2 || n > 70000) return;
  tls = s[0] & 1;
  auth = s[0] >> 1 & 1;
  was = take(&answer, s + 1, n - 1);
  if (!was) return;
  reply_fate(&answer);
  ehlo_filter(&answer, &offer, tls, auth);
  MUST(answer.len <= was);
  MUST(take(&again, answer.text, answer.len) == answer.len);
  MUST(again.code == answer.code);
  offered(&answer, tls, auth);
  ehlo_filter(&again, &twice, tls, auth);
  MUST(same(again.text, again.len, answer.text, answer.len));
  MUST(twice.auth == offer.auth && twice.pipelining == offer.pipelining
    && twice.etrn == offer.etrn && twice.expn == offer.expn
    && twice.starttls == offer.starttls);
  ehlo_add(&answer, "STARTTLS");
  if (answer.code == 250)
    MUST(take(&again, answer.text, answer.len) == answer.len);
}
