/* The X-Karma header field. */

#include <string.h>
#include <strings.h>

#include "xkarma.h"

#define FIELD "X-Karma"
#define FIELD_LEN (sizeof FIELD - 1)
#define INSIDE (FIELD_LEN + 1)    /* the line is none of ours, or was seen */

void xkarma_begin(struct xkarma *m, int64_t karma, int64_t history)
{
  struct text t = TEXT(m->own);
  m->on = 1;
  m->dot = m->cr = 0;
  m->held = 0;
  text_adds(&t, FIELD ": karma=");
  text_addi(&t, karma);
  text_adds(&t, " history=");
  text_addi(&t, history);
  text_adds(&t, "\r\n");
  m->ownlen = t.len;
}

static void release(struct xkarma *m, struct text *out)
{
  text_add(out, m->hold, m->held);
  m->held = INSIDE;
}

/* One byte at the beginning of a line, the name's or the one behind it. */
static void look(struct xkarma *m, char c, struct text *out)
{
  if (!m->held && !m->cr && (c == '\r' || (c == '.' && !m->dot)))
  {
    if (c == '\r') m->cr = 1;
    else m->dot = 1;
    text_addc(out, c);
    return;
  }
  if (!m->cr && m->held < FIELD_LEN
    && !strncasecmp(&c, &FIELD[m->held], 1))
  {
    m->hold[m->held++] = c;
    return;
  }
  if (m->cr && c == '\n') m->on = 0;
  if (m->held == FIELD_LEN && memchr(": \t", c, 3)) text_adds(out, "X-Old-");
  release(m, out);
  text_addc(out, c);
}

void xkarma_feed(struct xkarma *m, char const *s, size_t n, struct text *out)
{
  size_t i = 0;
  text_add(out, m->own, m->ownlen);
  m->ownlen = 0;
  while (i < n && m->on)
  {
    if (m->held != INSIDE) look(m, s[i], out);
    else text_addc(out, s[i]);
    if (s[i++] != '\n') continue;
    m->held = 0;
    m->dot = m->cr = 0;
  }
  text_add(out, s + i, n - i);
}
