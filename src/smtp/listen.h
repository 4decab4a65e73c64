/* Listening to the client: the next line. */

#ifndef SMTP_LISTEN_H
#define SMTP_LISTEN_H

#include "dialogue.h"

/* Wait for the client's next line; what the backend says unasked meanwhile
   ends the dialogue. Returns the line's length with its LF: it stands at the
   beginning of the client's input until it is taken. A line that is too long
   (`limits line`; LIMIT_AUTH_LINE for AUTH, and in its exchange: `auth`) is
   read to its end and thrown away, and answered 500. 0 when the dialogue is
   over: the client left, was too slow, or the backend spoke. */
size_t listen_line(struct dialogue *d, int auth);

#endif
