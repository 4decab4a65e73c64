/* Listening to the client: the next line. */

#ifndef SMTP_LISTEN_H
#define SMTP_LISTEN_H

#include "dialogue.h"

#define LISTEN_LONG ((size_t)-1)

/* Wait for the client's next line; an unsolicited reply meanwhile ends the
   dialogue. Returns the line's length with its LF: it stands at the
   beginning of the client's input until it is taken. LISTEN_LONG when the line
   was longer than `limits line`, an AUTH command or, in the middle of an
   exchange (`auth`), any line longer than LIMIT_AUTH_LINE: then it was read to
   its end and thrown away. 0 when the dialogue is over: the client left, was
   too slow, or the backend spoke. */
size_t listen_line(struct dialogue *d, int auth);

#endif
