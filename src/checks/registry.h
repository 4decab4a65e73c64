/* The one list of all checks. */

#ifndef CHECKS_REGISTRY_H
#define CHECKS_REGISTRY_H

#include <stddef.h>

#include <skalibs/stralloc.h>

#include "check.h"

#define REGISTRY_MAX 20   /* room for this many checks */

/* All checks, ended by a null pointer. */
extern struct check const *const registry[];

/* The check of this name, or 0. */
struct check const *registry_find(char const *name);

/* Append the names of those in force where there is no control/checks, a line
   each, as that would have them. */
void registry_standard(stralloc *sa);

#endif
