/* The engine is Redis, or what speaks like it: a stream has the log, a string
   for each host its place. hiredis is used here alone.

     qkarma:NAME:log       entries: h host, n number, r random, o start, d bytes
     qkarma:NAME:at:HOST   NUMBER RANDOM END

   What Redis may lose is a suffix of what it took, whatever it keeps it with;
   MULTI is taken whole or not at all. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include <hiredis/hiredis.h>
#include <skalibs/types.h>

#include "engine.h"
#include "../base/scan.h"

#define PATIENCE 20       /* seconds for a reply */
#define BATCH 9           /* entries in one, the proof included: half a MiB */
#define LONG_BATCH 65     /* of short ones */
#define SHORT 262144      /* bytes in a whole batch of short ones */
#define WAIT "5000"       /* milliseconds */

#define KEY_LOG "qkarma:%s:log"
#define KEY_AT "qkarma:%s:at:%s"
#define PLACE_LEN 64

struct redis
{
  redisContext *c;
  int answered;                   /* it did, once at least */
  redisReply *batch;
  size_t most;                    /* as many entries could be in it */
  int asked;                      /* the next one is on its way */
  size_t next;                    /* in it */
  size_t bytes;                   /* in those of it that were taken */
  struct journal_place at;        /* where we left our place, */
  char place[PLACE_LEN];          /* as text; empty: there was none */
  struct entry_id newest;         /* of what was taken of us */
};

static struct redis *redis(struct engine *e)
{
  return e->is;
}

static int say(struct engine *e, char const *what)
{
  return error_say(&e->error, "the engine", what);
}

/* An error that Redis answers, in its own words. */
static int refused(struct engine *e, redisReply const *r)
{
  char array[200];
  struct text t = { array, 0, sizeof array - 1, 0 };
  if (!strncmp(r->str, "OOM ", 4)) return say(e, "it is full: let it have more"
    " memory, or let qkarma-tell -k keep less");
  text_addclean(&t, r->str, r->len);
  array[t.len] = 0;
  return say(e, array);
}

/* There is no reply. Who hangs up at the first word is not the engine, which
   would say why, but TLS on the way to it. */
static int no_reply(struct engine *e)
{
  struct redis const *d = redis(e);
  redisContext const *c = d->c;
  int system = c->err == REDIS_ERR_IO ? errno : 0;
  if (system == EAGAIN) return say(e, "it does not answer");
  if (c->err != REDIS_ERR_EOF && system != ECONNRESET && system != EPIPE)
    return say(e, c->errstr);
  return say(e, d->answered ? "it has closed the connection" : "it has closed"
    " the connection before it said anything: stunnel, if it is between, logs"
    " why");
}

/* The next reply: the caller frees it. 0: e->error says why. */
static redisReply *reply(struct engine *e)
{
  void *r;
  if (redisGetReply(redis(e)->c, &r) == REDIS_OK)
  {
    redis(e)->answered = 1;
    if (((redisReply *)r)->type != REDIS_REPLY_ERROR) return r;
    refused(e, r);
    freeReplyObject(r);
    return 0;
  }
  no_reply(e);
  return 0;
}

/* So many replies that need only be there. 1; -1. */
static int pass(struct engine *e, unsigned int n)
{
  while (n--)
  {
    redisReply *r = reply(e);
    if (!r) return -1;
    freeReplyObject(r);
  }
  return 1;
}

int engine_open(struct engine *e, int fd)
{
  static struct redis it;
  struct timeval const patience = { PATIENCE, 0 };
  e->is = &it;
  it.c = redisConnectFd(fd);
  if (!it.c) return errno = ENOMEM, error_system(&e->error, "speak to",
    "the engine");
  if (redisSetTimeout(it.c, patience) != REDIS_OK)
    return error_system(&e->error, "use the socket to", "the engine");
  return 1;
}

int engine_enter(struct engine *e)
{
  char const *user = getenv("QKARMA_USER");
  char const *password = getenv("QKARMA_PASSWORD");
  if (!password) return 1;
  redisAppendCommand(redis(e)->c, "AUTH %s %s", user ? user : "default",
    password);
  return pass(e, 1);
}

static void text_of(char *s, struct journal_place const *p)
{
  struct text t = { s, 0, PLACE_LEN, 0 };
  frame_add_place(&t, p);
  text_addc(&t, 0);
}

static void id_of(char *s, struct entry_id const *id)
{
  struct text t = { s, 0, FRAME_ID, 0 };
  frame_add_id(&t, id);
  text_addc(&t, 0);
}

static void ask_place(struct engine *e, char const *host)
{
  redisAppendCommand(redis(e)->c, "WATCH " KEY_AT, e->log, host);
  redisAppendCommand(redis(e)->c, "GET " KEY_AT, e->log, host);
}

