/* A connection, from the client that the environment names to its line in the
   journal: all that qkarma-smtpd is, for a process that was started for it
   (src/qkarma-smtpd.c) and for one that was forked (server/). */

#ifndef SMTP_CONNECTION_H
#define SMTP_CONNECTION_H

#include "../checks/ruleset.h"
#include "../session/log.h"

/* control/checks and control/awards as they were read. */
struct connection_rules
{
  struct ruleset *ruleset;  /* the caller's */
  int good;                 /* 0: nobody knows what they say */
  char why[1000];           /* ... and what is wrong with them, or empty */
};

/* What whoever forked this process knows of the client already. */
struct connection_before
{
  struct connection_rules const *rules;   /* 0: they are yet to be read */
  tain start;               /* when the connection began */
  unsigned int waited;      /* milliseconds, see session.h */
  unsigned int teased : 1;  /* likewise */
  unsigned int looked_up : 1;   /* so are all up to q known */
  unsigned int spare_names : 1;
  unsigned int spared;
  unsigned int weighed : 1;
  struct record record;
  uint64_t q;
  unsigned int forwarded : 1;   /* a load balancer was asked for it already, */
  char const *trouble;      /* ... and did not say it right: why, or 0 */
  void (*stays)(void);      /* called when its line is written, and it becomes
                               the backend */
};

struct connection
{
  char const *const *backend;     /* its command line */
  enum log_level level;
  int home;                       /* the state directory, -1: not there */
  struct connection_before const *before;   /* 0: nothing */
};

/* Before anything else: SIGPIPE and SIGXFSZ are errors to handle, TERM, HUP and
   INT are remembered, and the clock is one that nobody sets. */
void connection_prepare(void);

/* Read control/checks and control/awards, with the environment, into
   *c->ruleset. */
void connection_read(struct connection_rules *c, int home);

/* Serve the client on descriptors 0 and 1 to its end, write its line, and exit;
   or become the backend of one that is immune. One per process. */
void connection_serve(struct connection const *c);

#endif
