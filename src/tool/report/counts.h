/* Connections added up by a name: who, or what, there was most of. */

#ifndef TOOL_REPORT_COUNTS_H
#define TOOL_REPORT_COUNTS_H

#include <stddef.h>
#include <stdint.h>

#include "class.h"
#include "intern.h"

struct count
{
  uint32_t number;            /* of its name among `names` */
  uint64_t times;             /* by which they are ranked */
  uint64_t connects;
  uint64_t class[CLASSES];    /* connections of each */
  struct outcome counts;      /* recipients */
};

struct counts
{
  struct intern names;
  genalloc entries;           /* struct count, by number until sorted */
};

#define COUNTS_ZERO { INTERN_ZERO, GENALLOC_ZERO }

/* Add a connection under a name that occurred so many times in it, after
   intern_begin() of the names. Dies (111) without memory. */
void counts_add(struct counts *c, char const *name, size_t len,
  struct line const *l, uint64_t times);

/* Sort: the most times first, of equals who came first. Returns the first and
   how many there are. Nothing can be added any more. */
struct count const *counts_sorted(struct counts *c, size_t *n);

/* The same in the order of the names' bytes. */
struct count const *counts_by_name(struct counts *c, size_t *n);

#endif
