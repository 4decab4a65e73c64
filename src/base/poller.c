/* The poller: epoll, or poll. -DPOLLER_POLL takes poll under Linux too. */

#if defined __linux__ && !defined POLLER_POLL
#define USE_EPOLL
#endif

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>
#ifdef USE_EPOLL
#include <sys/epoll.h>
#endif

#include <skalibs/tai.h>

#include "poller.h"

#ifdef USE_EPOLL

#define BATCH 256

static int poller = -1;

int poller_open(void)
{
  poller = epoll_create1(EPOLL_CLOEXEC);
  return poller != -1;
}

int watch_want(struct watch *w, unsigned int want)
{
  struct epoll_event e = { .events = 0, .data.ptr = w };
  int what = !want ? EPOLL_CTL_DEL : w->want ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
  if (want == w->want) return 1;
  if (want & WATCH_READ) e.events |= EPOLLIN;
  if (want & WATCH_WRITE) e.events |= EPOLLOUT;
  if (epoll_ctl(poller, what, w->fd, &e) == -1 && want) return 0;
  w->want = want;
  return 1;
}

int poller_wait(int milliseconds)
{
  struct epoll_event e[BATCH];
  int n = epoll_wait(poller, e, BATCH, milliseconds), i = 0;
  if (n == -1) return errno == EINTR ? 0 : -1;
  tain_now_g();
  for (; i < n; i++)
  {
    struct watch *w = e[i].data.ptr;
    unsigned int events = 0;
    if (!w->want) continue;
    if (e[i].events & EPOLLIN) events |= WATCH_READ;
    if (e[i].events & EPOLLOUT) events |= WATCH_WRITE;
    if (e[i].events & (EPOLLHUP | EPOLLERR)) events |= WATCH_HANGUP;
    w->ready(w->data, events);
  }
  return 1;
}

#else

static struct
{
  struct pollfd *fds;
  struct watch **watches;
  unsigned int n;
  unsigned int room;
} set;

int poller_open(void)
{
  return 1;
}

static int grow(void)
{
  unsigned int room = set.room ? 2 * set.room : 64;
  struct pollfd *fds = realloc(set.fds, room * sizeof *fds);
  struct watch **watches;
  if (!fds) return 0;
  set.fds = fds;
  watches = realloc(set.watches, room * sizeof *watches);
  if (!watches) return 0;
  set.watches = watches;
  set.room = room;
  return 1;
}

/* While the ready ones are told places must not move: what is taken out leaves
   a hole. */
int watch_want(struct watch *w, unsigned int want)
{
  if (want == w->want) return 1;
  if (!w->want)
  {
    if (set.n == set.room && !grow()) return 0;
    w->place = set.n++;
    set.watches[w->place] = w;
    set.fds[w->place].fd = w->fd;
    set.fds[w->place].revents = 0;
  }
  set.fds[w->place].events = (short)((want & WATCH_READ ? POLLIN : 0)
    | (want & WATCH_WRITE ? POLLOUT : 0));
  w->want = want;
  if (want) return 1;
  set.fds[w->place].fd = -1;
  set.watches[w->place] = 0;
  return 1;
}

static void close_holes(void)
{
  unsigned int i = 0;
  while (i < set.n)
    if (set.watches[i]) i++;
    else
    {
      set.n--;
      set.fds[i] = set.fds[set.n];
      set.watches[i] = set.watches[set.n];
      if (set.watches[i]) set.watches[i]->place = i;
    }
}

int poller_wait(int milliseconds)
{
  unsigned int i = 0, n;
  close_holes();
  n = set.n;
  if (poll(set.fds, n, milliseconds) == -1) return errno == EINTR ? 0 : -1;
  tain_now_g();
  for (; i < n; i++)
  {
    short r = set.fds[i].revents;
    unsigned int events = (r & POLLIN ? WATCH_READ : 0u)
      | (r & POLLOUT ? WATCH_WRITE : 0u)
      | (r & (POLLHUP | POLLERR) ? WATCH_HANGUP : 0u);
    if (events && set.watches[i])
      set.watches[i]->ready(set.watches[i]->data, events);
  }
  return 1;
}

#endif

void watch_close(struct watch *w)
{
  if (w->fd == -1) return;
  watch_want(w, 0);
  close(w->fd);
  w->fd = -1;
}
