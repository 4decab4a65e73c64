/* What a long-lived program gives up when it has what it needs, as far as the
   system can take it away: seccomp and Landlock under Linux, pledge and unveil
   under OpenBSD. Elsewhere, and where a kernel does not know them, nothing is
   given up and all goes on: these are nets below, not what anything relies
   on. */

#ifndef BASE_CONFINE_H
#define BASE_CONFINE_H

/* What is still needed. */
enum
{
  CONFINE_FILES = 1,      /* to open, make, rename and remove files */
  CONFINE_SOCKETS = 2     /* to make and connect sockets (to accept a
                             connection, and to read and write, is always
                             allowed) */
};

/* From now on this process and its children execute nothing, trace nobody,
   mount, load and unshare nothing, and do not do what is not in `keep`: such
   calls fail with EPERM (under OpenBSD they are the end of the process). 1 if
   that is in force, else 0. */
int confine_calls(unsigned int keep);

/* From now on files are made, written to and removed only below the directory
   `home` and those of its entries in `names` (ended by a null pointer), which
   may be links that lead elsewhere; none is executed. All may be read as
   before. For OpenBSD `path` is what `home` was opened as. 1 if that is in
   force, else 0. Before confine_calls. */
int confine_writes(int home, char const *path, char const *const *names);

#endif
