/* What other programs know of clients, line by line: our own form
   (list_json.h), or a table,

     address since naughty nice connects

   where `since` is the time of the last offence: Unix seconds, or a date, in
   UTC or in the local time zone (time_text_local); 0 or - for never. */

#ifndef TOOL_OPEN_FOREIGN_TABLE_H
#define TOOL_OPEN_FOREIGN_TABLE_H

#include <stddef.h>

#include "../../karma/line.h"

enum foreign_table
{
  FOREIGN_WRONG = -1,   /* *why says how */
  FOREIGN_NOTHING,      /* an empty line, or a comment */
  FOREIGN_CLIENT,
  FOREIGN_OWN           /* a client, and when its box ends: l->days, too */
};

/* Read a line, s[0..n) without its LF. Of a client, fill l->address, since
   (Unix seconds), naughty, nice and connects; the rest of l is zero. */
enum foreign_table foreign_table_scan(struct line *l, char const *s, size_t n,
  char const **why);

#endif
