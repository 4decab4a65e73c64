/* The bounds of a whole session: how many commands (`limits commands`) and how
   long (`limits session_timeout`). Each step has its own time-out; these are
   there so that many steps do not make an endless session.

   A limit that is passed must not keep a message away that could still come:
   as long as a transaction has a recipient who was accepted, 452 is all that
   is said, and DATA is served. The 421 comes behind the transaction. */

#ifndef SMTP_BOUNDS_H
#define SMTP_BOUNDS_H

#include "dialogue.h"

/* Until when the client's next line is waited for: `limits command_timeout`,
   and in a transaction never past the end of the session. (Elsewhere only QUIT
   can come behind it, and may: a message can have taken longer.) */
void bounds_deadline(struct dialogue const *d, tain *deadline);

/* Count a line of the client's: a command with this verb, a line of an AUTH
   exchange (VERB_AUTH), one that was too long (VERB_UNKNOWN). 1 when a limit
   is passed: then it was answered, and the dialogue may be over. */
int bounds_passed(struct dialogue *d, enum verb verb);

/* A recipient was accepted. That was no idle command. */
void bounds_recipient(struct dialogue *d);

#endif
