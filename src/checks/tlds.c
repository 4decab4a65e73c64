/* control/tlds. */

#include <string.h>
#include <strings.h>

#include "awards.h"
#include "path_domain.h"
#include "tlds.h"
#include "../base/sum.h"
#include "../config/control.h"
#include "../session/result.h"

struct search
{
  char const *domain;
  size_t len;
  size_t longest;           /* of the suffixes that matched */
  int points;
};

/* Is the word (with or without a leading dot) a suffix of the domain, on a
   label's boundary? */
static int matches(struct search const *search, char const *word, size_t n)
{
  char const *at;
  if (n > search->len) return 0;
  at = search->domain + search->len - n;
  return !strncasecmp(at, word, n) && (n == search->len || at[-1] == '.');
}

static int line_of(void *data, struct control const *f, struct text *why)
{
  struct search *search = data;
  char const *word = f->word[0] + (*f->word[0] == '.');
  size_t n = strlen(word);
  int points;
  if (f->words != 2 || !n || !awards_points(f->word[1], &points))
  {
    text_adds(why, "a line is a domain suffix and a number from -1000 to "
      "1000");
    return 0;
  }
  if (n <= search->longest || !matches(search, word, n)) return 1;
  search->longest = n;
  search->points = points;
  return 1;
}

int tlds_lint(int at, char const *file, struct text *why)
{
  struct search search = { "", 0, 0, 0 };
  return control_all(file, at, line_of, &search, why) != -1;
}

/* Was this domain scored already in this connection? By its check digits: two
   domains that share them count as one, to the client's benefit or not, at
   1 : 65521. */
static int seen(struct session *s, struct search const *search)
{
  unsigned int i = 0;
  uint32_t h = 0;
  size_t j = 0;
  for (; j < search->len; j++)
  {
    char c = search->domain[j];
    c = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    h = sum_add(h, &c, 1);
  }
  while (i < s->domains && s->domain[i] != h) i++;
  if (i < s->domains || i == SESSION_DOMAINS) return 1;
  s->domain[s->domains++] = h;
  return 0;
}

void tlds_score(struct session *s)
{
  char array[SESSION_TEXT];
  struct text why = TEXT(array);
  struct search search = { 0, 0, 0, 0 };
  search.len = path_domain(s->path, s->pathlen, &search.domain);
  if (!search.len) return;
  if (control_each(TLDS, s->home, line_of, &search, &why) == -1)
  {
    result_set(s, "karma", RESULT_ERROR, &why);
    return;
  }
  if (!search.longest || seen(s, &search) || session_immune(s)) return;
  tally_grant(&s->tally, EVENT_SENDER_TLD, search.points);
  text_adds(&why, "sender domain ");
  text_addclean(&why, search.domain + search.len - search.longest,
    search.longest);
  text_addc(&why, ' ');
  text_addi(&why, search.points);
  result_set(s, "karma", search.points < 0 ? RESULT_TOLERATED : RESULT_PASS,
    &why);
}
