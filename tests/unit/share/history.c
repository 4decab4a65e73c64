/* history DIRECTORY FROM TO: three hosts share karma, in one process, over an
   engine that is an array. For each seed from FROM to TO a random history:
   lines are written, told, heard and folded, hosts go on alone, programs are
   killed before or in the middle of any write, rename, link or truncation, the
   engine loses its newest entries (and who is connected stays connected, or
   not), all of them, or gives up its oldest. Then everybody hears everything,
   and agree.h says what must be.

   DIRECTORY is where the hosts are; what is in it goes. Prints the seed of what
   goes wrong, and exits 1. With $SAY, what the programs say is to be seen. */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/strerr.h>
#include <skalibs/types.h>

#include "agree.h"
#include "array.h"
#include "hosts.h"
#include "seed.h"

#define STEPS 120

/* A restart, or another machine: who was connected may stay so. */
static void lose_some(void)
{
  unsigned int n = dice(8);
  while (n-- && array_len() > 1) array_lose_one();
  array_tick();
  if (dice(2)) disconnect_all();
}

/* Does anybody have something in his log? */
static int any(struct host *h)
{
  static struct common c;
  struct error error;
  int r = common_look(&c, h->home, &error);
  if (r == -1) wrong("look: ", error.text);
  if (r == 1) common_close(&c);
  return r == 1 && c.any;
}

/* How much of the oldest does nobody need? */
static void give_up(void)
{
  static struct common c;
  struct error error;
  unsigned int i = 0, n = dice(5);
  struct entry_id least = { UINT64_MAX, 0, 0 };
  for (; i < HOSTS; i++)
  {
    if (!any(hosts + i)) return;
    common_look(&c, hosts[i].home, &error);
    common_close(&c);
    /* Or will it go back before its last one? */
    if (c.missing || !array_has(&c.last)) return;
    if (frame_compare(&c.last.id, &least) < 0) least = c.last.id;
  }
  while (n-- && array_len() > 1
    && frame_compare(&array_entry(0)->id, &least) < 0)
    array_give_up();
}

/* Some host fills it again; or several begin to. */
static void lose_all(void)
{
  unsigned int i = 0;
  while (i < HOSTS && any(hosts + i)) i++;
  if (i < HOSTS) return;
  disconnect_all();
  array_lose_all();
  do perform(hosts + dice(HOSTS), do_refill); while (!array_len());
}

static void happen(void)
{
  struct host *h = hosts + dice(HOSTS);
  switch (dice(24))
  {
    case 0: case 1: case 2: case 3: do_lines(h); break;
    case 4: case 5: case 6: case 7: perform(h, do_tell); break;
    case 8: case 9: case 10: case 11: case 12: perform(h, do_hear); break;
    case 13: case 14: case 15: case 16: perform(h, do_fold); break;
    case 17: case 18: perform(h, do_alone); break;
    case 19: do_rotate(h); break;
    case 20: disconnect(h); break;
    case 21: lose_some(); break;
    case 22: if (!dice(4)) lose_all(); break;
    default: give_up(); break;
  }
}

/* Is there something that this host has not told or heard? One that is behind
   may have to be refused a thousand times first. */
static int busy(struct host *h, unsigned int rounds)
{
  int more, r = do_tell(h);
  if (r == -1 && rounds > 1000) wrong("tell: ", h->tell.error.text);
  more = r != 0;
  r = do_hear(h);
  if (r == -1 && rounds > 1000) wrong("hear: ", h->hear.error.text);
  return more || r || (array_len()
    && frame_compare(&h->hear.common.last.id,
      &array_entry(array_len() - 1)->id));
}

static void settle(void)
{
  unsigned int i, more = 1, rounds = 0;
  disconnect_all();
  while (more)
  {
    more = 0;
    if (++rounds > 2000) wrong("it does not come to rest", "");
    for (i = 0; i < HOSTS; i++) more |= (unsigned int)busy(hosts + i, rounds);
  }
  disconnect_all();
}

static void play(uint64_t seed, char const *directory)
{
  unsigned int i;
  seed_begin(seed);
  array_begin(((uint64_t)time(0) - 43200) * 1000);
  hosts_begin(directory);
  /* Everybody has heard of everybody before anything goes wrong. */
  for (i = 0; i < HOSTS; i++) do_lines(hosts + i);
  settle();
  for (i = 0; i < STEPS; i++) happen();
  settle();
  agree_on_log();
  agree_on_lines();
  agree_on_databases();
  hosts_end();
}

int main(int argc, char const *const *argv)
{
  uint64_t seed, to;
  PROG = "history";
  if (argc != 4 || !uint640_scan(argv[2], &seed) || !uint640_scan(argv[3], &to))
    strerr_dieusage(100, "history directory from to");
  umask(022);
  if (!getenv("SAY")) fd_move(2, open("/dev/null", O_WRONLY));
  for (; seed <= to; seed++) play(seed, argv[1]);
  printf("good\n");
  fflush(stdout);
  _exit(0);
}