/* 1, and *p; 0 there is none; -1. */
static int read_place(struct engine *e, struct journal_place *p)
{
  redisReply *r;
  int good;
  if (pass(e, 1) == -1) return -1;
  r = reply(e);
  if (!r) return -1;
  good = r->type == REDIS_REPLY_NIL ? 0
    : r->type == REDIS_REPLY_STRING && r->len < PLACE_LEN
    && frame_scan_place(p, r->str, (size_t)r->len) ? 1
    : say(e, "a host's place in it is none");
  freeReplyObject(r);
  return good;
}

int engine_at(struct engine *e, struct journal_place *p)
{
  struct redis *d = redis(e);
  int r;
  ask_place(e, p->host);
  r = read_place(e, p);
  *d->place = 0;
  if (r == 1) text_of(d->place, p);
  return r;
}

/* XADD, by which too old entries go if we know what time it is there. */
static void add(struct engine *e, struct entry const *x, char const *id)
{
  struct redis *d = redis(e);
  struct entry_id least = d->newest;
  uint64_t ms = (uint64_t)e->minutes * 60000;
  char number[UINT64_FMT], offset[UINT64_FMT], oldest[FRAME_ID];
  number[uint64_fmt(number, x->from.number)] = 0;
  offset[uint64_fmt(offset, x->from.offset)] = 0;
  least.ms = least.ms > ms ? least.ms - ms : 0;
  least.n = 0;
  id_of(oldest, &least);
  if (ms && least.ms) redisAppendCommand(d->c, "XADD " KEY_LOG
    " MINID ~ %s %s h %s n %s r %b o %s d %b", e->log, oldest, id,
    x->from.host, number, x->from.random, sizeof x->from.random, offset, x->s,
    x->n);
  else redisAppendCommand(d->c, "XADD " KEY_LOG
    " %s h %s n %s r %b o %s d %b", e->log, id, x->from.host, number,
    x->from.random, sizeof x->from.random, offset, x->s, x->n);
}

static void set_place(struct engine *e, struct journal_place const *p)
{
  char place[PLACE_LEN];
  text_of(place, p);
  redisAppendCommand(redis(e)->c, "SET " KEY_AT " %s", e->log, p->host, place);
}

/* What EXEC answers. 1; 0 somebody else has moved the place; -1. */
static int done(struct engine *e)
{
  struct redis *d = redis(e);
  redisReply *r = reply(e);
  int good;
  if (!r) return -1;
  good = r->type != REDIS_REPLY_NIL;
  if (r->type == REDIS_REPLY_ARRAY && r->elements
    && r->element[0]->type == REDIS_REPLY_ERROR)
    good = refused(e, r->element[0]);
  if (good == 1 && r->type == REDIS_REPLY_ARRAY && r->elements
    && r->element[0]->type == REDIS_REPLY_STRING)
    frame_scan_id(&d->newest, r->element[0]->str,
      (size_t)r->element[0]->len);
  freeReplyObject(r);
  return good;
}

/* One write, one round trip. Between EXEC and WATCH somebody could come: GET
   tells whether he did. */
int engine_append(struct engine *e, struct entry const *x)
{
  struct redis *d = redis(e);
  struct journal_place end = x->from, is = x->from;
  char place[PLACE_LEN];
  int r, s;
  end.offset += x->n;
  text_of(d->place, &end);
  redisAppendCommand(d->c, "MULTI");
  add(e, x, "*");
  set_place(e, &end);
  redisAppendCommand(d->c, "EXEC");
  ask_place(e, x->from.host);
  if (pass(e, 3) == -1) return -1;
  r = done(e);
  if (r == -1) return -1;
  s = read_place(e, &is);
  if (s == -1) return -1;
  text_of(place, &is);
  return r && s && !strcmp(place, d->place);
}

int engine_restore(struct engine *e, struct entry const *x,
  struct journal_place const *places, size_t n)
{
  struct redis *d = redis(e);
  char id[FRAME_ID];
  size_t i = 0;
  int r;
  id_of(id, &x->id);
  redisAppendCommand(d->c, "MULTI");
  add(e, x, id);
  for (; i < n; i++) set_place(e, places + i);
  redisAppendCommand(d->c, "EXEC");
  if (pass(e, 2 + (unsigned int)n) == -1) return -1;
  r = done(e);
  return r ? r : say(e, "it does not take an entry back");
}

static int is_text(redisReply const *r)
{
  return r->type == REDIS_REPLY_STRING;
}

static int number(uint64_t *u, redisReply const *r, uint64_t max)
{
  return r->len && scan_decimal(r->str, (size_t)r->len, u, max)
    == (size_t)r->len;
}

