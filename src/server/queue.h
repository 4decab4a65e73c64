/* Who is where: guests that are silent before they are greeted, and those whose
   time has come and for whom there is no process yet. */

#ifndef SERVER_QUEUE_H
#define SERVER_QUEUE_H

#include <skalibs/tai.h>

#include "guest.h"

/* So many guests at most; so many conversations. 1, 0 (errno). */
int queue_begin(uint32_t guests, uint32_t conversations);

/* Room for one more guest: when there is none, who has waited longest is
   greeted early, or, when nobody can be greeted, told to come again. 1, 0 there
   is none. */
int queue_make_room(void);

/* Let it be silent for so many milliseconds. 1; 0 (errno) it cannot be
   watched. */
int queue_wait(struct guest *g, unsigned int milliseconds);

/* Its time has come. */
void queue_ready(struct guest *g);

/* Those whose wait is over are judged at the door, or ready; those that have
   been ready too long are told to come again. */
void queue_late(void);

/* Give those that are ready to processes, as far as there is room: those that
   are known to be good first. 1; 0 there is nobody any more who starts
   processes. */
int queue_serve(void);

/* Tell all guests to come again. */
void queue_turn_all_away(char const *reply, char const *why);

/* If something is to be done sooner than at that time, take it. */
void queue_sooner(tain *deadline);

/* How many wait, and how many are ready. */
uint32_t queue_waiting(void);
uint32_t queue_standing(void);

/* 1 while more than half of what there may be is in use: unknown clients wait a
   fifth then. */
int queue_stress(void);

#endif
