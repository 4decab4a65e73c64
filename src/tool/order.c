/* The operator's orders about clients. */

#include <string.h>
#include <time.h>

#include <skalibs/strerr.h>

#include "column.h"
#include "order.h"
#include "out.h"
#include "portrait.h"
#include "state.h"
#include "../store/append.h"

static void now(struct stamp *s)
{
  struct timespec t;
  if (clock_gettime(CLOCK_REALTIME, &t) == -1)
    strerr_diefusys(111, "read the clock");
  s->seconds = (uint64_t)t.tv_sec;
  s->nano = (uint32_t)t.tv_nsec;
}

static void begin(struct text *t, struct key const *client, char const *word)
{
  struct address a = { .is6 = client->is6, .known = 1 };
  struct stamp stamp;
  memcpy(a.ip, client->ip, sizeof a.ip);
  now(&stamp);
  line_order(t, &stamp, &a, word);
}

static void finish(int home, struct text *t, char const *why)
{
  if (why) line_pair(t, "why", why, strlen(why));
  line_finish(t);
  if (!append_line(home, t->s, t->len))
    strerr_diefusys(111, "append to journal/current");
}

void order_capture(int home, struct key const *client, uint64_t days,
  char const *why)
{
  char line[LINE_LEN], s[32];
  struct text t = TEXT(line), value = TEXT(s);
  begin(&t, client, "capture");
  text_addfraction(&value, days);
  line_pair(&t, "days", value.s, value.len);
  finish(home, &t, why);
}

void order_release(int home, struct key const *client, char const *why)
{
  char line[LINE_LEN];
  struct text t = TEXT(line);
  begin(&t, client, "release");
  finish(home, &t, why);
}

void order_import(int home, struct line *l)
{
  char line[LINE_LEN];
  struct text t = TEXT(line);
  now(&l->stamp);
  line_import(&t, l);
  finish(home, &t, 0);
}

void order_effect(int home)
{
  char line[200];
  struct text t = TEXT(line);
  uint64_t folded = state_folded(home), today = (uint64_t)time(0);
  text_adds(&t, "In effect after the next fold; ");
  if (!folded) text_adds(&t, "there was none yet.");
  else
  {
    text_adds(&t, "the last was ");
    column_span(&t, today > folded ? today - folded : 0);
    text_adds(&t, " ago, at ");
    portrait_time(&t, folded);
    text_addc(&t, '.');
  }
  out_line(&t);
}
