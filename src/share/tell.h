/* This host's journal into the common log. */

#ifndef SHARE_TELL_H
#define SHARE_TELL_H

#include "engine.h"
#include "own.h"

struct tell
{
  int home;
  struct engine *engine;
  struct error error;         /* after -1 */
  struct own own;
  struct journal_place at;    /* what the engine has as our place */
  int known;                  /* it has one */
};

/* Begin where the log has this host's journal; a host that it does not know
   begins with the end of its journal, or, with `all`, with the oldest line
   that is kept. 1; -1. */
int tell_begin(struct tell *t, int home, struct engine *e, int all);

/* Tell one entry. 1 told; 0 there is nothing new; -1. */
int tell_step(struct tell *t);

/* Behind what was told: is it worth telling at once? Who tells after each sync
   what came during it never rests, and tells a few lines at a time; and for a
   few, all who hear have the entry before them once more. 1, or 0. */
int tell_more(struct tell const *t);

/* When nothing is told: is what we told still there? Nobody says so if an
   engine that stays connected has lost it. 1; -1 it is not. */
int tell_check(struct tell *t);

void tell_end(struct tell *t);

#endif
