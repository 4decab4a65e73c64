/* The process that forks: it holds no client's socket but the one that it has
   just been given, so that a fork copies next to nothing, and no conversation
   has a hand on another's client. */

#ifndef SERVER_FORKER_H
#define SERVER_FORKER_H

#include <stdint.h>

#include "../session/log.h"

struct forker
{
  enum log_level level;
  char const *const *backend;
  uint32_t conversations;       /* at most */
  int const *listener;          /* not its own: it closes them */
  unsigned int listeners;
};

/* Start it. Returns its end of the pair on which orders are sent, and from
   which slots are read (a uint32_t each) whose conversation is over; -1
   (errno). */
int forker_start(struct forker const *f);

/* 0 and 1 are a conversation's: in both processes they lead nowhere. It ends
   with 111 if that cannot be. */
void forker_close_stdio(void);

#endif
