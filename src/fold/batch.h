/* The lines of one batch, on their way from the journal's order to the order
   of keys. A line takes 80 bytes. */

#ifndef FOLD_BATCH_H
#define FOLD_BATCH_H

#include <stddef.h>
#include <stdint.h>

#include <skalibs/genalloc.h>

#include "../karma/key.h"
#include "../karma/line.h"
#include "../karma/record.h"

/* What the rules need to know of a line, but whom it is about. */
struct item
{
  uint64_t seconds;         /* the line's time */
  uint64_t newest;          /* the newest line time folded, this one included */
  union
  {
    struct
    {
      uint32_t success;
      uint32_t tempfail;
      uint32_t permfail;
      uint32_t negative;
    } connection;
    struct
    {
      uint32_t naughty;
      uint32_t nice;
      uint32_t connects;
      uint32_t since;       /* which of the batch's */
    } import;
  } is;
  unsigned int days : 29;   /* in ten-thousandths: of a penalty, or order */
  unsigned int kind : 3;
  unsigned int penalty_max : 29;
  unsigned int class : 3;   /* which of the letters */
  unsigned int mixed : 31;
  unsigned int asked : 1;
};

/* An item's place in the order of keys. Sorted instead of the item. */
struct place
{
  uint64_t number;          /* of its key */
  uint32_t item;
};

#define BATCH_WINDOW 64     /* items */

struct batch
{
  genalloc items;           /* struct item, as they came */
  genalloc since;           /* uint64_t: of imports, which are rare */
  genalloc order[2];        /* struct place, of IPv4 and of IPv6: who is first
                               by key ... */
  genalloc scratch;         /* struct place: room to sort */
  size_t room;              /* there is room for so many lines without asking */
  size_t clients;           /* how many they are, once sorted */
  unsigned int is6;         /* which order we are in */
  size_t next;              /* the first in it not yet taken */
  size_t window;            /* where in it the window begins */
  struct item item[BATCH_WINDOW];
  struct line line;         /* the one that is being applied */
};

/* Empty it; its memory is kept for the next one. All zero to begin with. */
void batch_clear(struct batch *b);

/* Empty it and give its memory back: after a backlog that is much, and who
   stays would keep it for ever. */
void batch_free(struct batch *b);

/* How many lines it has. */
size_t batch_lines(struct batch const *b);

/* Append a line about a known client. 1; 0 no memory (errno). */
int batch_add(struct batch *b, struct line const *l, uint64_t newest);

/* Sort by key; lines of one key stay in the order of the journal. 1; 0 no
   memory (errno). */
int batch_sort(struct batch *b);

/* Begin again with the first client. */
void batch_rewind(struct batch *b);

/* The first client by key whose lines are not yet taken. 1, 0 at the end. */
int batch_peek(struct batch const *b, struct key *k);

/* Connects, for the law of conservation: what the network of all clients had
   + applied - gone is what it has. By family: IPv4, IPv6. */
struct balance
{
  uint64_t had;
  uint64_t applied;
  uint64_t gone;
  uint64_t has;
};

/* Take the lines about this client, who comes first by key, and apply them to
   its record by the rules of this version; the accounts of both families are
   kept. */
void batch_apply(struct batch *b, struct key const *k, struct record *r,
  struct balance *balances, uint64_t expire_days, uint64_t version);

/* 1 if the law holds in both families. */
int balance_holds(struct balance const *balances);

#endif
