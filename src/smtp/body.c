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

/* How many bytes from here on need no look: no line end, no held line. */
static size_t plain(struct body const *b, char const *s, size_t n)
{
  char const *lf, *cr;
  if (b->place != BODY_INSIDE || b->cr) return 0;
  lf = memchr(s, '\n', n);
  if (lf) n = (size_t)(lf - s);
  cr = memchr(s, '\r', n);
  return cr ? (size_t)(cr - s) : n;
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
