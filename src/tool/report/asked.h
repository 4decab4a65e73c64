/* What a connection asked the DNS, as its line in the journal has it. */

#ifndef TOOL_REPORT_ASKED_H
#define TOOL_REPORT_ASKED_H

#include "counts.h"
#include "../../karma/line.h"

/* The pair dns=ASKED/TROUBLE/OPEN/MILLISECONDS, behind which lists may stand
   that failed. */
struct asked
{
  uint64_t questions;
  uint64_t troubles;        /* of them came to trouble */
  uint64_t open;            /* had no answer when the client left */
  uint64_t milliseconds;    /* from the first question to the last answer */
};

/* 1 if the line has it; 0, also where it is something else. */
int asked_scan(struct asked *a, struct line const *l);

/* Count the connection under each list that had its client or a sender of it:
   by the pair lists=NAME:SCORE,... What is none there is passed over. */
void asked_lists(struct counts *c, struct line const *l);

#endif
