/* The lines of one batch, on their way from the journal's order to the order
   of keys. */

#ifndef STORE_BATCH_H
#define STORE_BATCH_H

#include <stddef.h>
#include <stdint.h>

#include <skalibs/genalloc.h>

#include "../karma/key.h"
#include "../karma/line.h"
#include "../karma/record.h"

/* What the rules need to know of a line. */
struct item
{
  uint64_t seconds;         /* the line's time */
  uint64_t newest;          /* the newest line time folded, this one included */
  uint64_t since;           /* of an import */
  uint32_t success;         /* of an import: naughty */
  uint32_t tempfail;        /* nice */
  uint32_t permfail;        /* connects */
  uint32_t negative;
  uint32_t penalty_days;    /* in ten-thousandths; of an order its days */
  uint32_t penalty_max;
  unsigned char kind;
  unsigned char class;
  struct key key;
};

/* An item's place in the order of keys: sorted instead of the item, which is
   far larger. */
struct place
{
  uint64_t number;          /* of its key */
  uint32_t item;
  uint32_t is6;
};

struct batch
{
  genalloc items;           /* struct item, as they came */
  genalloc order;           /* struct place: who is first by key ... */
  size_t next;              /* the first in that order not yet taken */
};

#define BATCH_ZERO { GENALLOC_ZERO, GENALLOC_ZERO, 0 }

/* Empty it; its memory is kept for the next one. */
void batch_clear(struct batch *b);

/* Append a line about a known client. 1; 0 no memory (errno). */
int batch_add(struct batch *b, struct line const *l, uint64_t newest);

/* Sort by key; lines of one key stay in the order of the journal. 1; 0 no
   memory (errno). */
int batch_sort(struct batch *b);

/* The first item not yet taken, or a null pointer at the end. */
struct item const *batch_peek(struct batch const *b);

/* Connects, for the law of conservation: what the network of all clients had
   + applied - gone is what it has. By family: IPv4, IPv6. */
struct account
{
  uint64_t had;
  uint64_t applied;
  uint64_t gone;
  uint64_t has;
};

/* Take the lines about this client, who comes first by key, and apply them to
   its record; the accounts of both families are kept. */
void batch_apply(struct batch *b, struct key const *k, struct record *r,
  struct account *accounts, uint64_t expire_days);

/* 1 if the law holds in both families. */
int account_holds(struct account const *accounts);

#endif
