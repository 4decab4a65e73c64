/* What other programs know of clients. */

#include <string.h>

#include "foreign_table.h"
#include "list_json.h"
#include "../args/time.h"
#include "../../base/scan.h"

static enum foreign_table plain(struct line *l, char const *s, size_t n,
  char const **why)
{
  uint64_t *const counts[] = { &l->naughty, &l->nice, &l->connects };
  unsigned int i = 0;
  size_t at = 0, len;
  char const *w;
  *why = "the first word is not an address";
  if (!scan_next(s, n, &at, &w, &len) || !address_scan(&l->address, w, len))
    return FOREIGN_WRONG;
  *why = "the second word is not a time";
  if (!scan_next(s, n, &at, &w, &len)) return FOREIGN_WRONG;
  if ((len != 1 || *w != '-') && !time_scan(&l->since, w, len))
    return FOREIGN_WRONG;
  *why = "naughty, nice and connects must be three numbers";
  for (; i < 3; i++)
    if (!scan_next(s, n, &at, &w, &len)
      || scan_decimal(w, len, counts[i], UINT32_MAX) != len)
      return FOREIGN_WRONG;
  *why = "there are more than five words";
  return scan_next(s, n, &at, &w, &len) ? FOREIGN_WRONG : FOREIGN_CLIENT;
}

enum foreign_table foreign_table_scan(struct line *l, char const *s, size_t n,
  char const **why)
{
  size_t at = 0, len;
  char const *w;
  memset(l, 0, sizeof *l);
  if (!scan_next(s, n, &at, &w, &len) || *w == '#') return FOREIGN_NOTHING;
  if (*w == '{') return list_json_scan(l, s, n, why) ? FOREIGN_OWN
    : FOREIGN_WRONG;
  return plain(l, s, n, why);
}
