/* The Maildirs of the embedded backend. */

#ifndef TOOL_LINT_MAILBOXES_H
#define TOOL_LINT_MAILBOXES_H

#include "access.h"
#include "finding.h"

/* Read control/maildirs, if it is right, and see that each Maildir is there,
   and that this user may deliver into it, if it is known who he is. Without
   the file there is nothing wrong unless qkarma-maildir runs: `runs`. */
void mailboxes_find(struct findings *f, int home, struct smtpd_user const *v,
  int runs);

#endif
