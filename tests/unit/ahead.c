/* A clock that is $AHEAD seconds ahead, or behind: linked with --wrap. */

#include <stdlib.h>
#include <time.h>

int __real_clock_gettime(clockid_t id, struct timespec *t);
int __wrap_clock_gettime(clockid_t id, struct timespec *t);
time_t __wrap_time(time_t *t);

static long ahead(void)
{
  char const *s = getenv("AHEAD");
  return s ? atol(s) : 0;
}

int __wrap_clock_gettime(clockid_t id, struct timespec *t)
{
  int r = __real_clock_gettime(id, t);
  if (r == 0 && id == CLOCK_REALTIME) t->tv_sec += ahead();
  return r;
}

time_t __wrap_time(time_t *t)
{
  struct timespec now;
  __wrap_clock_gettime(CLOCK_REALTIME, &now);
  if (t) *t = now.tv_sec;
  return now.tv_sec;
}
