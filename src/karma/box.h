/* The box, in words. When it is in force: rule_boxed. */

#ifndef KARMA_BOX_H
#define KARMA_BOX_H

#include <stdint.h>

#include "../base/text.h"

/* Append the days from now to `until` with two decimal places, rounded up:
   `0.96`, never `0.00`. */
void box_adddays(struct text *t, uint64_t until, uint64_t now);

/* Append what a boxed client is told. */
void box_addreply(struct text *t, uint64_t until, uint64_t now);

#endif
