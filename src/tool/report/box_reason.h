/* What put a client into its box. */

#ifndef TOOL_REPORT_BOX_REASON_H
#define TOOL_REPORT_BOX_REASON_H

#include "../../base/text.h"
#include "../../karma/key.h"
#include "../../karma/record.h"

/* Append what the journal says of the line that began the record's box, or
   that it is not there any more. */
void box_reason_add(struct text *t, int home, struct key const *k,
  struct record const *r);

#endif
