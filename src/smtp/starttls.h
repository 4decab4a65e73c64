/* The STARTTLS command; and what follows it under `limits tls pass`. */

#ifndef SMTP_STARTTLS_H
#define SMTP_STARTTLS_H

#include "dialogue.h"

/* Where TLS ends here, tls.h has the rest. Else relay STARTTLS to a backend
   that offered it; after the backend's 220 bytes pass blindly until both sides
   are done (end `tls`). What the client sent in the clear behind its STARTTLS
   is thrown away (CVE-2011-0411).

   A naughty client may have it where it may authenticate (`limits auth`):
   there AUTH may be had behind TLS only. Elsewhere it is refused here and now,
   if it was offered TLS before it was flagged; behind TLS it could not be any
   more.

   Where nothing passes for `limits backend_timeout` seconds, it is over; and
   a time of the client's in which less comes than pace.h asks for counts
   against `limits session_timeout`. */
void starttls_run(struct dialogue *d, struct command const *c);

#endif
