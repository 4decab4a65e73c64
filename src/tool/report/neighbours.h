/* What the check neighbourhood would go by: a client's networks, level by level
   (karma/neighbourhood.h). */

#ifndef TOOL_REPORT_NEIGHBOURS_H
#define TOOL_REPORT_NEIGHBOURS_H

#include <stdint.h>

#include "../print/json.h"
#include "../../base/text.h"
#include "../../database/reader.h"
#include "../../karma/neighbourhood.h"

/* All of these die (111) of a broken database. */

/* What they say together, in ten-thousandths. */
uint64_t neighbours_say(struct reader *reader, struct key const *k,
  uint64_t now);

/* Append q so that it ends before column `end`: `0.9928`. */
void neighbours_column(struct text *t, size_t end, uint64_t q);

/* Print them as a table, behind a blank line, if they say anything. */
void neighbours_text(struct reader *reader, struct key const *k, uint64_t now);

/* The same as an array of objects, the member `neighbourhood` of an open
   object. */
void neighbours_json(struct json *j, struct reader *reader,
  struct key const *k, uint64_t now);

#endif
