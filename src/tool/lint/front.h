/* Which group qkarma-smtpd has by its file, and whether whatever it starts has
   it, too. */

#ifndef TOOL_LINT_FRONT_H
#define TOOL_LINT_FRONT_H

#include "access.h"
#include "finding.h"

/* The user whom the state directory sees, where a user starts the set-group-ID
   copy in `directory` (0: there is none; then it is v). It has the group that
   its file should have, if we may not look. */
struct smtpd_user front_user(struct smtpd_user const *v, int home,
  char const *directory);

/* The same where qkarma-server stands at the network. */
struct smtpd_user front_server(struct smtpd_user const *v);

/* Look at that directory, the program in it and the key: may this user start
   it, and nobody get at it otherwise? Without a directory, tell what a backend
   can do. `maildir`: the backend is qkarma-maildir, which reads control and has
   not the group for it. */
void front_find(struct findings *f, int home, struct smtpd_user const *v,
  char const *directory, int maildir);

#endif
