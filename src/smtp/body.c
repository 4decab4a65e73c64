/* The message body on its way through. */

#include <string.h>

#include "body.h"

/* Let go of a held line; with an extra dot when its first one must not be
   taken for the client's own dot-stuffing. */
static void release(struct body *b, struct text *out, int stuff)
{
  if (stuff) text_addc(out, '.');
  text_add(out, b->hold, b->held);
  b->held = 0;
  b->place = BODY_INSIDE;
}

static void put(struct body *b, char c, struct text *out)
{
  if (b->place == BODY_BEGIN && c == '.')
  {
    b->hold[0] = c;
    b->held = 1;
    b->place = BODY_DOT;
    if (b->loose) release(b, out, 1);
    return;
  }
  if (b->place == BODY_DOT && b->held < BODY_HOLD)
  {
    b->hold[b->held++] = c;
    return;
  }
  if (b->place == BODY_DOT) release(b, out, 0);
  b->place = BODY_INSIDE;
  text_addc(out, c);
}

/* A line's end: CR LF, or (loose) a bare LF. */
static void line_end(struct body *b, int loose, struct text *out)
{
  if (b->place == BODY_DOT && b->held == 1 && !loose)
  {
    b->ended = 1;
    return;
  }
  if (b->place == BODY_DOT) release(b, out, loose);
  text_add(out, "\r\n", 2);
  b->place = BODY_BEGIN;
  b->loose = !!loose;
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

static size_t to_newline(char const *s, size_t n)
{
  size_t i = 0;
  for (;; i++)    /* on behind a tab or another such byte */
  {
    while (n - i >= 8 && high(s + i)) i += 8;
    while (i < n && (unsigned char)s[i] > '\r') i++;
    if (i == n || s[i] == '\r' || s[i] == '\n') return i;
  }
}

/* How many bytes from here on pass as they are, and leave us inside of a line:
   of all messages nearly all bytes, so they are copied at once. What is no
   CR LF, or has a dot or another newline behind it, is looked at closely. */
static size_t plain(struct body const *b, char const *s, size_t n)
{
  size_t i = 0;
  if (b->place != BODY_INSIDE || b->cr) return 0;
  for (;;)
  {
    i += to_newline(s + i, n - i);
    if (n - i < 3 || s[i] != '\r' || s[i + 1] != '\n'
      || memchr(".\r\n", s[i + 2], 3)) return i;
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
  if (b->cr)
  {
    b->bare_cr = 1;
    put(b, '\r', out);
  }
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
