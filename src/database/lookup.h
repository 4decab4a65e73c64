/* One look-up in a finished database, by pread: in a bounded number of reads,
   whatever the file holds. Mapping it costs more than the few reads do, and
   libcdb's own pread look-up follows a damaged table for half a minute. */

#ifndef DATABASE_LOOKUP_H
#define DATABASE_LOOKUP_H

#include <stddef.h>
#include <stdint.h>

#include "../karma/record.h"

#define LOOKUP_READS 39     /* of a connection; the header is one more */
#define LOOKUP_POINTERS 2048
#define LOOKUP_KEY 256      /* bytes of a key at most */
#define LOOKUP_TOO_FAR 2

/* A database to look many keys up in: where its hash tables are. */
struct lookup_file
{
  int fd;
  uint64_t size;
  uint64_t reads;           /* done in it so far */
  uint64_t most;            /* how many there may be in all */
  char pointers[LOOKUP_POINTERS];
};

/* Read the pointers of an open database, which nobody changes any more. 1; -1
   broken, and *why is static text. */
int lookup_open(struct lookup_file *f, int fd, uint64_t most,
  char const **why);

/* Find the value of a key of at most LOOKUP_KEY bytes; value has RECORD_FMT bytes. 1, and *len; 0 absent;
   -1 broken, and *why is static text; LOOKUP_TOO_FAR: there have been as many
   reads as there may be, and the key is not found yet. */
int lookup_in(struct lookup_file *f, char const *key, size_t keylen,
  char *value, size_t *len, char const **why);

/* Both at once, for one key and with LOOKUP_READS. */
int lookup_find(int fd, char const *key, size_t keylen, char *value,
  size_t *len, char const **why);

#endif
