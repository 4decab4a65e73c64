/* The hash tables of a database, in memory: of each record eight bytes, its
   hash and where it is. The writer makes tables of them, verify compares them
   with the tables that are there. */

#ifndef DATABASE_SLOTS_H
#define DATABASE_SLOTS_H

#include <stddef.h>
#include <stdint.h>

#include <skalibs/genalloc.h>

#define SLOTS_TABLES 256

struct slot
{
  uint32_t hash;
  uint32_t at;          /* the record's place in the file; 0: a free slot */
};

/* All zero to begin with. */
struct slots
{
  genalloc records;               /* struct slot */
  uint32_t count[SLOTS_TABLES];   /* of records by hash table */
  genalloc room;                  /* struct slot: of one table */
  genalloc next;                  /* uint32_t, likewise */
};

/* Forget all records; the memory is kept. */
void slots_clear(struct slots *s);

/* Give the memory back. */
void slots_free(struct slots *s);

/* Remember a record; they come in the order of the file. 1; 0 no memory
   (errno). */
int slots_add(struct slots *s, uint32_t hash, uint32_t at);

/* Bring the records of each table together, in the order of the file; from
   then on none can be added. 1; 0 no memory (errno). */
int slots_gather(struct slots *s);

/* Then: the count[table] records of a table. */
struct slot *slots_records(struct slots const *s, unsigned int table);

/* And the table: twice as many slots, in which whoever comes first in the file
   is not behind a later one; until the next call. In time proportional to their
   number, whatever the hashes. */
struct slot const *slots_table(struct slots *s, unsigned int table);

#endif
