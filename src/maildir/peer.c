/* The client, waited for with patience that ends. */

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include <skalibs/iopause.h>
#include <skalibs/selfpipe.h>
#include <skalibs/tai.h>

#include "peer.h"

static int interrupt = -1;    /* readable after a trapped signal */
static int stopped;           /* a signal that ends us came */

int peer_trap(void)
{
  if (interrupt != -1) return 1;
  interrupt = selfpipe_init();
  return interrupt != -1 && selfpipe_trap(SIGTERM) && selfpipe_trap(SIGINT)
    && selfpipe_trap(SIGHUP);
}

/* Read the signals that have come. */
static void hear(void)
{
  for (;;)
  {
    int s = selfpipe_read();
    if (s <= 0) return;
    if (s != SIGCHLD) stopped = 1;
  }
}

int peer_child(pid_t pid, unsigned int seconds, int *status)
{
  tain deadline;
  tain_now_g();
  tain_addsec_g(&deadline, (int)seconds);
  if (peer_trap() && selfpipe_trap(SIGCHLD))
    for (;;)
    {
      iopause_fd x = { interrupt, IOPAUSE_READ, 0 };
      pid_t r = waitpid(pid, status, WNOHANG);
      if (r == pid) return 1;
      if ((r == -1 && errno != EINTR) || !iopause_g(&x, 1, &deadline)) break;
      hear();
    }
  kill(pid, SIGKILL);
  waitpid(pid, status, 0);
  return 0;
}

static enum peer_got wait_for(int fd, short events)
{
  iopause_fd x[2] = { { fd, events, 0 }, { interrupt, IOPAUSE_READ, 0 } };
  tain deadline;
  int r;
  if (stopped) return PEER_STOP;
  tain_now_g();
  tain_addsec_g(&deadline, PEER_PATIENCE);
  r = iopause_g(x, interrupt == -1 ? 1 : 2, &deadline);
  if (r == -1) return errno == EINTR ? PEER_STOP : PEER_GONE;
  if (!r) return PEER_SLOW;
  if (interrupt != -1) hear();
  return stopped ? PEER_STOP : PEER_INPUT;
}

void peer_flush(struct channel *c)
{
  while (!channel_flush(c))
    if (wait_for(c->out, IOPAUSE_WRITE) != PEER_INPUT)
    {
      channel_close_out(c);
      return;
    }
}

void peer_say(struct channel *c, char const *line)
{
  size_t n = strlen(line);
  if (channel_room(c) < n + 2) peer_flush(c);
  channel_put(c, line, n);
  channel_put(c, "\r\n", 2);
}

/* Read once more, whatever it takes. */
static enum peer_got more(struct channel *c)
{
  peer_flush(c);
  for (;;)
  {
    enum peer_got got;
    int r = channel_fill(c);
    if (r) return r == 1 && !c->broken ? PEER_INPUT : PEER_GONE;
    got = wait_for(c->in, IOPAUSE_READ);
    if (got != PEER_INPUT) return got;
  }
}

/* Throw a line away whose beginning has come. */
static enum peer_got skip(struct channel *c)
{
  size_t n;
  while (n = channel_line(c), !n)
  {
    enum peer_got got;
    channel_drain(c);
    got = more(c);
    if (got != PEER_INPUT) return got;
  }
  channel_take(c, n);
  return PEER_LONG;
}

enum peer_got peer_line(struct channel *c, char const **s, size_t *n)
{
  size_t len;
  while (len = channel_line(c), !len && channel_len(c) < PEER_LINE)
  {
    enum peer_got got = more(c);
    if (got != PEER_INPUT) return got;
  }
  if (!len || len > PEER_LINE) return skip(c);
  *s = channel_data(c);
  *n = len - 1;
  if (*n && (*s)[*n - 1] == '\r') --*n;
  channel_take(c, len);
  return PEER_INPUT;
}

enum peer_got peer_bytes(struct channel *c)
{
  return channel_len(c) ? PEER_INPUT : more(c);
}
