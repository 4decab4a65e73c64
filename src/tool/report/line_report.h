/* A line of the journal, as people or programs are shown it. */

#ifndef TOOL_REPORT_LINE_REPORT_H
#define TOOL_REPORT_LINE_REPORT_H

#include "../../karma/line.h"

/* Print it in columns, with a colour on a terminal; or as an object. Whose it
   is, where it may be another host's; else "". */
void line_report_text(struct line const *l, char const *host);
void line_report_json(struct line const *l, char const *host);

#endif
