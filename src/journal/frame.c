/* Frames of common segments. */

#include <string.h>

#include "frame.h"
#include "../base/scan.h"
#include "../base/sum.h"
#include "../karma/line.h"

static void finish(struct text *t)
{
  uint32_t h = sum_add(0, t->s, t->len);
  text_adds(t, " ~");
  text_addhex(t, h, SUM_DIGITS);
  text_addc(t, '\n');
}

void frame_add_id(struct text *t, struct entry_id const *id)
{
  if (id->alone) text_addc(t, 'A');
  else text_addu(t, id->ms);
  text_addc(t, '-');
  text_addu(t, id->n);
}

void frame_add_place(struct text *t, struct journal_place const *p)
{
  text_addu(t, p->number);
  text_addc(t, ' ');
  text_add(t, p->random, sizeof p->random);
  text_addc(t, ' ');
  text_addu(t, p->offset);
}

void frame_place(struct text *t, struct journal_place const *p)
{
  text_adds(t, "#= ");
  text_adds(t, p->host);
  text_addc(t, ' ');
  frame_add_place(t, p);
  finish(t);
}

void frame_begin(struct text *t, struct frame const *f)
{
  text_adds(t, "#@ ");
  frame_add_id(t, &f->id);
  text_addc(t, ' ');
  text_adds(t, f->from.host);
  text_addc(t, ' ');
  frame_add_place(t, &f->from);
  text_addc(t, ' ');
  text_addu(t, f->length);
  finish(t);
}

/* A word of a line, and what is behind it. */
struct rest
{
  char const *s;
  size_t n;
};

static struct rest word(struct rest *r)
{
  char const *blank = memchr(r->s, ' ', r->n);
  struct rest w = { r->s, blank ? (size_t)(blank - r->s) : r->n };
  size_t passed = blank ? w.n + 1 : w.n;
  r->s += passed;
  r->n -= passed;
  return w;
}

static int number(uint64_t *u, struct rest w, uint64_t max)
{
  return w.n && scan_decimal(w.s, w.n, u, max) == w.n;
}

int frame_scan_id(struct entry_id *id, char const *s, size_t n)
{
  char const *dash = memchr(s, '-', n);
  struct rest first = { s, dash ? (size_t)(dash - s) : n };
  struct rest second = { s + first.n + 1, dash ? n - first.n - 1 : 0 };
  id->alone = first.n == 1 && *s == 'A';
  id->ms = 0;
  return (id->alone || number(&id->ms, first, INT64_MAX))
    && number(&id->n, second, UINT64_MAX);
}

static int host(struct journal_place *p, struct rest w)
{
  if (!host_valid(w.s, w.n)) return 0;
  memcpy(p->host, w.s, w.n);
  p->host[w.n] = 0;
  return 1;
}

/* NUMBER RANDOM OFFSET. */
static int place(struct journal_place *p, struct rest *r)
{
  struct rest random;
  uint64_t u;
  if (!number(&p->number, word(r), SEGMENT_NUMBER_MAX)) return 0;
  random = word(r);
  if (random.n != SEGMENT_RANDOM || !scan_hex(random.s, random.n, &u))
    return 0;
  memcpy(p->random, random.s, sizeof p->random);
  return number(&p->offset, word(r), INT64_MAX);
}

int frame_scan_place(struct journal_place *p, char const *s, size_t n)
{
  struct rest r = { s, n };
  return place(p, &r) && !r.n;
}

static int entry(struct frame *f, struct rest *r)
{
  struct rest id = word(r);
  return frame_scan_id(&f->id, id.s, id.n) && host(&f->from, word(r))
    && place(&f->from, r) && number(&f->length, word(r), FRAME_ENTRY)
    && !r->n;
}

enum frame_kind frame_scan(struct frame *f, char const *s, size_t n)
{
  struct rest r = { s + 3, 0 };
  if (n < 3 + LINE_TAIL || n >= FRAME_LEN || s[0] != '#' || s[2] != ' '
    || s[n - LINE_TAIL] != ' ' || s[n - LINE_TAIL + 1] != '~')
    return FRAME_NONE;
  n -= LINE_TAIL;
  if (!sum_match(s + n + 2, sum_add(0, s, n))) return FRAME_NONE;
  r.n = n - 3;
  if (s[1] == '@' && entry(f, &r)) return FRAME_BEGIN;
  if (s[1] == '=' && host(&f->from, word(&r)) && place(&f->from, &r) && !r.n)
    return FRAME_PLACE;
  return FRAME_NONE;
}

int frame_compare(struct entry_id const *a, struct entry_id const *b)
{
  if (a->ms != b->ms) return a->ms < b->ms ? -1 : 1;
  return a->n < b->n ? -1 : a->n > b->n;
}

int place_same_segment(struct journal_place const *a,
  struct journal_place const *b)
{
  return a->number == b->number && !strcmp(a->host, b->host)
    && !memcmp(a->random, b->random, sizeof a->random);
}
