/* The fold's lock, waited for. */

#include <errno.h>
#include <time.h>

#include "guard.h"
#include "../fold/lock.h"

#define PAUSE 20000000    /* nanoseconds */

int guard_take(int home, struct error *error)
{
  struct timespec const pause = { 0, PAUSE };
  int fd;
  while ((fd = lock_take(home)) == -1 && errno == EBUSY) nanosleep(&pause, 0);
  return fd == -1 ? error_system(error, "lock", LOCK) : fd;
}
