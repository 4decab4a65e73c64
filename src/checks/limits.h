/* limits: the dialogue's resources. They hold for everybody, whether or not
   the check is listed. */

#ifndef CHECKS_LIMITS_H
#define CHECKS_LIMITS_H

#include "check.h"

enum limit
{
  LIMIT_COMMAND_TIMEOUT,    /* seconds */
  LIMIT_DATA_TIMEOUT,
  LIMIT_DATA_RATE,          /* bytes a second */
  LIMIT_BACKEND_TIMEOUT,
  LIMIT_SESSION_TIMEOUT,
  LIMIT_LINE,               /* bytes of a command line */
  LIMIT_RECIPIENTS,         /* of a message; 0: no limit */
  LIMIT_COMMANDS,           /* without an accepted message; 0: no limit */
  LIMIT_AUTH,               /* enum limit_auth */
  LIMIT_TLS,                /* enum limit_tls */
  LIMIT_TLS_REQUIRED,       /* 1: no MAIL before TLS */
  LIMIT_AUTH_CLEAR,         /* enum limit_clear */
  LIMIT_TLS_TIMEOUT,        /* seconds */
  LIMIT_TLS_TELL,           /* 1: behind STARTTLS the backend begins anew */
  LIMIT_HEADER,             /* 1: put an X-Karma header field */
  LIMIT_CONTACT,            /* a text: limit_contact */
  LIMIT_ENVELOPE,           /* 1: write down whose mail was refused */
  LIMIT_BACKEND_FILE,       /* MiB of a file that it writes; 0: no limit */
  LIMIT_BACKEND_MEMORY,     /* MiB of address space of each of its processes */
  LIMIT_BACKEND_PROCESSES,  /* of its user */
  LIMITS
};

enum limit_auth
{
  AUTH_NEVER,
  AUTH_ALWAYS,
  AUTH_AUTO                 /* not on port 25 */
};

enum limit_tls
{
  TLS_HIDE,                 /* STARTTLS is not offered */
  TLS_PASS,                 /* it is relayed, and what follows is not seen */
  TLS_END,                  /* it is ours, and what follows is judged */
  TLS_NOW,                  /* likewise, and encrypted from the first byte */
  TLS_AUTO                  /* end or now where TLS can be made, else pass */
};

/* May AUTH come before TLS? */
enum limit_clear
{
  CLEAR_NEVER,
  CLEAR_ALWAYS,
  CLEAR_AUTO                /* only where TLS does not end here, and from
                               loopback */
};

#define LIMIT_AUTH_LINE 12288   /* bytes of a line of AUTH, RFC 4954 4 */

extern struct check const check_limits;

/* The value of a limit. */
uint64_t limit_of(struct session const *s, enum limit l);

/* The last line of each refusal, as the operator has written it, or 0. */
char const *limit_contact(struct session const *s);

/* The client went past this limit: a word for the log. */
void limit_passed(struct session *s, enum limit l);

/* 1 if a naughty client of this connection may still authenticate. */
int limit_auth(struct session const *s);

#endif
