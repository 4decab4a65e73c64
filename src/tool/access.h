/* Who may do what in the state directory. */

#ifndef TOOL_ACCESS_H
#define TOOL_ACCESS_H

#include <sys/types.h>

#include "finding.h"

/* The user that qkarma-smtpd runs as. */
struct visitor
{
  uid_t uid;        /* (uid_t)-1: somebody who owns nothing there */
  gid_t gid;        /* (gid_t)-1: the group that journal/current has */
};

/* See that this user can do what qkarma-smtpd does, that the fold's files all
   belong to one user, and that nobody else can do more than he should. */
void access_find(struct findings *f, int home, struct visitor const *v);

#endif
