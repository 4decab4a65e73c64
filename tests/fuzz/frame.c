/* A frame of the common log, its ID and its place: what is read and written is
   the same, and one changed byte makes no other frame of it, so none of another
   host's. The check digits are put right first. */

#include <string.h>

#include "fuzz.h"
#include "../../src/base/sum.h"
#include "../../src/journal/frame.h"

static int same_place(struct journal_place const *a,
  struct journal_place const *b)
{
  return place_same_segment(a, b) && a->offset == b->offset;
}

static int same_frame(enum frame_kind kind, struct frame const *a,
  struct frame const *b)
{
  return same_place(&a->from, &b->from) && (kind == FRAME_PLACE
    || (!frame_compare(&a->id, &b->id) && a->id.alone == b->id.alone
      && a->length == b->length));
}

static void id(struct entry_id const *i)
{
  char array[FRAME_ID];
  struct text t = { array, 0, sizeof array - 1, 0 };
  struct entry_id again;
  frame_add_id(&t, i);
  MUST(!t.cut && frame_scan_id(&again, t.s, t.len));
  MUST(!frame_compare(&again, i) && again.alone == i->alone);
  MUST(!again.alone || !again.ms);
}

static void place(struct journal_place const *p)
{
  char array[FRAME_LEN];
  struct text t = TEXT(array);
  struct journal_place again = *p;
  frame_add_place(&t, p);
  MUST(!t.cut && frame_scan_place(&again, t.s, t.len) && same_place(&again, p));
}

/* One byte, which is another one then; no line's end, which is looked for
   before the frame is. */
static void changed(struct text *t, unsigned int at, unsigned int by)
{
  struct frame f;
  at %= (unsigned int)t->len - 1;
  if (!(by & 255)) return;
  t->s[at] = (char)(t->s[at] ^ (char)by);
  MUST(frame_scan(&f, t->s, t->len - 1) == FRAME_NONE);
}

static void frame(char const *s, size_t n, unsigned int at, unsigned int by)
{
  char array[FRAME_LEN + 20], written[FRAME_LEN];
  struct text t = TEXT(array), w = TEXT(written);
  struct frame f, again;
  enum frame_kind kind;
  text_add(&t, s, n);
  text_adds(&t, " ~");
  text_addhex(&t, sum_add(0, s, n), SUM_DIGITS);
  kind = frame_scan(&f, t.s, t.len);
  if (kind == FRAME_NONE || kind == FRAME_OTHER) return;
  MUST(t.len < FRAME_LEN && host_valid(f.from.host, strlen(f.from.host)));
  if (kind == FRAME_BEGIN) id(&f.id);
  place(&f.from);
  if (kind == FRAME_PLACE) frame_place(&w, &f.from);
  else frame_begin(&w, &f);
  MUST(!w.cut && w.s[w.len - 1] == '\n');
  MUST(frame_scan(&again, w.s, w.len - 1) == kind);
  MUST(same_frame(kind, &f, &again));
  changed(&w, at, by);
}

void fuzz(char const *s, size_t n)
{
  struct bytes b = { s, n };
  unsigned int at = bytes_number(&b), by = bytes_number(&b);
  struct entry_id i;
  struct journal_place p = { .host = "host" };
  if (n < 2 || n > FRAME_LEN) return;
  frame(b.s, b.n, at, by);
  if (frame_scan_id(&i, b.s, b.n)) id(&i);
  if (frame_scan_place(&p, b.s, b.n)) place(&p);
}
