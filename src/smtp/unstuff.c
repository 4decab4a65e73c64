/* From the wire to the file. */

#include <string.h>
#include <strings.h>

#include "unstuff.h"

#define RECEIVED "received:"
#define RECEIVED_LEN (sizeof RECEIVED - 1)

/* One byte of the header: is the line a Received line? */
static void count(struct unstuff *c, char byte)
{
  if (c->column >= RECEIVED_LEN) return;
  if (strncasecmp(&byte, &RECEIVED[c->column], 1)) c->column = RECEIVED_LEN;
  else if (++c->column == RECEIVED_LEN) c->received++;
}

static void put(struct unstuff *c, char byte, struct text *out)
{
  if (!c->body) count(c, byte);
  c->inside = 1;
  c->size++;
  text_addc(out, byte);
}

static void line_end(struct unstuff *c, struct text *out)
{
  if (!c->inside) c->body = 1;
  c->inside = 0;
  c->column = 0;
  c->size += 2;
  text_addc(out, '\n');
}

static void one(struct unstuff *c, char byte, struct text *out)
{
  if (c->cr)
  {
    c->cr = 0;
    if (byte == '\n')
    {
      line_end(c, out);
      return;
    }
    put(c, '\r', out);
  }
  if (byte == '\r') c->cr = 1;
  else if (byte == '.' && !c->inside) c->inside = 1;
  else put(c, byte, out);
}

/* How many bytes from here on can be copied: nothing is to be counted or
   looked at before the next CR. */
static size_t plain(struct unstuff const *c, char const *s, size_t n)
{
  char const *cr;
  if (!c->inside || c->cr || (!c->body && c->column < RECEIVED_LEN)) return 0;
  cr = memchr(s, '\r', n);
  return cr ? (size_t)(cr - s) : n;
}

void unstuff_feed(struct unstuff *c, char const *s, size_t n,
  struct text *out)
{
  size_t i = 0;
  while (i < n)
  {
    size_t run = plain(c, s + i, n - i);
    text_add(out, s + i, run);
    c->size += run;
    i += run;
    if (i < n) one(c, s[i++], out);
  }
}
