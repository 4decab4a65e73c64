/* TLS: are there certificates, and does somebody make handshakes with them? */

#ifndef TOOL_LINT_TLS_H
#define TOOL_LINT_TLS_H

#include "access.h"
#include "finding.h"

/* What is there of it; all zero if nothing is. */
struct tls_service
{
  unsigned int configured : 1;    /* a file control/tls */
  unsigned int there : 1;         /* the daemon's socket, or a server before
                                     qkarma-smtpd that makes TLS for it */
};

/* If there is a control/tls: have qkarma-tlsd look at the certificates in it,
   and see that its socket answers and that this user may connect to it. What is
   wrong with the file itself is told where the other control files are. Fills
   the service. */
void tls_find(struct findings *f, int home, struct smtpd_user const *v,
  struct tls_service *service);

#endif
