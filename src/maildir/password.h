/* Is this the user's password? Asked of a program with the interface of
   checkpassword(8): it reads `login NUL password NUL timestamp NUL` from
   descriptor 3 and exits 0 for yes, after running its own arguments, 1 for
   no, anything else for trouble. */

#ifndef MAILDIR_PASSWORD_H
#define MAILDIR_PASSWORD_H

#include <stddef.h>

#define PASSWORD_MAX 512      /* bytes that the program reads at most */
#define PASSWORD_SECONDS 60   /* that it may take */

enum password
{
  PASSWORD_GOOD,
  PASSWORD_WRONG,
  PASSWORD_TROUBLE            /* one warning on stderr */
};

/* Run it, with secret[0..n) on its descriptor 3, and nothing on its stdin and
   stdout: those are the client's. */
enum password password_check(char const *const *argv, char const *secret,
  size_t n);

/* Overwrite a secret, whatever the compiler thinks of it. */
void password_wipe(char *s, size_t n);

#endif
