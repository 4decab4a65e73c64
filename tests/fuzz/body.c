/* A message on its way to the server behind: in any pieces the same; what has
   no bare CR, bare LF or NUL byte for byte; no end of data that the client did
   not send, for whatever reader; and as it is stored, with our field before
   it. */

#include <string.h>
#include <strings.h>

#include "fuzz.h"
#include "../../src/smtp/body.h"
#include "../../src/smtp/unstuff.h"
#include "../../src/smtp/xkarma.h"

#define MAX 20000

static char message[MAX], out[2 * MAX + BODY_SLACK], pieces[sizeof out];
static char stored[sizeof out + 1], model[sizeof out];
static char marked[XKARMA_ROOM(sizeof out)];

/* Behind CR LF . CR LF, RFC 5321; 0: not in there. */
static size_t end_of(char const *s, size_t n)
{
  size_t i = 0;
  if (n >= 3 && !memcmp(s, ".\r\n", 3)) return 3;
  for (; i + 5 <= n; i++) if (!memcmp(s + i, "\r\n.\r\n", 5)) return i + 5;
  return 0;
}

/* Does a reader see a line with nothing but a dot, that takes LF for a line's
   end, passes over NULs (1), and over CRs (2) or takes them for one, too
   (4)? */
static int sees_end(char const *s, size_t n, unsigned int reader)
{
  size_t i = 0, len = 0, dots = 0;
  for (; i < n; i++)
  {
    int crlf = s[i] == '\r' && i + 1 < n && s[i + 1] == '\n';
    if ((!s[i] && reader & 1) || (s[i] == '\r' && reader & 2) || crlf) continue;
    if (s[i] != '\n' && !(s[i] == '\r' && reader & 4))
    {
      len++;
      dots += s[i] == '.';
      continue;
    }
    if (len == 1 && dots == 1) return 1;
    len = dots = 0;
  }
  return 0;
}

static void in_pieces(size_t n, size_t took, struct text const *whole,
  size_t piece)
{
  struct body b = { 0 };
  struct text t = TEXT(pieces);
  size_t at = 0;
  while (at < n && !b.ended)
  {
    size_t part = n - at < piece ? n - at : piece, before = t.len;
    at += body_feed(&b, message + at, part, &t);
    MUST(t.len - before <= 2 * part + BODY_SLACK);
    piece = piece * 7 % 2999 + 1;
  }
  MUST(at == took && same(t.s, t.len, whole->s, whole->len));
}

/* As it lies in a file: lines without their CRs and the dot in front. */
static size_t unstuffed(char *to, struct text const *t)
{
  size_t i = 0, len = 0;
  for (; i < t->len; i++)
  {
    int begins = !i || (i > 1 && t->s[i - 1] == '\n');
    if (begins && t->s[i] == '.') continue;
    if (t->s[i] != '\r' || i + 1 == t->len || t->s[i + 1] != '\n')
      to[len++] = t->s[i];
  }
  return len;
}

static void is_stored(struct text const *t)
{
  struct unstuff u = { 0 };
  struct text file = TEXT(stored);
  size_t i = 0, lines = 0;
  unstuff_feed(&u, t->s, t->len, &file);
  MUST(!file.cut && same(file.s, file.len, model, unstuffed(model, t)));
  for (; i < file.len; i++) lines += file.s[i] == '\n';
  MUST(u.size == file.len + lines);
}

/* Ours is the first line; what else is new in it is `X-Old-'; and no line of
   the header is a second one. */
static void is_marked(struct text const *t, size_t piece)
{
  static char const ours[] = "X-Karma: karma=-3 history=7 tls=TLSv1.3\r\n";
  struct xkarma x;
  struct text m = TEXT(marked);
  size_t at = 0, i = sizeof ours - 1, k = 0;
  xkarma_begin(&x, -3, 7, "TLSv1.3");
  do
  {
    size_t part = t->len - at < piece ? t->len - at : piece;
    xkarma_feed(&x, t->s + at, part, &m);
    at += part;
  }
  while (at < t->len);
  MUST(!m.cut && m.len >= i && !memcmp(m.s, ours, i));
  for (; k < t->len; i++, k++)
  {
    if (m.len - i > 6 && !memcmp(m.s + i, "X-Old-", 6)
      && (t->len - k < 6 || memcmp(t->s + k, "X-Old-", 6))) i += 6;
    MUST(i < m.len && m.s[i] == t->s[k]);
  }
  MUST(i == m.len);
  for (i = sizeof ours - 1; i + 1 < m.len && memcmp(m.s + i, "\r\n", 2);)
  {
    char const *lf = memchr(m.s + i, '\n', m.len - i);
    size_t dot = m.s[i] == '.';
    if (!lf) break;
    MUST(lf - m.s < (long)(i + dot + 8) || strncasecmp(m.s + i + dot, ours, 7)
      || !memchr(": \t", m.s[i + dot + 7], 3));
    i = (size_t)(lf - m.s) + 1;
  }
}

/* More of what matters, for every byte. */
static void compose(struct bytes b, int letters)
{
  static char const alphabet[] = "\r\n.\r\n.aX\r\n\r\n.\r\n:\0\x85-Karma ";
  size_t i = 0;
  for (; i < b.n; i++) message[i] = letters ? b.s[i]
    : alphabet[(unsigned char)b.s[i] % (sizeof alphabet - 1)];
}

void fuzz(char const *s, size_t n)
{
  struct bytes b = { s, n };
  struct body body = { 0 };
  struct text t = TEXT(out);
  size_t took, end, piece;
  unsigned int reader = 0;
  if (n < 4 || n > MAX) return;
  piece = bytes_number(&b);
  piece = 1 + (piece << 8 | bytes_number(&b)) % 3000;
  compose(b, piece & 1);
  took = body_feed(&body, message, b.n, &t);
  end = end_of(message, b.n);
  MUST(took == (end ? end : b.n) && body.ended == (end > 0));
  MUST(!t.cut && t.len <= 2 * b.n + BODY_SLACK);
  in_pieces(b.n, took, &t, piece);
  if (body.ended && !body.bare_lf && !body.bare_cr && !body.nul)
    MUST(same(t.s, t.len, message, end - 3));
  for (; body.ended && reader < 8; reader++)
    MUST(!sees_end(t.s, t.len, reader)
      || sees_end(message, end - 3, reader));
  MUST(!sees_end(t.s, t.len, 0));
  if (!body.ended) return;
  is_stored(&t);
  is_marked(&t, piece);
}
