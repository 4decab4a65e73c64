/* Being alone. */

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "alone.h"
#include "back.h"
#include "guard.h"
#include "places.h"
#include "../database/reader.h"

static int open_log(struct alone *a)
{
  int r = common_open(&a->common, a->home, &a->error);
  return r ? r : error_say(&a->error, "common/current", "there is none");
}

/* An entry whose end we cannot have now is none. */
static int open_whole(struct alone *a)
{
  int r = open_log(a);
  if (r == 1 && a->common.missing)
    r = back_before_torn(&a->common) == 1 ? open_log(a) : -1;
  return r;
}

/* Where our journal is in the log; a host of which there is nothing begins
   with the end. */
static int own_place(struct alone *a)
{
  struct journal_place at;
  struct journal_place const *known;
  if (host_read(at.host, a->home) != 1)
    return error_system(&a->error, "take this host's name from",
      "control/host");
  known = places_find(&a->common.places, at.host);
  if (known) at = *known;
  else if (own_end(&at, a->home, &a->error) == -1) return -1;
  return own_begin(&a->own, a->home, &at, &a->error);
}

int alone_due(int home, struct error *error)
{
  static struct common c;
  struct journal_place at;
  struct journal_place const *known;
  int r = common_look(&c, home, error);
  if (r < 1) return r ? -1 : error_say(error, "common/current",
    "there is none");
  common_close(&c);
  if (host_read(at.host, home) != 1)
    return error_system(error, "take this host's name from", "control/host");
  known = places_find(&c.places, at.host);
  return c.alone || (known && own_waiting(home, known) >= ALONE_AFTER);
}

int alone_begin(struct alone *a, int home)
{
  int r;
  a->home = home;
  a->common.segment.fd = a->common.lock = a->own.segment.fd = -1;
  r = open_whole(a);
  a->kept = a->common.alone != 0;
  if (r == 1) r = own_place(a);
  if (r == -1) alone_end(a);
  return r;
}

/* 1; 0 there is no such database; -1. */
static int second_name(struct alone *a, char const *name, char const *second)
{
  if (linkat(a->home, name, a->home, second, 0) == 0) return 1;
  return errno == ENOENT ? 0 : error_system(&a->error, "keep", name);
}

/* recent.cdb first: that karma.cdb has a second name says that both have. */
static int keep(struct alone *a)
{
  int lock = guard_take(a->home, &a->error);
  int r = lock == -1 ? -1 : back_forget_alone(a->home, &a->error);
  if (r == 1) r = second_name(a, RECENT_CDB, BACK_ALONE_RECENT);
  if (r != -1) r = second_name(a, KARMA_CDB, BACK_ALONE_KARMA);
  if (lock != -1) close(lock);
  a->kept = r != -1;
  return r;
}

int alone_step(struct alone *a)
{
  struct entry x;
  int r = own_piece(&a->own, &x, 0);
  if (r < 1) return r;
  if (!a->kept && keep(a) == -1) return -1;
  x.id.alone = 1;
  x.id.ms = 0;
  x.id.n = a->common.alone + 1;
  return common_append(&a->common, &x);
}

void alone_end(struct alone *a)
{
  common_close(&a->common);
  own_close(&a->own);
}
