/* What lists in the DNS said of a client and its sender. */

#ifndef TOOL_REPORT_LIST_ANSWERS_H
#define TOOL_REPORT_LIST_ANSWERS_H

#include "../print/json.h"
#include "../../checks/inquiry.h"

/* A table of the lists that were asked, or nothing. */
void list_answers_text(struct inquiry const *k);

/* The same as an array `lists`, maybe empty. */
void list_answers_json(struct json *j, struct inquiry const *k);

#endif
