/* What the databases know of one client, and of the networks around it. */

#ifndef TOOL_REPORT_CLIENT_REPORT_H
#define TOOL_REPORT_CLIENT_REPORT_H

#include <stddef.h>
#include <stdint.h>

#include "../print/json.h"
#include "../../base/text.h"
#include "../../database/reader.h"

/* The column at which values begin, behind their labels. */
#define CLIENT_REPORT_VALUE 14

/* Append `  label` and blanks up to that column. */
void client_report_label(struct text *t, char const *label);

/* Print a record as it is at the time `now`, a line each for history, connects,
   last seen, box (of a client: a network has none), recipients, connections
   that were good or bad, and when it was asked to come again, if ever. */
void client_report_record(struct record const *r, int client, uint64_t now);

/* Print the networks around a client (or around a network) that have a
   record, as a table; with a blank line before it, if there are any. Dies (111)
   of a broken database. */
void client_report_networks(struct reader *reader, struct key const *k,
  uint64_t now);

/* The same as an array of objects, the member `networks` of an open object. */
void client_report_json(struct json *j, struct reader *reader,
  struct key const *k, uint64_t now);

#endif
