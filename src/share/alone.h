/* Being alone: nobody hears us, so our own lines go into our copy of the common
   log as they are, for the time being. The databases get second names before:
   once we hear again, what they were then comes back. */

#ifndef SHARE_ALONE_H
#define SHARE_ALONE_H

#include "common.h"
#include "own.h"

#define ALONE_AFTER 30        /* seconds that a line of ours was not heard */

struct alone
{
  int home;
  struct error error;         /* after -1 */
  struct common common;
  struct own own;
  int kept;                   /* the databases have their second names */
};

/* Is it time to be alone? Once a line of ours was not heard for so long, or if
   we are alone already. 1, 0, -1. */
int alone_due(int home, struct error *error);

/* Begin behind our last line in the log. All zero before the first time. 1;
   -1. */
int alone_begin(struct alone *a, int home);

/* Append one entry. 1; 0 there is nothing new; -1. */
int alone_step(struct alone *a);

void alone_end(struct alone *a);
#endif
