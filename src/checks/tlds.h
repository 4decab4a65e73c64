/* control/tlds: points per sender domain suffix. */

#ifndef CHECKS_TLDS_H
#define CHECKS_TLDS_H

#include "check.h"

/* Score the sender domain of the MAIL that is judged: the longest suffix in
   control/tlds, in any letter case, once per domain and connection. The null
   sender, and a server without the file, never. A bad file scores nobody and
   is said in the log. */
void tlds_score(struct session *s);

#define TLDS "control/tlds"

/* Find all mistakes in such a file below `at`: each is a line of `why`. 1 there
   are none; 0. */
int tlds_lint(int at, char const *file, struct text *why);

#endif
