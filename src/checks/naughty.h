/* naughty: disposes of flagged connections. */

#ifndef CHECKS_NAUGHTY_H
#define CHECKS_NAUGHTY_H

#include "check.h"

extern struct check const check_naughty;

/* Dispose of the connection if it is flagged and this is the phase: refuse it
   with the first flag's type (naughty's own if that has none) and all the
   texts. Called when all checks of the phase have spoken. */
void naughty_dispose(struct session *s, enum phase phase);

/* The program that is to read refused messages, with its arguments separated
   by blanks; or 0. */
char const *naughty_train(struct session const *s);

#endif
