/* A finished database read from its first record to its last, in file order,
   with read(): a bad disk gives an error where a mapping gives SIGBUS. */

#ifndef DATABASE_TABLE_SCAN_H
#define DATABASE_TABLE_SCAN_H

#include <stddef.h>
#include <stdint.h>

#include "header.h"
#include "../karma/key.h"
#include "../karma/record.h"

struct table_scan
{
  int fd;
  struct header header;
  struct key key;           /* the record that table_scan_next() read */
  struct record record;
  char const *bytes;        /* the same as it stands in the file: key, value; */
  size_t keylen;            /* until the next record is read */
  size_t len;
  char const *why;          /* after -1: what is wrong, static text */
  int damaged;              /* and 1 if that is what the file holds */
  uint64_t left;            /* bytes of records not yet in the buffer */
  uint64_t clients;         /* seen so far */
  uint64_t networks;
  size_t at;
  size_t have;
  char buffer[65536];
};

/* Open a database below `home` and check its header. 1; 0 there is none; -1
   it cannot be opened (errno, why is 0) or is broken (why). */
int table_scan_open(struct table_scan *w, int home, char const *name);

/* Go on to the next record. The keys are in their order (key_cmp). 1; 0 at
   the end, when the counts of the header agree; -1 broken (why). */
int table_scan_next(struct table_scan *w);

void table_scan_close(struct table_scan *w);

#endif
