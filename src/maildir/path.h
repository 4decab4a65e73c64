/* Addresses as they stand in MAIL and RCPT (RFC 5321, 4.1.2; RFC 6531, 3.3). */

#ifndef MAILDIR_PATH_H
#define MAILDIR_PATH_H

#include <stddef.h>

#include "../base/text.h"

#define PATH_LEN 320              /* bytes at most: 64 @ 255 */
#define PATH_ADD (2 * PATH_LEN + 2)

struct path
{
  size_t local;         /* bytes of plain before the @; plain[0..len) */
  size_t len;           /* 0: the null sender */
  char plain[PATH_LEN]; /* the address without quotes and backslashes */
};

/* Scan all of s[0..n), a path without its brackets and source route: a
   dot-string or a quoted local part, a domain or an address literal; nothing
   at all; or, without a domain, `postmaster`. 1, or 0 when it is malformed or
   too long. All bytes of a path are printable ASCII, blanks that were quoted,
   or UTF-8. */
int path_scan(struct path *p, char const *s, size_t n);

/* Append the address, its local part in quotes where it needs them; at most
   PATH_ADD bytes. */
void path_add(struct text *t, struct path const *p);

#endif
