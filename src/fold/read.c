/* Lines of the journal on their way into a batch. */

#include <fcntl.h>
#include <string.h>

#include <skalibs/allreadwrite.h>

#include "fold.h"
#include "../base/text.h"
#include "../karma/line.h"

#define BAD "journal/bad"

/* A bad line goes to journal/bad, readable: segment, place, why, the line. */
static int put_aside(struct fold *f, char const *s, size_t n,
  char const *why)
{
  char copy[LINE_LEN];
  struct text t = { copy, 0, sizeof copy - 1, 0 };
  size_t i = 0;
  if (f->bad == -1) f->bad = openat(f->settings.home, BAD, O_WRONLY | O_CREAT
    | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0644);
  if (f->bad == -1) return error_system(&f->result.error, "open", BAD);
  text_addu(&t, f->input.segment.number);
  text_addc(&t, ' ');
  text_addu(&t, f->input.lines.start);
  text_addc(&t, ' ');
  text_adds(&t, why);
  text_adds(&t, ": ");
  for (; i < n && !t.cut; i++)
    if (s[i] == ' ') text_addc(&t, ' ');
    else text_addescaped(&t, s + i, 1);
  copy[t.len++] = '\n';
  if (allwrite(f->bad, copy, t.len) != t.len)
    return error_system(&f->result.error, "write to", BAD);
  return 1;
}

/* Take one line into the batch. 1, -1. */
static int take(struct fold *f, char const *s, size_t n)
{
  struct line l;
  char const *why;
  int good = line_scan(&l, s, n, &why);
  f->result.lines++;
  if (good && l.stamp.seconds > fold_input_now(&f->input) + FOLD_FUTURE)
  {
    why = "it comes from the future";
    good = 0;
  }
  if (!good)
  {
    f->result.lines_bad++;
    f->header.bad++;
    return put_aside(f, s, n, why);
  }
  f->header.lines++;
  if (l.kind == LINE_SET || l.kind == LINE_PRUNE)
  {
    f->order = l;
    f->ordered = 1;
  }
  if (stamp_later(&l.stamp, &f->header.newest)) f->header.newest = l.stamp;
  if (f->ordered) return 1;
  if (!l.address.known)
  {
    f->header.unknown++;
    return 1;
  }
  if (!batch_add(&f->batch, &l, f->header.newest.seconds))
    return error_system(&f->result.error, "remember", "a batch of lines");
  return 1;
}

int fold_read(struct fold *f)
{
  uint64_t before = f->result.lines, bytes = 0;
  char const *s;
  size_t n;
  int r = 1;
  batch_clear(&f->batch);
  f->ordered = 0;
  while (bytes < FOLD_BATCH && batch_lines(&f->batch) < FOLD_LINES
    && !f->ordered)
  {
    r = fold_input_line(&f->input, &s, &n);
    if (r < 1) break;
    bytes += n + 1;
    f->bytes += n + 1;
    if (!(f->result.lines % FOLD_SELDOM)) progress_at(&f->progress, f->bytes);
    if (take(f, s, n) == -1) return -1;
  }
  if (r == -1) return -1;
  if (!batch_sort(&f->batch))
    return error_system(&f->result.error, "sort", "a batch of lines");
  return f->result.lines > before;
}
