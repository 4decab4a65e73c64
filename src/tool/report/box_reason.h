/* Why a client is in the box. */

#ifndef TOOL_REPORT_BOX_REASON_H
#define TOOL_REPORT_BOX_REASON_H

#include "../../base/text.h"
#include "../../karma/key.h"
#include "../../karma/record.h"

/* Append what the line that began the record's box says, and when it was
   written; or that it is no longer in the journal. The record has a box. `home`
   is the state directory. Dies (111) if the journal cannot be read. */
void box_reason_add(struct text *t, int home, struct key const *k,
  struct record const *r);

#endif
