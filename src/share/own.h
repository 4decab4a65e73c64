/* This host's own journal, in pieces for the common log: whole lines, in file
   order, through as many segments as there are. */

#ifndef SHARE_OWN_H
#define SHARE_OWN_H

#include "engine.h"
#include "../journal/error.h"
#include "../journal/frame.h"
#include "../journal/segment.h"

struct own
{
  int home;
  struct error *error;
  struct journal_place at;              /* behind the last piece */
  struct segment segment;       /* its fd is -1 when closed */
  int sealed;                   /* no writer has it any more */
  uint64_t synced;              /* so much of it is on the disk */
  int reads_only;               /* only to look: nothing is mended */
  char bytes[FRAME_ENTRY];
};

/* Begin at this place. If the journal does not have it any more, says so and
   begins with the segment behind, which is made if it must. All zero before
   the first time. 1; -1. */
int own_begin(struct own *o, int home, struct journal_place const *at,
  struct error *error);

/* Where the journal of p->host ends now, and where it begins: places for who
   begins to tell. 1; -1. */
int own_end(struct journal_place *p, int home, struct error *error);
int own_start(struct journal_place *p, int home, struct error *error);

/* The next piece: all of an entry but its id; with sync it is on the disk. The
   bytes are valid until the next call, which goes on behind it. 1; 0 there is
   none now; -1. */
int own_piece(struct own *o, struct entry *x, int sync);

/* Behind a synced piece, is there a whole entry that was there when it was
   synced? What is less, or came since, can wait for what follows it. 1, or
   0. */
int own_more(struct own const *o);

void own_close(struct own *o);

/* How long is the oldest line waiting that is behind this place? In seconds; 0
   when there is none. */
uint64_t own_waiting(int home, struct journal_place const *at);

#endif
