/* The body of a message, streamed from the client to somebody. */

#ifndef SMTP_STREAM_H
#define SMTP_STREAM_H

#include "dialogue.h"

/* Read the body to its strict end. It goes to the peer (d->peer: the backend
   or the trainer) as long as that listens, and otherwise to nobody. 1 when the
   end was read; what is said of the body is in d->body. 0 when the client left
   or was too slow: the dialogue is over.

   A client is too slow that sends nothing for `limits data_timeout` seconds,
   or less over that time (5 minutes by default) than pace.h asks for. A peer
   that does not read for `limits backend_timeout` seconds gets no more of
   it. */
int stream_body(struct dialogue *d);

/* 1 if the peer still listens and has said nothing. */
int stream_listens(struct dialogue const *d);

#endif
