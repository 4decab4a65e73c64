/* The domain of a path. */

#ifndef CHECKS_PATH_DOMAIN_H
#define CHECKS_PATH_DOMAIN_H

#include <stddef.h>

/* What stands behind the last @ of path[0..n), for a quoted local part may have
   one too; without a final dot. Returns its length and leaves *domain there; 0
   when there is none. */
size_t path_domain(char const *path, size_t n, char const **domain);

#endif
