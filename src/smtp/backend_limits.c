/* `limits backend_*`. */

#include <skalibs/nonposix.h>   /* RLIMIT_NPROC */

#include <sys/resource.h>

#include "backend_limits.h"
#include "../checks/limits.h"

#define MIB 1048576u

static struct
{
  enum limit limit;
  int resource;
  unsigned int unit;
  rlim_t most;            /* 0: there is none */
} limits[] =
{
  { LIMIT_BACKEND_FILE, RLIMIT_FSIZE, MIB, 0 },
#ifdef RLIMIT_NPROC
  { LIMIT_BACKEND_PROCESSES, RLIMIT_NPROC, 1, 0 },
#endif
  { LIMIT_BACKEND_MEMORY, RLIMIT_AS, MIB, 0 }
};

#define LIMITED (sizeof limits / sizeof *limits)

void backend_limits_use(struct session const *s)
{
  unsigned int i = 0;
  for (; i < LIMITED; i++)
    limits[i].most = (rlim_t)limit_of(s, limits[i].limit) * limits[i].unit;
}

/* A lower hard limit is somebody's word. */
int backend_limits_set(void)
{
  unsigned int i = 0;
  for (; i < LIMITED; i++)
  {
    struct rlimit l;
    if (!limits[i].most) continue;
    if (getrlimit(limits[i].resource, &l) == -1) return 0;
    if (l.rlim_max > limits[i].most) l.rlim_max = limits[i].most;
    l.rlim_cur = l.rlim_max;
    if (setrlimit(limits[i].resource, &l) == -1) return 0;
  }
  return 1;
}
