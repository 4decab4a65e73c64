/* The fold's lock, waited for. */

#ifndef SHARE_GUARD_H
#define SHARE_GUARD_H

#include "../journal/error.h"

/* Take the fold's lock as soon as no fold has it. Returns a descriptor to
   close when done (fold/lock.h), or -1. */
int guard_take(int home, struct error *error);

#endif
