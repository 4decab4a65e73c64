/* All that the databases know, merged. */

#include <errno.h>
#include <string.h>

#include "reader.h"
#include "view.h"

static int failed(struct walk const *w, char const *name, struct fault *fault)
{
  if (w->why) return fault_broken(fault, name, w->why);
  return fault_system(fault, "open", name);
}

static int step(struct walk *w, int *has, char const *name,
  struct fault *fault)
{
  int r = w->fd == -1 ? 0 : walk_next(w);
  *has = r == 1;
  return r == -1 ? failed(w, name, fault) : 1;
}

static int karma_step(struct view *v, struct fault *fault)
{
  return step(&v->karma, &v->karma_has, KARMA_CDB, fault);
}

static int recent_step(struct view *v, struct fault *fault)
{
  return step(&v->recent, &v->recent_has, RECENT_CDB, fault);
}

int view_open_one(struct view *v, int home, char const *name,
  struct fault *fault)
{
  int r = walk_open(&v->karma, home, name);
  v->recent.fd = -1;
  if (r == -1) return failed(&v->karma, name, fault);
  if (!r) return 0;
  if (karma_step(v, fault) == 1 && recent_step(v, fault) == 1) return 1;
  view_close(v);
  return -1;
}

int view_open(struct view *v, int home, struct fault *fault)
{
  int second = walk_open(&v->recent, home, RECENT_CDB);
  int first;
  if (second == -1) return failed(&v->recent, RECENT_CDB, fault);
  first = walk_open(&v->karma, home, KARMA_CDB);
  if (first != 1 || (second && memcmp(v->recent.header.base,
    v->karma.header.id, HEADER_ID))) walk_close(&v->recent);
  if (first == -1) return failed(&v->karma, KARMA_CDB, fault);
  if (!first) return 0;
  if (karma_step(v, fault) == 1 && recent_step(v, fault) == 1) return 1;
  view_close(v);
  return -1;
}

struct header const *view_header(struct view const *v)
{
  return v->recent.fd != -1 ? &v->recent.header : &v->karma.header;
}

/* Take the lower of the two; of equal ones recent's, and karma's is past. */
static int take(struct view *v, struct fault *fault)
{
  int order = !v->recent_has ? -1 : !v->karma_has ? 1
    : key_cmp(&v->karma.key, &v->recent.key);
  struct walk const *w = order < 0 ? &v->karma : &v->recent;
  v->key = w->key;
  v->record = w->record;
  if (order <= 0 && karma_step(v, fault) == -1) return -1;
  if (order >= 0 && recent_step(v, fault) == -1) return -1;
  return 1;
}

int view_next(struct view *v, struct fault *fault)
{
  do
  {
    if (!v->karma_has && !v->recent_has) return 0;
    if (take(v, fault) == -1) return -1;
  } while (record_isnone(&v->record));
  return 1;
}

void view_close(struct view *v)
{
  walk_close(&v->recent);
  walk_close(&v->karma);
}
