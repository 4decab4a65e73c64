/* DATA: from the client into all the Maildirs, or into none. */

#include "answer.h"
#include "message.h"
#include "peer.h"
#include "../smtp/body.h"
#include "../smtp/unstuff.h"

#define CHUNK 8192            /* bytes from the client at once */
#define RECEIVED_MAX 100      /* Received lines; more is a loop */

typedef int step(struct delivery *d);

/* Do one thing for all recipients, until it fails for one. */
static int each(struct server *s, step *one)
{
  size_t i = 0;
  while (i < s->recipients && one(&s->recipient[i].delivery)) i++;
  return i == s->recipients;
}

/* RFC 3848, and RFC 6531, 4.3. */
static char const *protocol(struct server const *s)
{
  if (s->utf8) return s->authenticated ? "UTF8SMTPA" : "UTF8SMTP";
  return s->authenticated ? "ESMTPA" : s->esmtp ? "ESMTP" : "SMTP";
}

static int create(struct server *s)
{
  char trace[TRACE_MAX];
  size_t i = 0;
  if (!each(s, &delivery_create)) return 0;
  for (; i < s->recipients; i++)
  {
    struct recipient *r = &s->recipient[i];
    struct text t = TEXT(trace);
    trace_add(&t, &s->sender, &r->path, &s->helo, protocol(s));
    if (!delivery_write(&r->delivery, t.s, t.len)) return 0;
  }
  return 1;
}

static int write_all(struct server *s, struct text const *t)
{
  size_t i = 0;
  for (; i < s->recipients; i++)
    if (!delivery_write(&s->recipient[i].delivery, t->s, t->len)) return 0;
  return 1;
}

static void undo(struct server *s)
{
  size_t i = 0;
  for (; i < s->recipients; i++) delivery_undo(&s->recipient[i].delivery);
}

/* One piece of the message. 0, or the answer that refuses all of it. */
static char const *piece(struct server *s, struct unstuff *c,
  struct text const *in)
{
  char stored[2 * CHUNK + BODY_SLACK + 1];
  struct text out = TEXT(stored);
  unstuff_feed(c, in->s, in->len, &out);
  if (s->max && c->size > s->max) return answer_large;
  if (c->received > RECEIVED_MAX) return answer_loop;
  return write_all(s, &out) ? 0 : answer_not_written;
}

/* Read to the strict end of the message, and write it unless it is refused:
   then nothing is left of it at once. */
static enum peer_got receive(struct server *s, char const **refused)
{
  struct body body = { 0 };
  struct unstuff content = { 0 };
  while (!body.ended)
  {
    char passed[2 * CHUNK + BODY_SLACK];
    struct text t = TEXT(passed);
    enum peer_got got = peer_bytes(&s->client);
    size_t n = channel_len(&s->client);
    if (got != PEER_INPUT) return got;
    if (n > CHUNK) n = CHUNK;
    n = body_feed(&body, channel_data(&s->client), n, &t);
    channel_take(&s->client, n);
    if (*refused) continue;
    *refused = piece(s, &content, &t);
    if (*refused) undo(s);
  }
  return PEER_INPUT;
}

static int commit(struct server *s)
{
  size_t i = 0;
  if (!each(s, &delivery_sync) || !each(s, &delivery_link))
  {
    undo(s);
    return 0;
  }
  for (; i < s->recipients; i++)
    delivery_clean(&s->recipient[i].delivery);
  return 1;
}

void message_run(struct server *s)
{
  char const *refused = 0;
  enum peer_got got;
  if (!peer_trap() || !create(s))
  {
    undo(s);
    server_reset(s);
    peer_say(&s->client, answer_not_written);
    return;
  }
  peer_say(&s->client, answer_go_ahead);
  got = receive(s, &refused);
  if (got != PEER_INPUT)
  {
    undo(s);
    server_leave(s, got);
    return;
  }
  if (!refused && !commit(s)) refused = answer_not_written;
  server_reset(s);
  peer_say(&s->client, refused ? refused : answer_delivered);
}
