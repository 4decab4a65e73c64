/* Who may do what in the state directory. */

#ifndef TOOL_LINT_ACCESS_H
#define TOOL_LINT_ACCESS_H

#include <sys/stat.h>
#include <sys/types.h>

#include "finding.h"

/* The user that qkarma-smtpd runs as. */
struct smtpd_user
{
  uid_t uid;        /* (uid_t)-1: somebody who owns nothing there */
  gid_t gid;        /* (gid_t)-1: the group that journal/current has */
  gid_t also;       /* another one that it has, or (gid_t)-1 */
};

/* What one may do with a file or a directory. */
enum access
{
  ACCESS_READ = 4,
  ACCESS_WRITE = 2,
  ACCESS_SEARCH = 1
};

/* May the user do all of these? */
int access_may(struct stat const *st, struct smtpd_user const *v,
  unsigned int needs);

/* The same user with the group of journal/current, if v has none. */
struct smtpd_user access_user(int home, struct smtpd_user const *v);

/* See that this user can do what qkarma-smtpd does, that the fold's files all
   belong to one user, and that nobody else can do more than he should. */
void access_find(struct findings *f, int home, struct smtpd_user const *v);

#endif
