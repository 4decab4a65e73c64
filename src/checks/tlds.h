/* control/tlds: points per sender domain suffix. */

#ifndef CHECKS_TLDS_H
#define CHECKS_TLDS_H

#include "check.h"

/* Score the sender domain of the MAIL that is judged: the longest suffix in
   control/tlds, in any letter case, once per domain and connection. The null
   sender, and a server without the file, never. A bad file scores nobody and
   is said in the log. */
void tlds_score(struct session *s);

/* Read the file, for `qkarma check`: 1 good, 0 there is none, -1 bad (why). */
int tlds_check(int home, struct text *why);

#endif
