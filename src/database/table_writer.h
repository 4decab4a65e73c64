/* A database being written: a constant database whose first record is the
   header. It is written from its beginning to its end by large writes; of each
   record, eight bytes are remembered for the hash tables. */

#ifndef DATABASE_TABLE_WRITER_H
#define DATABASE_TABLE_WRITER_H

#include <stddef.h>
#include <stdint.h>

#include "header.h"
#include "slots.h"

#ifndef TABLE_MAX
#define TABLE_MAX UINT64_C(3758096384)    /* bytes: 3.5 GiB; cdb ends at 4 */
#endif
#define TABLE_BUFFER 131072

/* All zero to begin with. */
struct table_writer
{
  int fd;
  uint64_t size;        /* of the finished file, with what it has so far */
  uint64_t unsynced;    /* bytes since the last flush */
  int full;             /* a record would have passed TABLE_MAX */
  uint32_t at;          /* where the next byte goes */
  struct slots slots;   /* of each record */
  size_t have;
  char buffer[TABLE_BUFFER];
};

/* The hash of the cdb format, for readers. */
uint32_t table_hash(char const *key, size_t n);

/* Begin a database in a file that is open for reading and writing, empty.
   1; 0 on failure (errno), then it is to be given up. */
int table_writer_start(struct table_writer *t, int fd, struct header const *h);

/* Begin a table without a header, of whatever strings. */
void table_writer_begin(struct table_writer *t, int fd);

/* Append a client's or a network's record: the bytes of its key, then of its
   value; at any time not beyond TABLE_MAX (EFBIG). Flushes to the disk now and
   then, so that other programs' fsync does not stall behind a whole database.
   1; 0 on failure (errno). */
int table_writer_add(struct table_writer *t, char const *bytes, size_t keylen,
  size_t len);

/* Write the hash tables and, over the first record, the header as it is now (0:
   there is none); sync all to the disk. 1; 0 on failure (errno). */
int table_writer_finish(struct table_writer *t, struct header const *h);

/* Give up a database that was begun, finished or not, and close the file. */
void table_abort(struct table_writer *t);

#endif
