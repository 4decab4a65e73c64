/* An earlier export, read client by client. */

#ifndef TOOL_EXPORT_PREVIOUS_EXPORT_H
#define TOOL_EXPORT_PREVIOUS_EXPORT_H

#include <skalibs/buffer.h>
#include <skalibs/stralloc.h>

#include "format.h"

struct previous_export
{
  char const *file;
  struct format const *format;
  buffer in;
  char store[4096];
  stralloc line;            /* the client's, without LF */
  uint64_t number;          /* of this line */
  struct key key;
  int any;                  /* there was a client already */
};

/* Open a file, which must be an export of this format, or empty, and go to
   its first client. 1; 0 there is none. Dies (111; 100 if it is something
   else). */
int previous_export_open(struct previous_export *e, char const *file,
  struct format const *format);

/* Go on. 1; 0 at the end. Dies likewise, and if clients are out of order. */
int previous_export_next(struct previous_export *e);

/* 1 if this line is the one that stands there. */
int previous_export_same(struct previous_export const *e, char const *line,
  size_t n);

#endif
