/* Refusals as replies. */

#ifndef SESSION_REFUSAL_H
#define SESSION_REFUSAL_H

#include "session.h"
#include "../base/text.h"

/* Append the reply for the refusals in s, at this phase with this verdict: a
   line, with its CR LF, for each of their texts. */
void refusal_reply(struct text *t, struct session const *s, enum phase phase,
  enum verdict verdict);

#endif
