/* The certificates that are in force, and their renewal: at a look all files
   are opened (by the opener); those that have changed are read. A new pair that
   is one takes the place of the old one; what is no pair yet leaves the old one
   in force, and is looked at again the next time. */

#ifndef TLS_CERTIFICATES_H
#define TLS_CERTIFICATES_H

#include "context.h"
#include "opener.h"

struct certificates;

/* Load all of them, waiting for it. 0: and `why`: one of them is not good.
   Settings and opener must stay. */
struct certificates *certificates_load(struct tls_settings const *s,
  struct opener *o, struct text *why);

/* Warn of those that have expired: once a day each. */
void certificates_warn(struct certificates *c);

/* Begin a look; if one is under way, behind that. What is wrong gets a warning
   each time; what has expired is in force all the same, with a warning a
   day. */
void certificates_look(struct certificates *c);

/* The opener's answer is there: go on with the look. */
void certificates_answer(struct certificates *c);

/* What new handshakes are made with. */
struct context *certificates_context(struct certificates const *c);

#endif
