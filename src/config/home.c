/* The state directory. */

#include <fcntl.h>
#include <stdlib.h>

#include "home.h"
#include "place.h"

char const *home_path(void)
{
  char const *path = getenv("QKARMA");
  return path && *path ? path : QKARMA_PLACE;
}

/* Not by open: musl sets FD_CLOEXEC once more behind that. */
int home_open(void)
{
  return openat(AT_FDCWD, home_path(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}
