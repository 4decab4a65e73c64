/* Conversations, as the process that waits knows them: a fixed number of slots,
   which are given out with orders, and come back. */

#ifndef SERVER_DESK_H
#define SERVER_DESK_H

#include <stdint.h>

#include "guest.h"

/* Orders go to this descriptor; there may be so many conversations. 1, 0
   (errno). */
int desk_begin(int forker, uint32_t conversations);

/* 1 if there is a slot, and orders can be sent now. */
int desk_free(void);

/* Give the guest to a process of its own; it is none any more. 1; 0 not now,
   and all is as before. */
int desk_give(struct guest *g);

/* How many conversations there are, in all and with clients of this class. */
uint32_t desk_busy(void);
uint32_t desk_busy_with(enum client_class class);

/* How many there were, ever. */
uint64_t desk_given(void);

/* 1 if the other process is gone. */
int desk_lost(void);

#endif
