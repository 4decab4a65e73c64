/* protocol: how well the client speaks SMTP. The dialogue sees what happens
   and tells it here; framing itself is the dialogue's own and holds for
   everybody. */

#ifndef CHECKS_PROTOCOL_H
#define CHECKS_PROTOCOL_H

#include "check.h"

extern struct check const check_protocol;

/* An unknown command came; again: it is one of those behind a refused DATA,
   probably a body, of which the first has counted. 1 when that is one too many:
   answer 521 and close. */
int protocol_unknown(struct session *s, int again);

/* The first line is no SMTP (GET, a message header ...). 1: answer 521 and
   close. */
int protocol_non_smtp(struct session *s, char const *line, size_t n);

/* Something was sent behind a command that ends a group (RFC 2920), before
   our reply to it. May flag or refuse: ask s->verdict afterwards. */
void protocol_pipelining(struct session *s, char const *verb);

/* A MAIL or RCPT argument does not begin FROM:< or TO:<. Counts once for
   each of the two. */
void protocol_envelope(struct session *s, int rcpt);

/* A message with a bare LF, a bare CR, or a NUL has been read. 1: refuse
   it. */
int protocol_bare_lf(struct session *s);
int protocol_bare_cr(struct session *s);
int protocol_nul(struct session *s);

/* The dialogue refuses what no two servers would take for the same, or what was
   not offered: whatever the options say, listed or not. For log and journal. */
void protocol_refused(struct session *s, char const *what);

#endif
