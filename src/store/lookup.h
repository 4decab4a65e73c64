/* One look-up in a finished database, by pread: bounded in time whatever the
   file holds. Mapping it costs more than the few reads do, and libcdb's own
   pread look-up follows a damaged table for half a minute. */

#ifndef STORE_LOOKUP_H
#define STORE_LOOKUP_H

#include <stddef.h>

#include "../karma/record.h"

#define LOOKUP_READS 39     /* at most, in any file; the header is one more */

/* Find the value of a key; value has RECORD_FMT bytes. 1, and *len; 0 absent;
   -1 broken, and *why is static text. */
int lookup_find(int fd, char const *key, size_t keylen, char *value,
  size_t *len, char const **why);

#endif
