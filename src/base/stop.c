/* The signals that end a process. Not a self-pipe, which costs every connection
   three calls and each of its waits a descriptor, nor a mask that a wait lifts:
   a flag, and an alarm for the race between looking at the flag and waiting,
   which is set up only when the signal comes. */

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <skalibs/tai.h>

#include "stop.h"

static volatile sig_atomic_t asked;

/* Without SA_RESTART: waits end with EINTR. */
static int catch(int signal, void (*with)(int), struct sigaction *before)
{
  struct sigaction sa = { .sa_handler = with };
  return sigaction(signal, &sa, before);
}

/* All that it calls is async-signal-safe. A child between vfork and exec may
   come here, too: then we are told what it was told, and the alarm ends it. */
static void come(int signal)
{
  asked = 1;
  if (signal != SIGALRM) catch(SIGALRM, &come, 0);
  alarm(1);
}

static int const signals[] = { SIGTERM, SIGHUP, SIGINT };

#define SIGNALS (sizeof signals / sizeof *signals)

void stop_trap(void)
{
  unsigned int i = 0;
  for (; i < SIGNALS; i++)
  {
    struct sigaction before;
    if (!catch(signals[i], &come, &before) && before.sa_handler == SIG_IGN)
      catch(signals[i], SIG_IGN, 0);
  }
}

static void forget(int signal)
{
  struct sigaction is;
  if (!sigaction(signal, 0, &is) && is.sa_handler == &come)
    catch(signal, SIG_DFL, 0);
}

void stop_forget(void)
{
  unsigned int i = 0;
  for (; i < SIGNALS; i++) forget(signals[i]);
  forget(SIGALRM);
  asked = 0;
}

int stop_asked(void)
{
  return asked;
}

int stop_poll(iopause_fd *x, unsigned int n, tain const *deadline)
{
  tain left;
  int milliseconds = 0, r;
  if (tain_future(deadline))
  {
    tain_sub(&left, deadline, &STAMP);
    milliseconds = tain_to_millisecs(&left);
    if (milliseconds >= 0) milliseconds++;    /* what is cut off */
  }
  r = poll(x, n, milliseconds);
  tain_now_g();
  return r;
}
