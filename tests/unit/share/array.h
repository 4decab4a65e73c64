/* An engine (src/share/engine.h) that is an array: it keeps what it takes until
   it is told to lose it. */

#ifndef SHARE_ARRAY_H
#define SHARE_ARRAY_H

#include <stddef.h>
#include <stdint.h>

#include "../../../src/share/engine.h"

#define HOSTS 3               /* h0, h1, h2 */
#define MOST 4000             /* entries and lines of a history */

/* A host's place in its own journal, as the engine has it. */
struct seat
{
  int known;
  struct journal_place at;
};

/* A connection: what engine.is points at. */
struct wire
{
  size_t next;                /* of what engine_read() has found, */
  size_t end;                 /* and behind it */
  struct seat seat;           /* as the host knows it */
};

/* A new one, and empty, whose clock stands at this Unix time. */
void array_begin(uint64_t ms);

/* How many entries it has, and which; 0 is the oldest. */
size_t array_len(void);
struct entry const *array_entry(size_t i);

/* Does it have the entry of this frame? */
int array_has(struct frame const *f);

/* It loses its newest entry; all of them, and all places; or gives up its
   oldest. */
void array_lose_one(void);
void array_lose_all(void);
void array_give_up(void);

/* Its clock goes on: no id is given twice. */
void array_tick(void);

#endif
