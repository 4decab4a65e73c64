/* All that the databases know, merged. */

#include <errno.h>
#include <string.h>

#include "reader.h"
#include "merged_scan.h"

static int failed(struct walk const *w, char const *name, struct fault *fault)
{
  if (w->why) return fault_broken(fault, name, w->why);
  return fault_system(fault, "open", name);
}

/* Go on to the next record of a database if this one is used. */
static int step(struct walk *w, int *has, int *used, char const *name,
  struct fault *fault)
{
  int r;
  if (!*used) return 1;
  r = w->fd == -1 ? 0 : walk_next(w);
  *has = r == 1;
  *used = 0;
  return r == -1 ? failed(w, name, fault) : 1;
}

static int both(struct view *v, struct fault *fault)
{
  return step(&v->karma, &v->karma_has, &v->karma_used, v->karma_name, fault)
    == 1 && step(&v->recent, &v->recent_has, &v->recent_used, v->recent_name,
    fault) == 1;
}

static int begin(struct view *v, struct fault *fault)
{
  v->karma_used = v->recent_used = 1;
  if (both(v, fault)) return 1;
  view_close(v);
  return -1;
}

/* 1, 0 there is none, -1. */
static int open_recent(struct view *v, int home)
{
  if (v->recent_name) return walk_open(&v->recent, home, v->recent_name);
  v->recent.fd = -1;
  return 0;
}

int view_open_named(struct view *v, int home, char const *karma,
  char const *recent, struct fault *fault)
{
  int first, second;
  v->karma_name = karma;
  v->recent_name = recent;
  second = open_recent(v, home);
  if (second == -1) return failed(&v->recent, recent, fault);
  first = walk_open(&v->karma, home, karma);
  if (first != 1 || (second && memcmp(v->recent.header.base,
    v->karma.header.id, HEADER_ID))) walk_close(&v->recent);
  if (first == -1) return failed(&v->karma, karma, fault);
  if (!first) return 0;
  return begin(v, fault);
}

int view_open(struct view *v, int home, struct fault *fault)
{
  return view_open_named(v, home, KARMA_CDB, RECENT_CDB, fault);
}

struct header const *view_header(struct view const *v)
{
  return v->recent.fd != -1 ? &v->recent.header : &v->karma.header;
}

/* Take the lower of the two; of equal ones recent's, and karma's is past. */
static void take(struct view *v)
{
  int order = !v->recent_has ? -1 : !v->karma_has ? 1
    : key_cmp(&v->karma.key, &v->recent.key);
  v->from = order < 0 ? &v->karma : &v->recent;
  v->key = v->from->key;
  v->record = v->from->record;
  v->karma_used = order <= 0;
  v->recent_used = order >= 0;
}

int view_next(struct view *v, struct fault *fault)
{
  do
  {
    if (!both(v, fault)) return -1;
    if (!v->karma_has && !v->recent_has) return 0;
    take(v);
  } while (record_isnone(&v->record));
  return 1;
}

void view_close(struct view *v)
{
  walk_close(&v->recent);
  walk_close(&v->karma);
}
