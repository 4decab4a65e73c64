/* From the wire to the file: takes what smtp/body.h lets through, undoes
   dot-stuffing, ends lines with LF, and counts. */

#ifndef SMTP_UNSTUFF_H
#define SMTP_UNSTUFF_H

#include <stddef.h>
#include <stdint.h>

#include "../base/text.h"

struct unstuff
{
  uint64_t size;              /* as RFC 1870 counts: lines end in CR LF */
  unsigned int received;      /* Received lines in the header */
  unsigned int inside : 1;    /* not at the beginning of a line */
  unsigned int cr : 1;        /* a CR came and is not written yet */
  unsigned int body : 1;      /* the empty line behind the header was seen */
  unsigned int column;        /* where the line agrees with `Received:`, the
                                 bytes that do; else past it */
};

/* Begin with a zero struct unstuff. */

/* Take n bytes and append what is to be stored: n + 1 bytes at most. */
void unstuff_feed(struct unstuff *c, char const *s, size_t n,
  struct text *out);

#endif
