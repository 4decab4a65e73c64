/* The client's history. */

#include <string.h>

#include "history.h"
#include "ruleset.h"
#include "../session/log.h"

static void look_up(struct session *s, struct reader *r)
{
  if (reader_find(r, &s->client.key, &s->record) != -1) return;
  memset(&s->record, 0, sizeof s->record);
  log_line(s, LOG_ERROR, "history", "warning: unable to look up in ", r->file,
    ": ", r->why);
}

static void looked(struct session *s, struct reader *r)
{
  struct ruleset const *p = s->ruleset;
  unsigned int i = 0;
  for (; p && i < p->checks; i++)
    if (p->check[i]->looked) p->check[i]->looked(s, r);
}

int history_open(struct session *s, struct reader *r)
{
  int answer = reader_open(r, s->home), first = !s->looked_up;
  s->looked_up = 1;
  if (answer == -1 && first)
    log_line(s, LOG_ERROR, "history", "warning: unable to read ", r->file, ": ",
      r->why);
  if (answer == 1 && first)
  {
    look_up(s, r);
    looked(s, r);
  }
  return answer == 1;
}

struct record const *history_record(struct session *s)
{
  struct reader r;
  if (!s->looked_up && s->client.address.known && s->home != -1)
  {
    history_open(s, &r);
    reader_close(&r);
  }
  s->looked_up = 1;
  return &s->record;
}

int history_network(struct session *s, struct key const *network,
  struct record *record)
{
  struct reader r;
  int answer = 0;
  if (s->home == -1) return 0;
  if (reader_open(&r, s->home) == 1) answer = reader_find(&r, network, record);
  reader_close(&r);
  return answer == 1;
}

int64_t history_of(struct session *s)
{
  return record_history(history_record(s));
}
