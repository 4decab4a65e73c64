/* UCSPI-TLS: the server that runs us (sslserver, s6-ucspitlsd) makes the
   handshake when it is asked to, and gives the plaintext to two descriptors
   that were there from the beginning: $SSLCTLFD, $SSLREADFD, $SSLWRITEFD. */

#ifndef HANDOVER_UCSPI_TLS_H
#define HANDOVER_UCSPI_TLS_H

#include "handover.h"

/* 1 if the environment has it. */
int ucspi_tls_there(void);

/* 1 if it has, and this descriptor is one of the three. */
int ucspi_tls_uses(int fd);

/* Ask for TLS and wait for how it went. 1, and *in and *out are the two
   descriptors, h->text what the server said (NAME=value, each with its NUL,
   and an empty one behind them); 0 no TLS: h->text says why. Behind both,
   nothing may be read or written on descriptors 0 and 1. */
int ucspi_tls_begin(struct handover *h, int *in, int *out,
  tain const *deadline);

#endif
