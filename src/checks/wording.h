/* What the operator wants a refused client to be told, in his own words. */

#ifndef CHECKS_WORDING_H
#define CHECKS_WORDING_H

#include "../base/text.h"
#include "../session/session.h"

#define WORDING_MAX 150     /* bytes; more than that is no line of a reply */

/* Append such a text: %i becomes the client's address, %h our name, %c an id
   that stands in the connection's line of the journal as well, %d the days
   (`0.98') that are left of a box until this second, %% a percent sign. */
void wording_add(struct text *t, char const *wording, struct session *s,
  uint64_t until);

/* For `conflict` of a check whose option is this text, or 0 for none: what is
   wrong with it, behind its name, or 0. It may be too long, have bytes that are
   not printable ASCII, or a % that means nothing; `days`: may %d stand in it?
   In memory of its own. */
char const *wording_conflict(char const *option, char const *wording,
  int days);

#endif
