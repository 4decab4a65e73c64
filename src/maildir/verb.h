/* The commands of the embedded backend. */

#ifndef MAILDIR_VERB_H
#define MAILDIR_VERB_H

#include <stddef.h>

#include "server.h"

/* Obey one command line s[0..n), without its line end, and answer it. */
void verb_run(struct server *s, char const *line, size_t n);

#endif
