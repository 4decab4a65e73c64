/* The clocks. */

#include <skalibs/nonposix.h>   /* syscall */

#include <limits.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

#include "clock.h"

/* Where a long has 32 bits the kernel's time may have other ones than the
   library's. */
static void get(clockid_t clock, struct timespec *t)
{
#if defined __linux__ && defined SYS_clock_gettime && LONG_MAX > 0x7fffffff
  if (syscall(SYS_clock_gettime, clock, t) == 0) return;
#endif
  clock_gettime(clock, t);
}

void clock_wall(struct timespec *t)
{
  get(CLOCK_REALTIME, t);
}

uint64_t clock_seconds(void)
{
  struct timespec t;
  clock_wall(&t);
  return (uint64_t)t.tv_sec;
}

int clock_stopwatch(tain *t)
{
  struct timespec now;
  get(CLOCK_MONOTONIC, &now);
  return tain_from_timespec(t, &now);
}

int clock_again(tain *next)
{
  if (tain_future(next)) return 0;
  tain_addsec_g(next, 60);
  return 1;
}
