/* control/spare: clients that are not judged, as with WHITELISTCLIENT, under
   any server. */

#ifndef CHECKS_SPARE_H
#define CHECKS_SPARE_H

#include "../base/text.h"
#include "../session/session.h"

#define SPARE "control/spare"

/* Make the client immune if a line of the file holds its address. A line that
   is wrong spares nobody, and that is said; a file that cannot be read,
   too. */
void spare_client(struct session *s);

/* Find all mistakes in such a file below `at`: each is a line of `why`. 1 there
   are none; 0. */
int spare_lint(int at, char const *file, struct text *why);

#endif
