/* The common log as it stands here. */

#include <string.h>

#include "common.h"
#include "own.h"
#include "places.h"
#include "survey.h"
#include "../journal/frames.h"

static struct survey_host *find(struct survey *s, char const *host)
{
  struct survey_host *h = genalloc_s(struct survey_host, &s->hosts);
  size_t n = genalloc_len(struct survey_host, &s->hosts), i = 0;
  while (i < n && strcmp(h[i].at.host, host)) i++;
  return i < n ? h + i : 0;
}

static int add_hosts(struct survey *s, struct common const *c)
{
  struct journal_place const *p = genalloc_s(struct journal_place, &c->places);
  size_t n = genalloc_len(struct journal_place, &c->places), i = 0;
  for (; i < n; i++)
  {
    struct survey_host h = { p[i], 0, 0 };
    if (!genalloc_append(struct survey_host, &s->hosts, &h)) return 0;
  }
  return 1;
}

static int count(struct survey *s, struct common const *c)
{
  struct frames w;
  enum frames_answer r;
  if (!frames_begin(&w, &c->segment)) return 0;
  while ((r = frames_next(&w)) > 0 && r != FRAMES_TORN)
  {
    struct survey_host *h = find(s, w.frame.from.host);
    if (r != FRAMES_ENTRY || !h) continue;
    h->entries++;
    if (w.frame.id.ms) h->ms = w.frame.id.ms;
  }
  return r != FRAMES_BROKEN;
}

int survey(struct survey *s, int home, struct error *error)
{
  static struct common c;
  char host[HOST_LEN + 1];
  struct journal_place const *own;
  int r = common_look(&c, home, error);
  if (r < 1) return r;
  memcpy(s->name, c.name, sizeof s->name);
  s->number = c.segment.number;
  s->size = c.size;
  s->alone = c.alone;
  memset(&s->last, 0, sizeof s->last);
  if (c.any) s->last = c.last.id;
  if (!add_hosts(s, &c) || !count(s, &c)) r = error_system(error, "read",
    "common/current");
  if (host_read(host, home) != 1) r = error_system(error,
    "take this host's name from", "control/host");
  own = r == 1 ? places_find(&c.places, host) : 0;
  s->waiting = own ? own_waiting(home, own) : 0;
  common_close(&c);
  return r;
}
