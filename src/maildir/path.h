/* Addresses as they stand in MAIL and RCPT (RFC 5321, 4.1.2). */

#ifndef MAILDIR_PATH_H
#define MAILDIR_PATH_H

#include <stddef.h>

#define PATH_LEN 320    /* bytes at most: 64 @ 255 */

struct path
{
  size_t local;         /* bytes of plain before the @; plain[0..len) */
  size_t len;           /* 0: the null sender */
  size_t rawlen;
  char plain[PATH_LEN]; /* the address without quotes and backslashes */
  char raw[PATH_LEN];   /* as it came, without its source route */
};

/* Scan `<address>` at the beginning of s[0..n): a dot-string or a quoted
   local part, a domain or an address literal. A source route is passed over.
   `<>` and, without a domain, `<postmaster>` are addresses too. Returns the
   bytes up to and including the `>`, or 0 when it is malformed or too long.
   All bytes of a path are printable ASCII or blanks inside quotes. */
size_t path_scan(struct path *p, char const *s, size_t n);

#endif
