/* Mail of which somebody knows what it was, a connection a line:

     time address spam|ham [recipients]

   The time is Unix seconds, or a date and time, in UTC or in the local time
   zone (time_text_local). Empty lines, and lines that begin with #, say
   nothing. */

#ifndef TOOL_OPEN_LABELLED_MAIL_H
#define TOOL_OPEN_LABELLED_MAIL_H

#include <stdint.h>

#include <skalibs/genalloc.h>

#include "../../karma/address.h"

struct labelled_mail
{
  uint64_t t;                   /* Unix time */
  struct address address;
  uint32_t recipients;
  unsigned int spam : 1;
};

/* Read a file, or stdin if its name is `-`: struct labelled_mail, in the order
   of their times, those of one second as they stand. Dies (111) if it cannot be
   read, and (100) of a line that is wrong. */
void labelled_mail_read(genalloc *mail, char const *file);

#endif
