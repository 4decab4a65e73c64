/* qkarma list: all clients that the databases know, a line each, in the order
   of their addresses. In constant memory, however many there are. */

#include <string.h>
#include <time.h>

#include <skalibs/strerr.h>

#include "column.h"
#include "tool.h"
#include "../config/home.h"
#include "../karma/rule.h"
#include "../karma/stamp.h"
#include "../store/view.h"

#define USAGE "qkarma list"
#define MINUTE 16       /* of a date, as far as the minutes */

enum { NAME_END = 24, HISTORY_END = 32, NICE_END = 38, NAUGHTY_END = 46,
  CONNECTS_END = 55, LAST = 56, BOX_END = 79 };

static void heading(struct text *t)
{
  text_adds(t, "CLIENT");
  column_word(t, HISTORY_END, "HISTORY");
  column_word(t, NICE_END, "NICE");
  column_word(t, NAUGHTY_END, "NAUGHTY");
  column_word(t, CONNECTS_END, "CONNECTS");
  column_goto(t, LAST);
  text_adds(t, "LAST SEEN, UTC");
  column_word(t, BOX_END, "BOXED");
  text_addc(t, '\n');
  column_put(t);
}

/* Days left in the box, or nothing. */
static void box(struct text *t, struct record const *r, uint64_t now)
{
  char s[32];
  struct text days = { s, 0, sizeof s - 1, 0 };
  if (!rule_boxed(r, now)) return;
  column_days(&days, r->until - now);
  s[days.len] = 0;
  column_word(t, BOX_END, s);
}

static void row(struct text *t, struct key const *k, struct record const *r,
  uint64_t now)
{
  char date[32], key[KEY_FMT];
  struct text d = TEXT(date);
  text_add(t, key, key_fmt(key, k));
  column_number(t, HISTORY_END, record_history(r));
  column_number(t, NICE_END, (int64_t)r->nice);
  column_number(t, NAUGHTY_END, (int64_t)r->naughty);
  column_number(t, CONNECTS_END, (int64_t)r->connects);
  column_goto(t, LAST);
  stamp_adddate(&d, r->last);
  text_add(t, date, d.len < MINUTE ? d.len : MINUTE);
  box(t, r, now);
  text_addc(t, '\n');
  column_put(t);
}

/* All clients. Returns how many there are. */
static uint64_t rows(struct view *v, struct text *t)
{
  struct fault fault;
  uint64_t n = 0, now = (uint64_t)time(0);
  int r;
  while ((r = view_next(v, &fault)) == 1)
  {
    if (!key_isclient(&v->key)) continue;
    if (!n++) heading(t);
    row(t, &v->key, &v->record, now);
  }
  if (r == -1) strerr_dief(111, fault.text);
  return n;
}

int tool_list(int argc, char const *const *argv)
{
  static struct view v;
  char line[200];
  struct text t = TEXT(line);
  struct fault fault;
  int home, r;
  (void)argv;
  if (argc != 1) strerr_dieusage(100, USAGE);
  home = home_open();
  if (home == -1) strerr_diefusys(111, "open ", home_path());
  r = view_open(&v, home, &fault);
  if (r == -1) strerr_dief(111, fault.text);
  if (!r) return 1;
  r = rows(&v, &t) > 0;
  column_flush();
  return !r;
}
