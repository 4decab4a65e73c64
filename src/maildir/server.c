/* The embedded backend: the session. */

#include <stdlib.h>

#include "answer.h"
#include "peer.h"
#include "server.h"
#include "verb.h"

void server_reset(struct server *s)
{
  while (s->recipients)
    delivery_close(&s->recipient[--s->recipients].delivery);
  s->begun = 0;
}

void server_leave(struct server *s, enum peer_got got)
{
  if (got == PEER_SLOW) peer_say(&s->client, answer_slow);
  if (got == PEER_STOP) peer_say(&s->client, answer_stopped);
  s->stopped = got == PEER_STOP;
  s->done = 1;
}

static void greet(struct server *s)
{
  char line[TRACE_NAME + 16];
  struct text t = TEXT(line);
  text_adds(&t, "220 ");
  trace_addhost(&t);
  text_add(&t, " ESMTP", 7);
  peer_say(&s->client, line);
}

static void next_command(struct server *s)
{
  char const *line;
  size_t n;
  enum peer_got got = peer_line(&s->client, &line, &n);
  if (got == PEER_INPUT) verb_run(s, line, n);
  else if (got == PEER_LONG) peer_say(&s->client, answer_long);
  else server_leave(s, got);
}

int server_run(struct server *s, int in, int out)
{
  if (!channel_open(&s->client, in, out)) return 111;
  s->proxied = getenv("QKARMA_FD") != 0;
  s->tls = getenv("SSL_PROTOCOL") != 0;
  greet(s);
  while (!s->done) next_command(s);
  peer_flush(&s->client);
  server_reset(s);
  return s->stopped ? 111 : 0;
}
