/* What the check neighbourhood would go by. */

#include <string.h>

#include "neighbours.h"
#include "../open/state.h"
#include "../print/column.h"
#include "../print/out.h"

struct neighbour
{
  struct key key;
  struct record record;     /* as it is now; zero if there is none */
  uint64_t q;               /* in ten-thousandths, up to this level */
};

/* The levels of a client, or of a network up to itself, the widest first. How
   many there are. */
static unsigned int look(struct neighbour n[NEIGHBOURHOOD_LEVELS],
  struct reader *reader, struct key const *k, uint64_t now)
{
  struct key level[NEIGHBOURHOOD_LEVELS];
  unsigned int levels = neighbourhood_levels(level, k), i = 0;
  uint64_t q = NEIGHBOURHOOD_EVEN;
  for (; i < levels && level[i].bits <= k->bits; i++)
  {
    struct record *r = &n[i].record;
    n[i].key = level[i];
    if (!state_find(reader, &level[i], r)) memset(r, 0, sizeof *r);
    record_turn(r, now / RECORD_WINDOW);
    q = neighbourhood_weigh(q, r, now);
    n[i].q = q;
    if (level[i].bits == k->bits) return i + 1;
  }
  return i;
}

uint64_t neighbours_say(struct reader *reader, struct key const *k,
  uint64_t now)
{
  struct neighbour n[NEIGHBOURHOOD_LEVELS];
  unsigned int levels = look(n, reader, k, now);
  return levels ? n[levels - 1].q : NEIGHBOURHOOD_EVEN;
}

void neighbours_column(struct text *t, size_t end, uint64_t q)
{
  char array[24];
  struct text number = { array, 0, sizeof array - 1, 0 };
  text_addu(&number, q / 10000);
  text_addc(&number, '.');
  text_addpad(&number, q % 10000, 4);
  array[number.len] = 0;
  column_word(t, end, array);
}

enum { BAD_END = 27, GOOD_END = 36, BAD0_END = 49, GOOD0_END = 62, Q_END = 71 };

static void heading(struct text *t)
{
  out_line(t);
  text_adds(t, "NEIGHBOURHOOD");
  column_word(t, BAD_END, "BAD");
  column_word(t, GOOD_END, "GOOD");
  column_word(t, BAD0_END, "BAD BEFORE");
  column_word(t, GOOD0_END, "GOOD BEFORE");
  column_word(t, Q_END, "Q");
  out_line(t);
}

static void level(struct text *t, struct neighbour const *n)
{
  char key[KEY_FMT];
  text_add(t, key, key_fmt(key, &n->key));
  column_number(t, BAD_END, (int64_t)n->record.bad);
  column_number(t, GOOD_END, (int64_t)n->record.good);
  column_number(t, BAD0_END, (int64_t)n->record.bad0);
  column_number(t, GOOD0_END, (int64_t)n->record.good0);
  neighbours_column(t, Q_END, n->q);
  out_line(t);
}

void neighbours_text(struct reader *reader, struct key const *k, uint64_t now)
{
  struct neighbour n[NEIGHBOURHOOD_LEVELS];
  unsigned int levels = look(n, reader, k, now), i = 0;
  char line[200];
  struct text t = TEXT(line);
  while (i < levels && n[i].q == NEIGHBOURHOOD_EVEN) i++;
  if (i == levels) return;
  heading(&t);
  for (i = 0; i < levels; i++) level(&t, &n[i]);
}

void neighbours_json(struct json *j, struct reader *reader,
  struct key const *k, uint64_t now)
{
  struct neighbour n[NEIGHBOURHOOD_LEVELS];
  unsigned int levels = look(n, reader, k, now), i = 0;
  json_open(j, "neighbourhood", '[');
  for (; i < levels; i++)
  {
    json_open(j, 0, '{');
    json_key(j, "level", &n[i].key);
    json_number(j, "bad", (int64_t)n[i].record.bad);
    json_number(j, "good", (int64_t)n[i].record.good);
    json_number(j, "bad_before", (int64_t)n[i].record.bad0);
    json_number(j, "good_before", (int64_t)n[i].record.good0);
    json_fraction(j, "q", n[i].q);
    json_close(j, '}');
  }
  json_close(j, ']');
}
