/* Is a list in the DNS what it should be? RFC 5782, 5, says what each has, and
   what none may have: its test points. */

#ifndef TOOL_REPORT_LIST_TEST_H
#define TOOL_REPORT_LIST_TEST_H

#include "../../checks/lists.h"

enum list_health
{
  LIST_GOOD,        /* it has what it must have, and not what it may not */
  LIST_REFUSES,     /* it answers by a code that says so */
  LIST_EMPTY,       /* it lacks what it must have */
  LIST_WORLD,       /* it has what none may have */
  LIST_OUTSIDE,     /* it answers outside 127/8: the domain was sold, or the
                       resolver makes answers up */
  LIST_DEAD         /* no answer that could be used */
};

struct list_test
{
  struct list const *list;
  enum list_health health;
  char const *why;          /* more of it, or 0 */
  unsigned int milliseconds;    /* until its last answer */
  unsigned int only4 : 1;   /* it is good, but for IPv6 it is empty */
};

/* Ask all lists of a file at once, about domains or about addresses of the
   families that each is asked about, and wait for all answers: some seconds
   where there are none. Tests has room for LISTS. 1; or 0, and *why says why
   nobody can be asked. */
int list_test(struct list_test *tests, struct lists const *l, int domains,
  char const *server, char const **why);

#endif
