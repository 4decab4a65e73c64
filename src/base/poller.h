/* Who waits for what: one thread, level-triggered. epoll under Linux, since
   poll looks at all descriptors for each wake-up, and a session has a dozen of
   them; poll elsewhere.

   A descriptor that nobody wants anything of is not in the kernel's set at all:
   there, HUP and ERR are reported also for interest 0, again and again. And it
   must be taken out before it is closed (watch_want 0): one that came by
   SCM_RIGHTS shares its open file with others, epoll forgets a file only with
   its last descriptor, and events would come for what is freed. */

#ifndef BASE_POLLER_H
#define BASE_POLLER_H

#define WATCH_READ 1
#define WATCH_WRITE 2
#define WATCH_HANGUP 4    /* both directions are over; it comes with the others
                             too, asked for or not */

/* Something happened to a descriptor. */
typedef void watch_ready(void *data, unsigned int events);

struct watch
{
  int fd;
  unsigned int want;      /* what is asked for now; 0: it is in no set */
  unsigned int place;     /* poll's */
  watch_ready *ready;
  void *data;
};

#define WATCH_NONE { -1, 0, 0, 0, 0 }

/* Before all. 1, 0 (errno). */
int poller_open(void);

/* Ask for these, and for nothing else. 1; 0 (errno) out of memory. */
int watch_want(struct watch *w, unsigned int want);

/* Take it out, and close the descriptor. Nothing for one that is closed. */
void watch_close(struct watch *w);

/* Wait at most so many milliseconds, read the clock (STAMP), for that may have
   been long, and tell all that are ready. A watch that is taken out while others
   are told is not told; but its memory must stay until this returns. 1; 0 a
   signal came; -1 (errno). */
int poller_wait(int milliseconds);

#endif
