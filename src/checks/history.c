/* The client's history. */

#include <string.h>

#include "history.h"
#include "../database/reader.h"
#include "../session/log.h"

static void look_up(struct session *s)
{
  struct reader r;
  int answer = reader_open(&r, s->home);
  if (answer == -1)
    log_line(s, LOG_ERROR, "history", "warning: unable to read ", r.file, ": ",
      r.why);
  if (answer == 1 && reader_find(&r, &s->client.key, &s->record) == -1)
  {
    memset(&s->record, 0, sizeof s->record);
    log_line(s, LOG_ERROR, "history", "warning: unable to look up in ", r.file,
      ": ", r.why);
  }
  reader_close(&r);
}

struct record const *history_record(struct session *s)
{
  if (!s->looked_up)
  {
    s->looked_up = 1;
    if (s->client.address.known && s->home != -1) look_up(s);
  }
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

int history_networks(struct session *s, struct key const *network,
  struct record *record, unsigned int n, uint64_t since)
{
  struct reader r;
  unsigned int i = 0;
  int answer = 0;
  if (s->home == -1) return 0;
  memset(record, 0, n * sizeof *record);
  if (reader_open(&r, s->home) == 1 && reader_since(&r, since)) answer = 1;
  for (; answer == 1 && i < n; i++)
    if (reader_find(&r, &network[i], &record[i]) == -1) answer = 0;
  reader_close(&r);
  return answer;
}

int64_t history_of(struct session *s)
{
  return record_history(history_record(s));
}
