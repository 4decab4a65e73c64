/* The message body on its way through. */

#include <string.h>

#include "body.h"

/* One dot is NOTHING's next, and LONE's. */
static void see(enum body_seen *seen, char c)
{
  if (*seen == BODY_MORE || !c) return;
  *seen = c == '.' ? *seen + 1 : BODY_MORE;
}

/* Pass a byte that is no CR. */
static void pass(struct body *b, char c, struct text *out)
{
  text_addc(out, c);
  if (!c) b->nul = 1;
  see(&b->line, c);
  see(&b->part, c);
}

/* Pass a bare CR. It is the client's own line end, if it is one; but the one
   before may be ours. */
static void pass_cr(struct body *b, struct text *out)
{
  b->bare_cr = 1;
  if (b->fresh && b->part == BODY_LONE) pass(b, '.', out);
  text_addc(out, '\r');
  b->part = BODY_NOTHING;
  b->fresh = 0;
}

static void inside(struct body *b, char c, struct text *out)
{
  if (c == '\r') pass_cr(b, out);
  else pass(b, c, out);
}

/* Let go of a held line; with an extra dot when its first one must not be
   taken for the client's own dot-stuffing. */
static void release(struct body *b, struct text *out, int stuff)
{
  size_t i = 0;
  if (stuff) pass(b, '.', out);
  for (; i < b->held; i++) inside(b, b->hold[i], out);
  b->held = 0;
  b->place = BODY_INSIDE;
}

/* A byte of a line; a CR that has no LF behind it is one. The second byte
   tells whether the client doubles its dots. */
static void put(struct body *b, char c, struct text *out)
{
  int decided = b->held == 1 && (c == '.' || b->loose);
  if (b->place == BODY_BEGIN && c == '.')
  {
    b->hold[0] = c;
    b->held = 1;
    b->place = BODY_DOT;
    return;
  }
  if (b->place == BODY_DOT && b->held < BODY_HOLD && !decided)
  {
    b->hold[b->held++] = c;
    return;
  }
  if (b->place == BODY_DOT) release(b, out, b->loose && c != '.');
  b->place = BODY_INSIDE;
  inside(b, c, out);
}

/* The dot that is left of this line, or of its last part, is made two; where
   the last part has none it gets two, for one would stand alone in it. */
static void unhide(struct body *b, int loose, struct text *out)
{
  if ((b->line != BODY_LONE || !(loose || b->loose))
    && (b->part != BODY_LONE || !(loose || b->fresh))) return;
  do pass(b, '.', out);
  while (b->part == BODY_LONE);
}

/* A line's end: CR LF, or (loose) a bare LF. */
static void line_end(struct body *b, int loose, struct text *out)
{
  int stuff = loose || b->loose;
  if (b->place == BODY_DOT && b->held == 1 && !stuff)
  {
    b->ended = 1;
    return;
  }
  if (b->place == BODY_DOT) release(b, out, stuff);
  unhide(b, loose, out);
  text_add(out, "\r\n", 2);
  b->place = BODY_BEGIN;
  b->line = b->part = BODY_NOTHING;
  b->loose = b->fresh = !!loose;
}

/* Are these eight bytes all greater than CR (and so no line end)? Counting
   down from 0x0e carries into the high bit of a byte that is less. */
static int high(char const *s)
{
  uint64_t const each = UINT64_MAX / 255;
  uint64_t w;
  memcpy(&w, s, sizeof w);
  return !((w - each * 0x0e) & ~w & each * 0x80);
}

/* To the next newline or NUL. */
static size_t to_newline(char const *s, size_t n)
{
  size_t i = 0;
  for (;; i++)    /* on behind a tab or another such byte */
  {
    while (n - i >= 8 && high(s + i)) i += 8;
    while (i < n && (unsigned char)s[i] > '\r') i++;
    if (i == n || s[i] == '\r' || s[i] == '\n' || !s[i]) return i;
  }
}

/* How many bytes from here on pass as they are, and leave us inside of a line:
   of all messages nearly all bytes, so they are copied at once. What is no
   CR LF, or has a dot, a NUL or another newline behind it, is looked at
   closely. */
static size_t plain(struct body const *b, char const *s, size_t n)
{
  size_t i = 0;
  if (b->line != BODY_MORE || b->part != BODY_MORE || b->cr) return 0;
  for (;;)
  {
    i += to_newline(s + i, n - i);
    if (n - i < 3 || s[i] != '\r' || s[i + 1] != '\n'
      || memchr(".\r\n", s[i + 2], 4)) return i;
    i += 3;
  }
}

static void one(struct body *b, char c, struct text *out)
{
  if (c == '\n')
  {
    int loose = !b->cr;
    b->cr = 0;
    if (loose) b->bare_lf = 1;
    line_end(b, loose, out);
    return;
  }
  if (b->cr) put(b, '\r', out);
  b->cr = c == '\r';
  if (!b->cr) put(b, c, out);
}

size_t body_feed(struct body *b, char const *s, size_t n, struct text *out)
{
  size_t i = 0;
  while (i < n && !b->ended)
  {
    size_t run = plain(b, s + i, n - i);
    text_add(out, s + i, run);
    i += run;
    if (i < n) one(b, s[i++], out);
  }
  return i;
}
