/* The clocks, for a process that lives for a millisecond.

   They are read by the system call itself. The C library reads them in the
   vDSO, which is ten times faster; but musl looks for it when it is needed
   first, and that and its two pages cost more than all our readings together:
   8 microseconds, of the 60 that qkarma-smtpd takes for a client in the
   box. */

#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

#include <skalibs/tai.h>

/* The time of day. */
void clock_wall(struct timespec *t);

/* The same in whole seconds since 1970. */
uint64_t clock_seconds(void);

/* A clock that nobody sets, for durations and deadlines; put it into skalibs'
   tain_now. Always 1. */
int clock_stopwatch(tain *t);

/* May it be said again, of what lasts? 1, and then not for a minute; 0. *next,
   all zero at first, is the caller's to keep; STAMP's clock. */
int clock_again(tain *next);

#endif
