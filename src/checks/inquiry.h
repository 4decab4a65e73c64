/* What this connection asks the DNS: one set of sockets, watched by whoever
   waits for the client anyway, and the questions of each check. Of who asks
   nothing no byte of it is touched. */

#ifndef CHECKS_INQUIRY_H
#define CHECKS_INQUIRY_H

#include "lists_ask.h"
#include "../session/session.h"

#define INQUIRY_SENDERS 4    /* domains that are remembered */

/* The lists of control/dnsbl, about the client's address. */
struct dnsbl_asked
{
  struct lists lists;
  struct lists_asked asked;
  unsigned int begun : 1;
  unsigned int found : 1;   /* it is listed: said once */
};

/* The names of the client's address, and the addresses of these. */
struct rdns_asked
{
  struct dns_question name;
  struct dns_question address[DNS_NAMES];
  unsigned int spared[DNS_NAMES];   /* the line of control/spare that has this
                                       name, or 0 */
  unsigned int looked_up : 1;       /* there */
  unsigned int found : 1;
};

/* The name of its HELO. */
struct helo_asked
{
  struct dns_question question[3];    /* A, AAAA, MX */
  unsigned int faults;                /* see name_rules.h */
  unsigned int about : 1;   /* the questions are about the last HELO */
  unsigned int found : 1;
};

/* A sender's domain. */
struct sender_asked
{
  char domain[DNS_NAME + 1];          /* "": not used yet */
  size_t len;
  tain until;                         /* RCPT waits for the answers */
  struct dns_question mx;
  struct dns_question address[2];     /* A, AAAA: where there is no MX */
  struct lists_asked lists;           /* of control/rhsbl */
};

struct inquiry
{
  struct dns dns;
  unsigned int decided : 1;
  unsigned int warned : 1;
  char const *unasked;      /* why nobody asks about this client, or 0 */
  tain began;
  unsigned int took;        /* milliseconds from then to the last answer */
  struct rdns_asked rdns;
  struct dnsbl_asked dnsbl;
  struct helo_asked helo;
  unsigned int rhsbl : 1;   /* control/rhsbl was read, as this: */
  struct lists domains;
  struct sender_asked senders[INQUIRY_SENDERS];
};

/* Why nobody is asked about this client, or 0. What the client has done, or
   will, does not matter, and the answer is the same as long as it is
   connected. */
char const *inquiry_unasked(struct session *s);

/* 1 if the name of its address is asked for, and control/spare has domains: it
   may yet be spared. */
int inquiry_names(struct session *s);

/* 1 if the name of its address is asked for all the same, and for nothing but
   control/spare, which has domains: a client in the box, or one with a good
   history. */
int inquiry_spares(struct session *s);

/* 1 if a check may ask now; else 0, and its word for the log says why not: that,
   or nobody asks here at all. */
int inquiry_may(struct session *s, char const *check);

/* What a check tells `explain`: that it would do this, or why not. */
void inquiry_explain(struct session *s, struct text *t, char const *would);

/* Ask. The question must not be open. */
void inquiry_ask(struct session *s, struct dns_question *q, enum dns_type type,
  char const *name);

/* As dns_wait and dns_process, for who has a wait of his own; the checks ask
   what follows from the answers, and nobody judges yet. */
unsigned int inquiry_wait(struct session *s, iopause_fd *x, tain *deadline);
void inquiry_process(struct session *s, iopause_fd const *x, unsigned int n);

/* Wait for answers, and for something to be read from fd unless that is -1: 1
   if there is. 0 when answers came, the deadline is past or a signal tells us
   to stop. */
int inquiry_pause(struct session *s, int fd, tain const *deadline);

/* Wait for all answers: for who has no client that waits, too. */
void inquiry_finish(struct session *s);

/* 1 while a question is open. */
int inquiry_open(struct session const *s);

/* For the journal: `ASKED/TROUBLE/OPEN/MILLISECONDS`, and behind another slash
   the names of lists that failed; nothing if nothing was asked; and the lists that hit, with their scores. */
void inquiry_counts(struct session const *s, struct text *t);
void inquiry_lists(struct session const *s, struct text *t);

#endif
