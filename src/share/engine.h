/* The engine: what gives the hosts' journals one order. It appends entries, and
   gives them back in the order in which it took them. It is a pipe, not a
   store: it may lose its newest entries, or all, and gives up its oldest.

   One file implements this for each engine. What it has to promise: an entry
   and the new place of its host are taken together, or neither is; what it
   loses are its newest entries, with the places that they had brought.

   Functions answer -1, and e->error says why, where the engine is not to be
   had: the connection is of no use then. */

#ifndef SHARE_ENGINE_H
#define SHARE_ENGINE_H

#include <stddef.h>
#include <stdint.h>

#include "../journal/error.h"
#include "../journal/frame.h"

struct engine
{
  char log[HOST_LEN + 1];     /* what the log is called */
  struct error error;
  unsigned int minutes;       /* how long it keeps entries; 0: for ever */
  void *is;                   /* its own */
};

/* An entry of the log; its bytes are valid until the next call. */
struct entry
{
  struct entry_id id;
  struct journal_place from;
  char const *s;
  size_t n;
};

/* Speak to the engine through a socket that somebody has connected: who the
   engine is, and how it is reached, is for him to know. e->log and e->minutes
   are set. Nothing is said or read yet. 1; -1. */
int engine_open(struct engine *e, int fd);

/* Say who we are: what $QKARMA_USER and $QKARMA_PASSWORD have, if they have
   anything. 1; -1. */
int engine_enter(struct engine *e);

/* How far is the journal of the host p->host in the log? 1, and *p is that; 0
   it is not there; -1. */
int engine_at(struct engine *e, struct journal_place *p);

/* Append an entry (all but its id is given) if the host's place is still the
   one where engine_at(), or the append before this, left it. The new place is
   behind the entry. 1; 0 it is not: somebody else tells in this name; -1. */
int engine_append(struct engine *e, struct entry const *x);

/* Put an entry with its id back into a log that has lost it; and the places of
   n hosts with it. 1; -1. */
int engine_restore(struct engine *e, struct entry const *x,
  struct journal_place const *places, size_t n);

/* Read on behind this entry; with 0, from the first one on. 1, and
   engine_next() gives what follows it now; 0 it is not there, or is another;
   -1. If it is there, *first is that itself, as long as it is wanted. */
int engine_read(struct engine *e, struct frame const *last,
  struct entry *first);

/* The next of those. 1; 0 that was all: read again; -1. */
int engine_next(struct engine *e, struct entry *x);

/* Is this entry in the log? 1, 0, -1. */
int engine_has(struct engine *e, struct frame const *f);

/* The first and the last entry. 1; 0 there is none; -1. */
int engine_ends(struct engine *e, struct entry_id *first,
  struct entry_id *last);

/* Wait until there may be something behind the last entry read, or for a few
   seconds. What is called next is engine_read(), with the same entry. 1; -1. */
int engine_wait(struct engine *e, struct frame const *last);

/* Is it the entry that this frame stands for? */
int engine_same(struct entry const *x, struct frame const *f);

#endif
