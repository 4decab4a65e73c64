/* What control/spare says of whom. */

#ifndef TOOL_REPORT_SPARED_H
#define TOOL_REPORT_SPARED_H

#include "../open/spare_lines.h"
#include "../print/json.h"

/* Print its lines, as a table or an object each; with `who`, only those in
   that network, or around it. Returns how many. Dies (111). */
uint64_t spared_list(int home, struct range const *who, int json);

/* Print by which line a client is spared, if it is: `  spared   ...`. */
void spared_text(int home, struct range const *who);

/* The same as members of an open object, if it is: spared_line and
   spared_why. */
void spared_json(struct json *j, int home, struct range const *who);

#endif
