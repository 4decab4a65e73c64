/* Orders to the fold. */

#include <errno.h>
#include <string.h>
#include <time.h>

#include "append.h"
#include "order.h"

#define BY 64     /* bytes that a long reason leaves for the name */

static char const *author;

void order_author(char const *by)
{
  author = by;
}

static int now(struct stamp *stamp)
{
  struct timespec t;
  if (clock_gettime(CLOCK_REALTIME, &t) == -1) return 0;
  stamp->seconds = (uint64_t)t.tv_sec;
  stamp->nano = (uint32_t)t.tv_nsec;
  return 1;
}

/* `@STAMP ADDRESS WORD`, with `-` for nobody in particular. */
static int begin(struct text *t, struct key const *client, char const *word)
{
  struct address a = { .known = 0 };
  struct stamp stamp;
  if (client) key_address(&a, client);
  if (!now(&stamp)) return 0;
  line_order(t, &stamp, &a, word);
  return 1;
}

/* `by` and the name, which is cut to what there is room for. What the fold
   would not take is not written. */
static int finish(int home, struct text *t)
{
  struct line l;
  char const *why;
  t->max = LINE_LEN - LINE_TAIL - 1;
  if (author) line_pair(t, "by", author, strlen(author));
  line_finish(t);
  if (!line_scan(&l, t->s, t->len - 1, &why)) return errno = EINVAL, 0;
  return append_line(home, t->s, t->len);
}

static void pair_days(struct text *t, uint64_t days)
{
  char s[32];
  struct text value = TEXT(s);
  text_addfraction(&value, days);
  line_pair(t, "days", value.s, value.len);
}

/* The reason leaves room for the name. */
static void pair_why(struct text *t, char const *why)
{
  t->max -= BY;
  if (why) line_pair(t, "why", why, strlen(why));
}

int order_set(int home, uint64_t days)
{
  char line[LINE_LEN], s[32];
  struct text t = TEXT(line), value = TEXT(s);
  if (!begin(&t, 0, "set")) return 0;
  text_addu(&value, days);
  line_pair(&t, "expire_days", value.s, value.len);
  return finish(home, &t);
}

int order_prune(int home, uint64_t days)
{
  char line[LINE_LEN];
  struct text t = TEXT(line);
  if (!begin(&t, 0, "prune")) return 0;
  pair_days(&t, days);
  return finish(home, &t);
}

int order_capture(int home, struct key const *client, uint64_t days,
  char const *why)
{
  char line[LINE_LEN];
  struct text t = TEXT(line);
  if (!begin(&t, client, "capture")) return 0;
  pair_days(&t, days);
  pair_why(&t, why);
  return finish(home, &t);
}

int order_release(int home, struct key const *client, char const *why)
{
  char line[LINE_LEN];
  struct text t = TEXT(line);
  if (!begin(&t, client, "release")) return 0;
  pair_why(&t, why);
  return finish(home, &t);
}

int order_import(int home, struct line *l)
{
  char line[LINE_LEN];
  struct text t = TEXT(line);
  if (!now(&l->stamp)) return 0;
  line_import(&t, l);
  return finish(home, &t);
}
