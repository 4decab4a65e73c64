/* The most frequent of any number of names. */

#include <string.h>

#include "heavy.h"

static void put(struct heavy *h, unsigned int place, uint16_t i)
{
  h->heap[place] = i;
  h->name[i].place = (uint16_t)place;
}

static uint64_t times(struct heavy const *h, unsigned int place)
{
  return h->name[h->heap[place]].times;
}

/* The name at this place has become more: it sinks. */
static void sink(struct heavy *h, unsigned int place)
{
  uint16_t i = h->heap[place];
  for (;;)
  {
    unsigned int child = 2 * place + 1;
    if (child >= h->n) break;
    if (child + 1 < h->n && times(h, child + 1) < times(h, child)) child++;
    if (times(h, child) >= h->name[i].times) break;
    put(h, place, h->heap[child]);
    place = child;
  }
  put(h, place, i);
}

/* A new one rises. */
static void rise(struct heavy *h, unsigned int place)
{
  uint16_t i = h->heap[place];
  while (place && times(h, (place - 1) / 2) > h->name[i].times)
  {
    put(h, place, h->heap[(place - 1) / 2]);
    place = (place - 1) / 2;
  }
  put(h, place, i);
}

static uint16_t *chain(struct heavy *h, char const *s, size_t n)
{
  uint32_t hash = 5381;
  size_t i = 0;
  for (; i < n; i++) hash = hash * 33 ^ (unsigned char)s[i];
  return &h->chain[(hash ^ hash >> 15) % HEAVY_NAMES];
}

static void unchain(struct heavy *h, uint16_t i)
{
  struct heavy_name *x = &h->name[i];
  uint16_t *link = chain(h, x->name, x->len);
  while (*link != i + 1) link = &h->name[*link - 1].next;
  *link = x->next;
}

/* A counter for a new name: its index. */
static uint16_t take(struct heavy *h)
{
  uint16_t i = h->heap[0];
  if (h->n < HEAVY_NAMES)
  {
    i = (uint16_t)h->n;
    put(h, h->n++, i);
    return i;
  }
  if (h->name[i].times > h->error) h->error = h->name[i].times;
  unchain(h, i);
  return i;
}

static void add_new(struct heavy *h, uint16_t *first, char const *s, size_t n,
  uint64_t more)
{
  uint16_t i = take(h);
  struct heavy_name *x = &h->name[i];
  memcpy(x->name, s, n);
  x->len = (unsigned char)n;
  x->times += more;
  x->next = *first;
  *first = (uint16_t)(i + 1);
  rise(h, x->place);
  sink(h, x->place);
}

void heavy_add(struct heavy *h, char const *s, size_t n, uint64_t more)
{
  uint16_t *first, i;
  if (n > HEAVY_NAME) n = HEAVY_NAME;
  first = chain(h, s, n);
  for (i = *first; i; i = h->name[i - 1].next)
  {
    struct heavy_name *x = &h->name[i - 1];
    if (x->len != n || memcmp(x->name, s, n)) continue;
    x->times += more;
    sink(h, x->place);
    return;
  }
  add_new(h, first, s, n, more);
}

static int before(struct heavy_name const *a, struct heavy_name const *b)
{
  size_t n = a->len < b->len ? a->len : b->len;
  int r;
  if (a->times != b->times) return a->times > b->times;
  r = memcmp(a->name, b->name, n);
  return r ? r < 0 : a->len < b->len;
}

unsigned int heavy_best(struct heavy const *h, struct heavy_name const **best,
  unsigned int most)
{
  unsigned int i, n = 0;
  for (i = 0; i < h->n; i++)
  {
    unsigned int at = n;
    if (n == most && !before(&h->name[i], best[n - 1])) continue;
    if (n < most) n++;
    else at--;
    for (; at && before(&h->name[i], best[at - 1]); at--)
      best[at] = best[at - 1];
    best[at] = &h->name[i];
  }
  return n;
}
