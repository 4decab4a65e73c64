/* Replies: all that we say ourselves, as data; and what the backend's replies
   mean. (Only refusals are made of what the checks say, by session/refusal.c:
   also for tool/simulate, which has no dialogue.) */

#ifndef SMTP_REPLY_H
#define SMTP_REPLY_H

#include <stddef.h>

#include "../base/text.h"
#include "../session/session.h"

/* Our own words, each a whole reply with its CR LF. */
extern char const reply_trouble[];        /* 421: something of ours is wrong */
extern char const reply_stopping[];       /* 421: by a signal */
extern char const reply_backend_gone[];   /* 421: no backend any more */
extern char const reply_not_queued[];     /* 451: the backend did not take it */
extern char const reply_timeout[];        /* 421 */
extern char const reply_session_timeout[];
extern char const reply_go_ahead[];       /* 354 */
extern char const reply_ok[];             /* 250 */
extern char const reply_sender_ok[];
extern char const reply_recipient_ok[];
extern char const reply_cannot_verify[];  /* 252 */
extern char const reply_cannot_queue[];   /* 458, of ETRN */
extern char const reply_not_here[];       /* 502 */
extern char const reply_tls_ready[];      /* 220, of STARTTLS */
extern char const reply_no_tls[];         /* 454: nobody is there to make it */
extern char const reply_tls_first[];      /* 530 */
extern char const reply_auth_tls_first[]; /* 538, of AUTH */
extern char const reply_no_argument[];    /* 501 */
extern char const reply_help[];           /* 214 */
extern char const reply_bye[];            /* 221 */
extern char const reply_unknown[];        /* 500 */
extern char const reply_too_many_unknown[]; /* 521 */
extern char const reply_not_smtp[];       /* 521 */
extern char const reply_bad_line[];       /* 500 */
extern char const reply_long_line[];
extern char const reply_sequence[];       /* 503 */
extern char const reply_payload[];        /* 503, we close */
extern char const reply_too_many[];       /* 421, we close */
extern char const reply_recipients[];     /* 452 */
extern char const reply_only_data[];
extern char const reply_parameter[];      /* 555 */
extern char const reply_argument[];       /* 501 */
extern char const reply_bare_newline[];   /* 550, we close */
extern char const reply_nul[];            /* 550, we close. X.6.0: how lines
                                             end is the protocol's (X.5.2), a
                                             NUL is the content's fault
                                             (RFC 5321 2.3.8; 2045 2.8) */

extern char const reply_pipelining[];     /* the code alone: the check has the
                                             text */

/* Append our own greeting, and our own reply to EHLO or HELO of a naughty
   client: the same extensions as a usual server's (STARTTLS if `tls`), so that
   it learns nothing, and SMTPUTF8, without which a sender's server would bounce
   at once what we only defer. Of the host's name 255 bytes at most (RFC 5321
   4.5.3.1.2). */
void reply_greeting(struct text *t, char const *host);
void reply_ehlo(struct text *t, char const *host, int tls);
void reply_helo(struct text *t, char const *host);

/* A complete reply of the backend. */
#define ANSWER_MAX 65536

struct answer
{
  int code;               /* 200 to 599 */
  size_t len;
  char text[ANSWER_MAX];  /* byte for byte, all lines */
};

/* The code at the beginning of a reply line of n bytes with its line end:
   200 to 599; *more tells whether another line follows (`250-`). 0 if it is
   no reply line. */
int reply_code(char const *line, size_t n, int *more);

/* What a reply to MAIL, RCPT or the dot says of the client. "For good" are
   550, 551, 553, 554 and 556, unless the enhanced code is X.2.x, X.3.x or
   X.4.x: a full mailbox or a system in trouble is nobody's fault. */
enum fate
{
  FATE_ACCEPTED,
  FATE_LATER,         /* 4yz */
  FATE_FOR_GOOD,
  FATE_NOBODY         /* refused, and nobody's fault */
};
enum fate reply_fate(struct answer const *a);

#endif
