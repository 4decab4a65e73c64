/* A database on its way into place: written under a temporary name, synced,
   checked, renamed, and the directory synced. A crash at any instant leaves
   the old one or the new one. */

#ifndef DATABASE_COMMIT_H
#define DATABASE_COMMIT_H

#include "table_writer.h"
#include "../journal/error.h"
#include "../karma/key.h"
#include "../karma/record.h"

#define COMMIT_SAMPLE 32

struct sample
{
  size_t keylen;
  size_t len;
  char bytes[KEY_FMT + RECORD_FMT];   /* the key, the value */
};

/* All zero to begin with. */
struct commit
{
  int home;
  char const *name;           /* karma.cdb, recent.cdb or another */
  char const *file;           /* its temporary name */
  struct error *error;
  struct table_writer table;
  uint64_t records;
  unsigned int samples;       /* the 1st, 2nd, 4th, 8th ... record */
  struct sample sample[COMMIT_SAMPLE];
};

/* Begin: the temporary file, mode 0644, empty but for the header. One left
   over from a crash goes. 1, -1. */
int commit_begin(struct commit *c, int home, char const *name,
  struct header const *h, struct error *error);

/* Append a record; keys come in their order. 1, -1. */
int commit_add(struct commit *c, struct key const *k, struct record const *r);

/* Append one as it stands in another database: its key, then its value. */
int commit_copy(struct commit *c, char const *bytes, size_t keylen,
  size_t len);

/* Write it out with this header, read back what can be read back cheaply, and
   put it in place. 1; -1, and the old database is in force; or the new one, if
   only the directory could not be synced. */
int commit_finish(struct commit *c, struct header const *h);

/* Give up. */
void commit_abort(struct commit *c);

#endif
