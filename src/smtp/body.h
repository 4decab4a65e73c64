/* The message body on its way through: finds its end, and makes it safe for a
   server that is less strict than we are. Only CR LF . CR LF ends a message.

   A bare LF becomes CR LF; the caller decides whether the message is then
   refused. What else is done is done only in a line that was not ended by the
   client with CR LF, or stands behind such a one:

   - A dot that begins it gets another one before it, unless there are two:
     clients that send bare LF and do not double dots are as common as clients
     that do, and both get back what they wrote.
   - NUL and CR do not hide a dot. Where nothing but one dot would be left of
     the line, or of a part of it between CRs, for a reader that drops NUL,
     drops CR, or takes CR for a line's end, that dot gets another one behind
     it. So our CR LF never makes an end of data that the client did not
     send.

   Bare CR and NUL pass as they are, and lines that end in CR LF pass byte for
   byte, dot-stuffing untouched. */

#ifndef SMTP_BODY_H
#define SMTP_BODY_H

#include <stddef.h>
#include <stdint.h>

#include "../base/text.h"

/* A line that begins with one dot is held until its end is known; one that is
   longer than this (RFC 5321 4.5.3.1.6 allows 1000) passes as it came. */
#define BODY_HOLD 1024

/* The output of body_feed never passes twice the input and this. */
#define BODY_SLACK (BODY_HOLD + 8)

enum body_place
{
  BODY_BEGIN,     /* at the beginning of a line */
  BODY_DOT,       /* in a line that began with a dot, held */
  BODY_INSIDE     /* elsewhere in a line */
};

/* What a reader that drops NULs has seen of a line, or of a part of it. */
enum body_seen
{
  BODY_NOTHING,
  BODY_LONE,      /* one dot */
  BODY_MORE
};

struct body
{
  enum body_place place;
  enum body_seen line;        /* seen of this line, when CRs are dropped, too */
  enum body_seen part;        /* seen since the last CR or LF */
  unsigned int ended : 1;     /* the strict end was seen */
  unsigned int cr : 1;        /* a CR came and is not passed on yet */
  unsigned int loose : 1;     /* the line before ended in a bare LF */
  unsigned int fresh : 1;     /* and no CR has come since */
  unsigned int bare_lf : 1;   /* seen in this message */
  unsigned int bare_cr : 1;
  unsigned int nul : 1;
  size_t held;
  char hold[BODY_HOLD];
};

/* Begin with a zero struct body, behind the CR LF of the DATA command. */

/* Take n bytes from the client and append what the server is to read, without
   the final dot's line. Stops behind the end of the message. Returns how many
   bytes were taken: all n unless body->ended. There must be room for 2 * n +
   BODY_SLACK bytes in out. */
size_t body_feed(struct body *b, char const *s, size_t n, struct text *out);

#endif
