/* The hosts, and what their programs do. */

#ifndef SHARE_HOSTS_H
#define SHARE_HOSTS_H

#include <stdint.h>

#include "array.h"
#include "../../../src/share/alone.h"
#include "../../../src/share/hear.h"
#include "../../../src/share/tell.h"

struct host
{
  int home;
  int telling, hearing;       /* these programs run */
  struct wire wires[2];
  struct engine engines[2];   /* for the one, and the other */
  struct tell tell;
  struct hear hear;
  struct alone alone;
  uint64_t lines;             /* that it has written */
};

extern struct host hosts[HOSTS];

/* All of them, new, in this directory; the first has begun a log. */
void hosts_begin(char const *directory);
void hosts_end(void);

/* One more host, as the first would be if it had the log and nothing else. It
   is a directory, to be closed. */
int hosts_fresh(void);

/* What may happen to a host. Each returns as what it calls in src/share, or 1;
   h->tell.error or h->hear.error says why it is -1. */
int do_lines(struct host *h);
int do_rotate(struct host *h);
int do_tell(struct host *h);
int do_hear(struct host *h);
int do_alone(struct host *h);
int do_fold(struct host *h);
int do_refill(struct host *h);

/* Let it happen; the program may be killed at it: -1. */
int perform(struct host *h, int (*what)(struct host *));

/* A fold in this state directory: a major one, if it must be. */
int fold_home(int home, int force);

/* Its connections end. */
void disconnect(struct host *h);
void disconnect_all(void);

#endif
