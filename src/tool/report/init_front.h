/* `qkarma init --front`: a set-group-ID qkarma-smtpd in a directory of its
   own, so that the server behind it need not have the state directory's
   group. */

#ifndef TOOL_REPORT_INIT_FRONT_H
#define TOOL_REPORT_INIT_FRONT_H

#include <sys/types.h>

/* Make or mend, and report: the directory, which only `gid' may enter
   ((gid_t)-1: whoever may already); in it a copy of the qkarma-smtpd in PATH,
   with the group that control has below `home'; and the key. All of it is
   root's. Dies (100, 111). */
void init_front(int home, char const *directory, gid_t gid);

#endif
