/* The domain of a path. */

#include "path_domain.h"

size_t path_domain(char const *path, size_t n, char const **domain)
{
  size_t at = n;
  while (at && path[at - 1] != '@') at--;
  if (!at) return 0;
  *domain = path + at;
  n -= at;
  return n && (*domain)[n - 1] == '.' ? n - 1 : n;
}
