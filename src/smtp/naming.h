/* The address that MAIL or RCPT names, for those who judge it, and for those who
   write down whose mail was refused (session/parties.h). */

#ifndef SMTP_NAMING_H
#define SMTP_NAMING_H

#include "dialogue.h"

/* Read the argument into d->argument, where the session finds the path, and tell
   it: 1; or 0 when it was refused, because nobody could read it, or of a
   parameter that was not offered. What cannot be read pleases from who is
   naughty, as every address does. */
int naming_read(struct dialogue *d, struct command const *c);

/* Tell it once more: parties_refused. If nobody could read it, what stands
   there. */
void naming_tell(struct dialogue *d, struct command const *c,
  void (*tell)(struct session *s, char const *path, size_t n));

/* It is refused unread, whoever it is. Whose mail that was is told. */
void naming_unread(struct dialogue *d, struct command const *c);

#endif
