/* control/maildirs: which address has which Maildir. Lines are

     user@example.org      /home/user/Maildir
     @example.org          /home/info/Maildir
     postmaster            /home/user/Maildir

   The second kind takes what no address in the file takes, the third mail to
   the bare `postmaster`, and to that of each domain in the file that has no
   line for it (RFC 5321, 4.5.1). A path that does not begin with a slash is
   below the state directory. */

#ifndef CONFIG_MAILDIRS_H
#define CONFIG_MAILDIRS_H

#include <stddef.h>

#include <skalibs/genalloc.h>

#include "../base/text.h"

struct maildirs
{
  genalloc lines;
};

#define MAILDIRS_FILE "control/maildirs"
#define MAILDIRS_ZERO { GENALLOC_ZERO }

/* Read the file below `home` (-1: there is none). 1; 0 there is no such file;
   -1 something is wrong, and `why` says what and where. */
int maildirs_read(struct maildirs *m, int home, struct text *why);

/* Find all mistakes in such a file below `at`: each is a line of `why`. 1 there
   are none; 0. */
int maildirs_lint(int at, char const *file, struct text *why);

/* The i-th line: its address, its Maildir, and its number in the file. 1; 0
   there are not so many. */
struct maildirs_line
{
  char const *address;
  char const *maildir;
  unsigned int number;
};

int maildirs_at(struct maildirs_line *l, struct maildirs const *m, size_t i);

/* The path of the Maildir for address[0..n), of which the local part is the
   first `local` bytes, without quotes; or 0. Domains are compared in any
   letter case. The local part is compared exactly first; if that finds
   nothing, in any letter case; then, in the same way, what stands before its
   first `+`; then the domain's own line counts. A postmaster there always is
   where there is anybody: who takes the bare one's mail, else the file's first
   line for the domain. */
char const *maildirs_find(struct maildirs const *m, char const *address,
  size_t local, size_t n);

#endif
