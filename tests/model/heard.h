/* What the hostile server has noted, and what its replies mean. */

#ifndef HEARD_H
#define HEARD_H

/* The entry at *at, if it is of this kind: what stands behind the letter, until
   the next call; and *at goes on behind it. 0: it is of another kind. */
char const *heard_entry(char const **at, char kind);

int heard_code(char const *reply);

/* RFC 5321, 4.2, as qkarma-smtpd(8) has it. */
enum heard_fate
{
  HEARD_ACCEPTED,
  HEARD_LATER,
  HEARD_FOR_GOOD,
  HEARD_NOBODY
};
enum heard_fate heard_fate(char const *reply);

/* What the client is to hear of a reply to EHLO. 1 if ETRN is in it. */
int heard_filter(char *to, char const *reply);

#endif
