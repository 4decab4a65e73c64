/* The X-Karma header field (`limits header 1`): ours is put before the
   message, and one that comes from outside is renamed, so that a filter behind
   us can believe it: in any letter case, behind the dot that the server takes
   away, and with blanks before its colon. */

#ifndef SMTP_XKARMA_H
#define SMTP_XKARMA_H

#include <stddef.h>
#include <stdint.h>

#include "../base/text.h"

#define XKARMA_LINE 200           /* our field at most, with its CR LF */

/* Room that xkarma_feed needs for n bytes. */
#define XKARMA_ROOM(n) (2 * (n) + XKARMA_LINE)

struct xkarma
{
  unsigned int on : 1;            /* still in the header */
  unsigned int dot : 1;           /* the line begins with a dot */
  unsigned int cr : 1;            /* a CR is all of the line so far */
  size_t held;                    /* bytes of the line that agree with the
                                     field's name so far; or past them all */
  char hold[8];                   /* these bytes */
  size_t ownlen;
  char own[XKARMA_LINE];          /* our field, until it is written */
};

/* Begin a message: `X-Karma: karma=2 history=5`. */
void xkarma_begin(struct xkarma *m, int64_t karma, int64_t history);

/* Take n bytes of a body whose lines end in CR LF (smtp/body.h) and append
   them. After the header m->on is 0 and nothing more needs to pass here. */
void xkarma_feed(struct xkarma *m, char const *s, size_t n, struct text *out);

#endif
