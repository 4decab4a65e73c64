/* Who can read a key. */

#ifndef TLS_READERS_H
#define TLS_READERS_H

#include "../base/text.h"

/* Append who can read this file, besides root and us: its owner, a group,
   everybody. A file in a directory that somebody cannot enter is safe from him,
   whatever its own mode is; certbot's are. Appends nothing if nobody can, or
   the file cannot be looked at. */
void readers_add(struct text *t, char const *path);

#endif
