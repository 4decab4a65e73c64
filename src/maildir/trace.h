/* The lines that delivery puts before a message. */

#ifndef MAILDIR_TRACE_H
#define MAILDIR_TRACE_H

#include <stddef.h>

#include "path.h"
#include "../base/text.h"

#define TRACE_NAME 255                    /* bytes of a host's name at most */
#define TRACE_MAX (2 * PATH_ADD + 4 * TRACE_NAME + 256)

/* Append a host's name or address that comes from outside: what cannot be in
   one becomes `?`, so that it can stand in a header and in a reply. */
void trace_addname(struct text *t, char const *s, size_t n);

/* Append the name by which this server goes: $TCPLOCALHOST, else what the
   system calls itself. */
void trace_addhost(struct text *t);

/* Append Return-Path, Delivered-To and Received; helo is clean, protocol is
   one of RFC 3848 or RFC 6531. */
void trace_add(struct text *t, struct path const *sender,
  struct path const *recipient, struct text const *helo,
  char const *protocol);

#endif
