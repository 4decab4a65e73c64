/* STARTTLS under `limits tls pass`. */

#ifndef SMTP_STARTTLS_H
#define SMTP_STARTTLS_H

#include "dialogue.h"

/* Relay a clean client's STARTTLS; after the backend's 220 bytes pass blindly
   until both sides are done (end `tls`). What the client sent in the clear
   behind its STARTTLS is thrown away (CVE-2011-0411). A naughty client gets
   454, one that was not offered it 502. */
void starttls_run(struct dialogue *d, struct command const *c);

#endif
