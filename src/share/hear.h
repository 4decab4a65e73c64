/* The common log, from the engine into common/. */

#ifndef SHARE_HEAR_H
#define SHARE_HEAR_H

#include "common.h"
#include "engine.h"

struct hear
{
  int home;
  struct engine *engine;
  struct error error;         /* after -1 */
  struct common common;
};

/* Begin behind the last entry that is here; what the engine does not have goes
   first. What is ours alone stays until the engine has something new: it may
   still take nothing of us. All zero before the first time. 1; -1. */
int hear_begin(struct hear *h, int home, struct engine *e);

/* Write down what there is. 1 something was; 0 nothing new; -1. */
int hear_step(struct hear *h);

/* How long is our oldest line waiting that is not in the log here? In seconds;
   0 when there is none. */
uint64_t hear_waiting(struct hear const *h);

void hear_end(struct hear *h);

#endif
