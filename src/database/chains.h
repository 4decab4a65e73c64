/* The hash tables of a finished database, checked from end to end: a look-up
   finds each record that is there, and of every other key that it is not. It
   takes the time of reading them once, whatever the hashes are. */

#ifndef DATABASE_CHAINS_H
#define DATABASE_CHAINS_H

#include <stddef.h>
#include <stdint.h>

#include <skalibs/stralloc.h>

#include "slots.h"

/* All zero to begin with. */
struct chains
{
  struct slots slots;   /* of the records seen so far */
  uint64_t at;          /* where the next one is; the first table, at last */
  stralloc table;       /* as it stands in the file */
};

/* Begin with the header, which is the first record. 1; 0 no memory (errno). */
int chains_begin(struct chains *c);

/* Go on to the next record: its key and its value. 1; 0 no memory (errno). */
int chains_add(struct chains *c, char const *key, size_t keylen, size_t len);

/* Behind the last record: check the tables of this open file. 1; -1 broken, and
   *why is static text, or it is untouched: it cannot be read (errno). */
int chains_check(struct chains *c, int fd, char const **why);

/* Give the memory back. */
void chains_end(struct chains *c);

#endif
