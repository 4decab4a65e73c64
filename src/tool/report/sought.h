/* What somebody looks for in the journal, in one word:

     192.0.2.7  192.0.2.0/24    a client, or those in a network
     ann@client.example         a sender or recipient; <> is the null sender
     @client.example            one in this domain, or in one below it
     client.example             likewise, or such a HELO name
     friend                     a HELO name, an id, what is before the @
     from= to= helo= id=        and then one of these: it alone

   Letter case does not matter. */

#ifndef TOOL_REPORT_SOUGHT_H
#define TOOL_REPORT_SOUGHT_H

#include <stddef.h>

#include "../../karma/line.h"
#include "../../karma/range.h"

struct sought
{
  unsigned int client : 1;    /* it is `who' */
  struct range who;
  unsigned int in;            /* else so many kinds of places, where */
  char const *s;              /* this is looked for, */
  size_t n;
  unsigned int domain : 1;    /* also what is below it, or before an @ */
};

/* Understand such a word, which must stay. 0; or what is wrong with it. */
char const *sought_scan(struct sought *x, char const *word);

/* 1 if addresses of mail are looked for, which the journal does not have of all
   mail. */
int sought_mail(struct sought const *x);

/* 1 if the line is about it. */
int sought_in(struct sought const *x, struct line const *l);

#endif
