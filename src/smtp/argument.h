/* What stands behind MAIL and RCPT: `FROM:<path> parameters`, and what is sent
   in its place. Servers read on where RFC 5321 (4.1.1.2, 4.1.2) stops, each in
   its own way, and whoever finds another path than the server behind judges
   another sender, and lets parameters pass that it never saw.

   So this is the rule of qmail-smtpd (addrparse in qmail-smtpd.c), which
   mailfront (parse_addr_arg in protocol-smtp.c) shares:
   - the path begins behind the first `<`, whatever stands before that; if
     there is none, behind the first colon and blanks;
   - a source route, from `@` to the first colon, is no part of it;
   - it ends at `>`, or, if it had no `<`, at a blank; quotes hide that end,
     and so does a backslash, in quotes and out of them;
   - quotes and backslashes are no part of it.

   Exim reads from both ends: parameters backwards from the last word
   (extract_option in smtp_in.c), the rest as RFC 822 has it, with comments and
   a display name (parse_extract_address in parse.c). What Exim, qmail-smtpd
   or mailfront would take, but not for the same path, is therefore refused:
   - outside quotes, parentheses in a path, or a blank beside `@` or `.`; in
     one without brackets any blank, even behind a backslash;
   - a `<` that stands in quotes, in a comment or in a parameter, or behind a
     backslash;
   - a route with anything but domains in it, and what looks like one only
     when its quotes are gone;
   - neither `<` nor a colon; control bytes; quotes that are left open. */

#ifndef SMTP_ARGUMENT_H
#define SMTP_ARGUMENT_H

#include <stddef.h>

#define ARGUMENT_PATH 1024    /* bytes of a path; RFC 5321, 4.5.3.1.3: 256 */

struct argument
{
  size_t len;                 /* of the path; 0: the null sender */
  char const *raw;            /* the path as it came, quotes and all, */
  size_t rawlen;              /* without its route and blanks around it */
  char const *rest;           /* where parameters are: behind the path, or */
  size_t restlen;             /* everywhere, when its `>` is missing */
  unsigned int bracket : 1;   /* it began with `<` */
  unsigned int open : 1;      /* ... and has no `>` */
  unsigned int strict : 1;    /* the argument begins with exactly `FROM:<` */
  char path[ARGUMENT_PATH];   /* without its quotes and backslashes */
};

/* Read s[0..n), which has no blank at its ends; `word` is FROM: or TO:. Points
   into it. 1, or 0 when no two servers would agree on it: 501; the path is
   empty then, but `strict` valid. An empty argument has an empty path. */
int argument_read(struct argument *a, char const *s, size_t n,
  char const *word);

/* The length of the keyword with which the word s[0..n) begins, if it has the
   form of a parameter (RFC 5321, 4.1.2), else 0. A value that is missing does
   not matter: Exim takes `PRDR=` too. */
size_t argument_keyword(char const *s, size_t n);

#endif
