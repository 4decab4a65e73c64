/* EHLO: of the backend's keywords only those pass that keep the dialogue one
   command, one reply. An allow list, because CHUNKING, PRDR, PIPECONNECT,
   XCLIENT and what will be invented tomorrow change the framing. */

#ifndef SMTP_EHLO_H
#define SMTP_EHLO_H

#include "command.h"
#include "reply.h"

/* What passed, of interest to the dialogue. */
struct offer
{
  unsigned int pipelining : 1;
  unsigned int auth : 1;
  unsigned int etrn : 1;
  unsigned int expn : 1;
  unsigned int starttls : 1;
  unsigned int tell : 1;    /* EHLO_TELL */
};

/* Take the lines out of a 250 reply to EHLO that do not pass, the first line
   never; and note what is offered. STARTTLS passes if `tls`, AUTH if `auth`. */
void ehlo_filter(struct answer *a, struct offer *offer, int tls, int auth);

/* Append a line with this keyword to such a reply, if there is room. */
void ehlo_add(struct answer *a, char const *keyword);

/* 1 unless among these words, which follow the path of MAIL or RCPT, there is
   a parameter (RFC 5321, 4.1.2) of an extension that does not pass: 555. A word
   that has not the form of one is nobody's parameter. */
int ehlo_parameters(enum verb verb, char const *s, size_t n);

#endif
