/* The header record of a database: the record of the reserved key `qkarma`,
   the first in the file. Its value has a fixed width, so that a reader gets it
   with one pread and the writer can fill in the counts at the end:

     version:id:base:host:number:random:offset:check:newest:nano:expire_days:
     made:written:clients:networks:lines:bad:unknown:sum

   in one line; the numbers have leading zeros, the host trailing blanks. */

#ifndef DATABASE_HEADER_H
#define DATABASE_HEADER_H

#include <stdint.h>

#include "../journal/cursor.h"
#include "../karma/record.h"
#include "../karma/stamp.h"

#define HEADER_KEY "qkarma"
#define HEADER_LEN 277          /* bytes of the value, always */
#define HEADER_OFFSET 2062      /* of the value in the file */
#define HEADER_VERSION RECORD_VERSION   /* that we write */
#define HEADER_VERSION_BEFORE 1         /* and the other one that we read */
#define HEADER_ID 16

struct header
{
  uint64_t version;
  char id[HEADER_ID];           /* hex digits, new at every major fold */
  char base[HEADER_ID];         /* recent.cdb: karma.cdb's id; else zeros */
  struct cursor cursor;
  struct stamp newest;          /* the newest line time folded */
  uint64_t expire_days;
  uint64_t made;                /* when karma.cdb was written, Unix time */
  uint64_t written;             /* bytes that minor folds wrote since then */
  uint64_t clients;             /* records in this file */
  uint64_t networks;
  uint64_t lines;               /* folded since the beginning: good ones, */
  uint64_t bad;                 /* bad ones, */
  uint64_t unknown;             /* and the good ones of unknown addresses */
};

#define HEADER_EXPIRE_DAYS 60   /* to begin with */

/* Write the value. 1; 0 when a number is too large for its width. */
int header_fmt(char *value, struct header const *h);

/* Read a value. 1; or 0 and *why says what is wrong with it. */
int header_scan(struct header *h, char const *value, char const **why);

/* Append what is in the database: `1 client, 4 networks`. */
void header_add(struct text *t, struct header const *h);

/* Read and check the header of an open database. 1; 0 broken, and *why says
   what is wrong; -1 the file cannot be read (errno). */
int header_read(struct header *h, int fd, char const **why);

#endif