/* The values of h, n, r, o and d. */
static int fields(struct entry *x, redisReply *const *f)
{
  uint64_t u;
  size_t i = 0;
  for (; i < 10; i++) if (!is_text(f[i])) return 0;
  if (!host_valid(f[1]->str, (size_t)f[1]->len)
    || f[5]->len != SEGMENT_RANDOM
    || !scan_hex(f[5]->str, SEGMENT_RANDOM, &u)) return 0;
  memcpy(x->from.host, f[1]->str, (size_t)f[1]->len);
  x->from.host[f[1]->len] = 0;
  memcpy(x->from.random, f[5]->str, SEGMENT_RANDOM);
  x->s = f[9]->str;
  x->n = (size_t)f[9]->len;
  return number(&x->from.number, f[3], SEGMENT_NUMBER_MAX)
    && number(&x->from.offset, f[7], INT64_MAX)
    && x->n && x->n <= FRAME_ENTRY && x->s[x->n - 1] == '\n';
}

/* 1; -1 this is no entry of ours. */
static int entry(struct engine *e, struct entry *x, redisReply const *r)
{
  if (r->type == REDIS_REPLY_ARRAY && r->elements == 2
    && is_text(r->element[0])
    && frame_scan_id(&x->id, r->element[0]->str, (size_t)r->element[0]->len)
    && !x->id.alone && r->element[1]->type == REDIS_REPLY_ARRAY
    && r->element[1]->elements == 10 && fields(x, r->element[1]->element))
    return 1;
  return say(e, "there is something in its log that is no entry");
}

/* The reply to XRANGE. */
static redisReply *range(struct engine *e)
{
  redisReply *r = reply(e);
  if (!r || r->type == REDIS_REPLY_ARRAY) return r;
  freeReplyObject(r);
  say(e, "its log is none");
  return 0;
}

/* Of how many it is to be. A backlog of whole entries takes no more memory than
   it must; one of short ones no more round trips, and many hosts have many. */
static size_t batch_size(struct redis const *d)
{
  return d->batch && d->batch->elements > 8 && d->bytes < SHORT
    ? LONG_BATCH : BATCH;
}

/* What follows an entry, and that itself first: so it is proved. */
static void ask_batch(struct engine *e, struct frame const *last)
{
  struct redis *d = redis(e);
  char id[FRAME_ID];
  d->most = batch_size(d);
  d->asked = 1;
  if (last) id_of(id, &last->id);
  redisAppendCommand(d->c, "XRANGE " KEY_LOG " %s + COUNT %u", e->log,
    last ? id : "-", (unsigned int)d->most);
}

int engine_read(struct engine *e, struct frame const *last,
  struct entry *first)
{
  struct redis *d = redis(e);
  int r;
  if (!d->asked) ask_batch(e, last);
  d->asked = 0;
  if (d->batch) freeReplyObject(d->batch);
  d->batch = range(e);
  d->next = last != 0;
  d->bytes = 0;
  if (!d->batch) return -1;
  if (!last) return 1;
  if (!d->batch->elements) return 0;
  r = entry(e, first, d->batch->element[0]);
  return r == 1 ? engine_same(first, last) : r;
}

int engine_next(struct engine *e, struct entry *x)
{
  struct redis *d = redis(e);
  int r;
  if (d->next >= d->batch->elements) return 0;
  r = entry(e, x, d->batch->element[d->next++]);
  if (r == 1) d->bytes += x->n;
  return r;
}

int engine_has(struct engine *e, struct frame const *f)
{
  char id[FRAME_ID];
  struct entry x;
  redisReply *r;
  int has;
  id_of(id, &f->id);
  redisAppendCommand(redis(e)->c, "XRANGE " KEY_LOG " %s %s", e->log, id, id);
  r = range(e);
  if (!r) return -1;
  has = r->elements ? entry(e, &x, r->element[0]) : 0;
  if (has == 1) has = engine_same(&x, f);
  freeReplyObject(r);
  return has;
}

/* The one entry of a range. 1, 0, -1. */
static int end(struct engine *e, struct entry_id *id)
{
  struct entry x;
  redisReply *r = range(e);
  int has;
  if (!r) return -1;
  has = r->elements ? entry(e, &x, r->element[0]) : 0;
  if (has == 1) *id = x.id;
  freeReplyObject(r);
  return has;
}

int engine_ends(struct engine *e, struct entry_id *first,
  struct entry_id *last)
{
  redisContext *c = redis(e)->c;
  int a, b;
  redisAppendCommand(c, "XRANGE " KEY_LOG " - + COUNT 1", e->log);
  redisAppendCommand(c, "XREVRANGE " KEY_LOG " + - COUNT 1", e->log);
  a = end(e, first);
  if (a == -1) return -1;
  b = end(e, last);
  return b == -1 ? -1 : a && b;
}

/* What comes is thrown away: it is only to wake us. What engine_read() will ask
   goes along with it. A batch that was full says that there is more. */
int engine_wait(struct engine *e, struct frame const *last)
{
  struct redis *d = redis(e);
  char id[FRAME_ID];
  if (d->batch && d->batch->elements == d->most) return 1;
  if (last) id_of(id, &last->id);
  redisAppendCommand(d->c, "XREAD COUNT 1 BLOCK " WAIT " STREAMS " KEY_LOG
    " %s", e->log, last ? id : "0-0");
  ask_batch(e, last);
  return pass(e, 1);
}
