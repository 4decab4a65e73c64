/* Waiting for the DNS, in a command that has nothing else to do. */

#include <skalibs/iopause.h>
#include <skalibs/strerr.h>
#include <skalibs/tai.h>

#include "answers.h"

#define LONG 60     /* seconds; who has no answer is given up long before */

void answers_await(struct dns *d,
  void (*look)(void *data, unsigned int milliseconds), void *data)
{
  tain begun, since, deadline;
  tain_now_set_stopwatch_g();
  begun = STAMP;
  while (d->open)
  {
    iopause_fd x[DNS_SERVERS];
    unsigned int n;
    tain_addsec_g(&deadline, LONG);
    n = dns_wait(d, x, &deadline);
    if (iopause_g(x, n, &deadline) == -1)
      strerr_diefusys(111, "wait for answers");
    dns_process(d, x, n);
    tain_sub(&since, &STAMP, &begun);
    look(data, (unsigned int)tain_to_millisecs(&since));
  }
}
