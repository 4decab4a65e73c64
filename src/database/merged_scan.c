/* All that the databases know, merged. */

#include <errno.h>
#include <string.h>

#include "reader.h"
#include "merged_scan.h"

static int failed(struct table_scan const *w, char const *name,
  struct error *error)
{
  if (w->why) return error_broken(error, name, w->why);
  return error_system(error, "open", name);
}

/* Go on to the next record of a database if this one is used. */
static int step(struct table_scan *w, int *has, int *used, char const *name,
  struct error *error)
{
  int r;
  if (!*used) return 1;
  r = w->fd == -1 ? 0 : table_scan_next(w);
  *has = r == 1;
  *used = 0;
  return r == -1 ? failed(w, name, error) : 1;
}

static int both(struct merged_scan *v, struct error *error)
{
  return step(&v->karma, &v->karma_has, &v->karma_used, v->karma_name, error)
    == 1 && step(&v->recent, &v->recent_has, &v->recent_used, v->recent_name,
    error) == 1;
}

static int begin(struct merged_scan *v, struct error *error)
{
  v->karma_used = v->recent_used = 1;
  if (both(v, error)) return 1;
  merged_scan_close(v);
  return -1;
}

/* 1, 0 there is none, -1. */
static int open_recent(struct merged_scan *v, int home)
{
  if (v->recent_name) return table_scan_open(&v->recent, home, v->recent_name);
  v->recent.fd = -1;
  return 0;
}

int merged_scan_open_named(struct merged_scan *v, int home, char const *karma,
  char const *recent, struct error *error)
{
  int first, second;
  v->karma_name = karma;
  v->recent_name = recent;
  second = open_recent(v, home);
  if (second == -1) return failed(&v->recent, recent, error);
  first = table_scan_open(&v->karma, home, karma);
  if (first != 1 || (second && memcmp(v->recent.header.base,
    v->karma.header.id, HEADER_ID))) table_scan_close(&v->recent);
  if (first == -1) return failed(&v->karma, karma, error);
  if (!first) return 0;
  return begin(v, error);
}

int merged_scan_open(struct merged_scan *v, int home, struct error *error)
{
  return merged_scan_open_named(v, home, KARMA_CDB, RECENT_CDB, error);
}

struct header const *merged_scan_header(struct merged_scan const *v)
{
  return v->recent.fd != -1 ? &v->recent.header : &v->karma.header;
}

/* Take the lower of the two; of equal ones recent's, and karma's is past. */
static void take(struct merged_scan *v)
{
  int order = !v->recent_has ? -1 : !v->karma_has ? 1
    : key_cmp(&v->karma.key, &v->recent.key);
  v->from = order < 0 ? &v->karma : &v->recent;
  v->key = v->from->key;
  v->record = v->from->record;
  v->karma_used = order <= 0;
  v->recent_used = order >= 0;
}

int merged_scan_next(struct merged_scan *v, struct error *error)
{
  do
  {
    if (!both(v, error)) return -1;
    if (!v->karma_has && !v->recent_has) return 0;
    take(v);
  } while (record_isnone(&v->record));
  return 1;
}

void merged_scan_close(struct merged_scan *v)
{
  table_scan_close(&v->recent);
  table_scan_close(&v->karma);
}
