/* rblsmtpd, as the ruleset sees it. */

#ifndef CHECKS_RBLSMTPD_H
#define CHECKS_RBLSMTPD_H

#include "check.h"

extern struct check const check_rblsmtpd;

/* For a ruleset without the check: say in the log that a text in RBLSMTPD,
   which is to refuse this client, does nothing. */
void rblsmtpd_unlisted(struct session *s);

#endif
