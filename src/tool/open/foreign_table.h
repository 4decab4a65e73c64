/* What other programs know of clients, line by line. Three forms are read: our
   own (list_json.h),

     address since naughty nice connects       (since: Unix seconds or a date
                                                in UTC, 0 or - for never)

   and what qpsmtpd's `karma_tool list` prints: columns, of which those that
   are 0 are blank, and the time of the offence without a year, in the local
   time zone ($TZ). */

#ifndef TOOL_OPEN_FOREIGN_TABLE_H
#define TOOL_OPEN_FOREIGN_TABLE_H

#include <stddef.h>

#include "../../karma/line.h"

enum foreign_table
{
  FOREIGN_WRONG = -1,   /* *why says how */
  FOREIGN_NOTHING,      /* a comment, a heading, a total */
  FOREIGN_NAMELESS,     /* a client without an address: karma_tool cannot
                           print those of IPv6 */
  FOREIGN_CLIENT,
  FOREIGN_OWN           /* a client, and when its box ends: l->days, too */
};

/* Read a line without its LF. Of a client, fill l->address, since, naughty,
   nice and connects. */
enum foreign_table foreign_table_scan(struct line *l, char const *s, size_t n,
  uint64_t now, char const **why);

#endif
