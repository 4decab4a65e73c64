/* The certificates in force. */

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <skalibs/strerr.h>

#include "certificates.h"
#include "file.h"
#include "../base/clock.h"

#define DAY 86400         /* seconds */
#define NO_FILE (-1)

/* One line of control/tls. */
struct entry
{
  struct pair_files path;
  struct file_id chain;
  struct file_id key;
  uint64_t warned;        /* of its expiry; 0: never */
};

struct certificates
{
  struct tls_settings const *settings;
  struct opener *opener;
  struct context *context;
  unsigned int n;
  struct pair *pair;      /* n each */
  struct entry *entry;
  unsigned int changed : 1;
  unsigned int looking : 1;
  unsigned int again : 1; /* and once more behind that: what was opened may have
                             changed since */
  struct opened chain;    /* the one whose key is asked for */
};

static int open_good(struct file_id *id, struct opened const *f,
  char const *path, struct text *why)
{
  if (f->fd != -1 && file_identify(id, f->fd)) return 1;
  file_add_error(why, path, f->error);
  return 0;
}

/* Both files are open: is there a new pair? 1; 0 no; -1 and `why`: what there
   is is none. */
static int examine(struct certificates *c, unsigned int i,
  struct opened const *chain, struct opened const *key, struct text *why)
{
  struct entry *e = &c->entry[i];
  struct file_id chain_id, key_id;
  struct pair fresh = { 0, 0, 0 };
  if (!open_good(&chain_id, chain, e->path.chain, why)
    || !open_good(&key_id, key, e->path.key, why)) return -1;
  if (c->pair[i].leaf && file_same(&chain_id, &e->chain)
    && file_same(&key_id, &e->key)) return 0;
  if (!pair_read(&fresh, &e->path, chain->fd, key->fd, why)) return -1;
  text_adds(why, e->path.chain);
  text_adds(why, ": ");
  if (!context_takes(&fresh, why)) return pair_release(&fresh), -1;
  why->len = 0;
  pair_release(&c->pair[i]);
  c->pair[i] = fresh;
  e->chain = chain_id;
  e->key = key_id;
  e->warned = 0;
  c->changed = 1;
  return 1;
}

static void say_validity(struct certificates *c, unsigned int i, int warning)
{
  char array[200];
  struct text t = { array, 0, sizeof array - 1, 0 };
  pair_add_validity(&c->pair[i], &t);
  array[t.len] = 0;
  if (warning)
    strerr_warnw(c->entry[i].path.chain, " is ", array, "; it is in force");
  else strerr_warni(c->entry[i].path.chain, " is ", array);
}

/* Not more than a warning: mostly nobody verifies what a mail server shows, and
   without TLS there would be less. */
void certificates_warn(struct certificates *c)
{
  uint64_t now = clock_seconds();
  unsigned int i = 0;
  for (; i < c->n; i++)
    if (pair_invalid_now(&c->pair[i]) && (!c->entry[i].warned
      || now - c->entry[i].warned >= DAY))
    {
      say_validity(c, i, 1);
      c->entry[i].warned = now ? now : 1;
    }
}

/* Everything was looked at. */
static int conclude(struct certificates *c, struct text *why)
{
  struct context *fresh;
  if (!c->changed) return 1;
  fresh = context_make(c->settings, c->pair, c->n, why);
  if (!fresh) return 0;
  context_release(c->context);
  c->context = fresh;
  c->changed = 0;
  return 1;
}

static void stays(struct text *why)
{
  why->s[why->len] = 0;
  strerr_warnw("the old certificate stays in force: ", why->s);
  why->len = 0;
}

static void forget(struct opened *f)
{
  if (f->fd != -1) close(f->fd);
  f->fd = -1;
}

/* Ask for the file behind this one; behind the last one, conclude. 1; 0 and
   `why`. */
static int next(struct certificates *c, unsigned int file, struct text *why)
{
  c->looking = file < 2 * c->n;
  if (!c->looking) return conclude(c, why);
  if (opener_ask(c->opener, file)) return 1;
  c->looking = 0;
  text_adds(why, "the process that opens the files has ended; restart "
    "qkarma-tlsd");
  return 0;
}

/* One answer. As examine; the look goes on in any case. */
static int answer(struct certificates *c, struct opened *f, struct text *why)
{
  int r;
  if (f->file % 2 == 0)
  {
    c->chain = *f;
    return 0;
  }
  r = examine(c, f->file / 2, &c->chain, f, why);
  forget(&c->chain);
  forget(f);
  return r;
}

#define WHY(t) \
  char t##_array[1000]; \
  struct text t = { t##_array, 0, sizeof t##_array - 1, 0 }

void certificates_look(struct certificates *c)
{
  WHY(why);
  c->again = c->looking;
  if (c->looking) return;
  c->chain.fd = NO_FILE;
  if (!next(c, 0, &why)) stays(&why);
}

void certificates_answer(struct certificates *c)
{
  struct opened f;
  WHY(why);
  int r = opener_take(c->opener, &f);
  if (!r) return;
  if (r == -1)
  {
    opener_dismiss(c->opener);
    c->looking = c->again = 0;
    forget(&c->chain);
    return;
  }
  r = answer(c, &f, &why);
  if (r == -1) stays(&why);
  if (r == 1) say_validity(c, f.file / 2, 0);
  if (!next(c, f.file + 1, &why)) stays(&why);
  if (c->looking) return;
  certificates_warn(c);
  if (c->again) certificates_look(c);
}

struct context *certificates_context(struct certificates const *c)
{
  return c->context;
}

/* At the start there is nothing else to do than to wait for it. */
static int answer_now(struct certificates *c, struct opened *f)
{
  struct pollfd x = { .fd = c->opener->watch.fd, .events = POLLIN };
  int r;
  while (!(r = opener_take(c->opener, f))) poll(&x, 1, -1);
  return r == 1;
}

static int load(struct certificates *c, struct text *why)
{
  struct opened f = { 0, 0, NO_FILE };
  unsigned int file = 0;
  for (; file < 2 * c->n; file++)
    if (!next(c, file, why) || !answer_now(c, &f) || answer(c, &f, why) == -1)
      return 0;
  return next(c, file, why);
}

static struct certificates *make(struct tls_settings const *s,
  struct opener *o)
{
  struct certificates *c = calloc(1, sizeof *c);
  unsigned int i = 0;
  if (!c) return 0;
  c->settings = s;
  c->opener = o;
  c->n = s->certificates;
  c->chain.fd = NO_FILE;
  c->pair = calloc(c->n, sizeof *c->pair);
  c->entry = calloc(c->n, sizeof *c->entry);
  if (!c->pair || !c->entry) return 0;
  for (; i < c->n; i++)
  {
    c->entry[i].path.chain = s->certificate[i].chain;
    c->entry[i].path.key = s->certificate[i].key;
  }
  return c;
}

struct certificates *certificates_load(struct tls_settings const *s,
  struct opener *o, struct text *why)
{
  struct certificates *c = make(s, o);
  if (!c) return text_adds(why, "out of memory"), NULL;
  return load(c, why) ? c : 0;
}
