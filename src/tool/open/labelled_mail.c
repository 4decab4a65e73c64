/* Mail of which somebody knows what it was. */

#include <stdlib.h>
#include <string.h>

#include <skalibs/djbunix.h>
#include <skalibs/stralloc.h>
#include <skalibs/strerr.h>

#include "labelled_mail.h"
#include "../args/time.h"
#include "../../base/scan.h"
#include "../../base/text.h"

/* A connection, and its place in the file. */
struct placed
{
  struct labelled_mail mail;
  size_t line;
};

static void die(char const *file, size_t line, char const *why)
{
  char number[24];
  struct text t = { number, 0, sizeof number - 1, 0 };
  text_addu(&t, line);
  number[t.len] = 0;
  strerr_dief(100, file, ": line ", number, ": ", why);
}

static int is(char const *w, size_t len, char const *literal)
{
  return len == strlen(literal) && !memcmp(w, literal, len);
}

/* 0, or what is wrong with s[0..n), behind its first word (the time). */
static char const *rest(struct labelled_mail *m, char const *s, size_t n,
  size_t at)
{
  uint64_t recipients = 1;
  size_t len;
  char const *w;
  if (!scan_next(s, n, &at, &w, &len) || !address_scan(&m->address, w, len))
    return "the second word is not an address";
  if (!scan_next(s, n, &at, &w, &len)
    || (!is(w, len, "spam") && !is(w, len, "ham")))
    return "the third word is not spam or ham";
  m->spam = *w == 's';
  if (scan_next(s, n, &at, &w, &len)
    && (scan_decimal(w, len, &recipients, UINT32_MAX) != len || !recipients))
    return "the fourth word is not a number of recipients";
  m->recipients = (uint32_t)recipients;
  return scan_next(s, n, &at, &w, &len) ? "there are more than four words"
    : 0;
}

/* Read a line, if it says something. */
static void line(genalloc *all, char const *file, size_t number, char const *s,
  size_t n)
{
  struct placed p = { .line = number };
  size_t at = 0, len;
  char const *w, *why;
  if (n && s[n - 1] == '\r') n--;
  if (!scan_next(s, n, &at, &w, &len) || *w == '#') return;
  if (!time_scan(&p.mail.t, w, len))
    die(file, number, "the first word is not a time");
  why = rest(&p.mail, s, n, at);
  if (why) die(file, number, why);
  if (!genalloc_append(struct placed, all, &p))
    strerr_diefusys(111, "remember ", file);
}

static void lines(genalloc *all, char const *file, stralloc const *content)
{
  size_t at = 0, number = 0;
  while (at < content->len)
  {
    char const *s = content->s + at;
    char const *lf = memchr(s, '\n', content->len - at);
    size_t n = lf ? (size_t)(lf - s) : content->len - at;
    line(all, file, ++number, s, n);
    at += n + 1;
  }
}

static int later(void const *a, void const *b)
{
  struct placed const *x = a, *y = b;
  if (x->mail.t != y->mail.t) return x->mail.t < y->mail.t ? -1 : 1;
  return x->line < y->line ? -1 : x->line > y->line;
}

void labelled_mail_read(genalloc *mail, char const *file)
{
  stralloc content = STRALLOC_ZERO;
  genalloc all = GENALLOC_ZERO;
  struct placed *p;
  size_t n, i = 0;
  if (!(strcmp(file, "-") ? openslurpclose(&content, file)
    : slurp(&content, 0))) strerr_diefusys(111, "read ", file);
  lines(&all, file, &content);
  stralloc_free(&content);
  p = genalloc_s(struct placed, &all);
  n = genalloc_len(struct placed, &all);
  if (n) qsort(p, n, sizeof *p, later);
  for (; i < n; i++)
    if (!genalloc_append(struct labelled_mail, mail, &p[i].mail))
      strerr_diefusys(111, "remember ", file);
  genalloc_free(struct placed, &all);
}
