/* The process that forks, and its children. */

#include <skalibs/nonposix.h>

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/strerr.h>
#include <skalibs/types.h>

#include "conversation.h"
#include "forker.h"
#include "order.h"
#include "settings.h"
#include "../base/clock.h"
#include "../smtp/reply.h"

/* What is known of a child. */
struct child
{
  pid_t pid;                    /* 0: none */
  struct order order;
};

static struct forker const *forker;
static int waiter;              /* the socket of the other process */
static struct child *child;
static unsigned char *told;     /* shared: the child's line is written */
static uint32_t children;

/* Those that we catch, and what they were for whoever started us. */
static int const signals[] = { SIGCHLD, SIGTERM, SIGHUP, SIGINT, SIGALRM };
#define SIGNALS (sizeof signals / sizeof *signals)
static struct sigaction before[SIGNALS];
static sigset_t unblocked;

/* The process that waits has room for all of them. */
static void report(uint32_t slot)
{
  ssize_t r;
  do r = send(waiter, &slot, sizeof slot, MSG_NOSIGNAL);
  while (r == -1 && errno == EINTR);
}

static void killed(struct child const *c, int how)
{
  if (told[c->order.slot]) return;
  conversation_killed(&c->order, c->pid, how, settings_now());
}

static void reap(void)
{
  int how;
  pid_t pid;
  while ((pid = waitpid(-1, &how, WNOHANG)) > 0)
  {
    uint32_t i = 0;
    while (i < forker->conversations && child[i].pid != pid) i++;
    if (i == forker->conversations) continue;
    if (WIFSIGNALED(how)) killed(&child[i], WTERMSIG(how));
    child[i].pid = 0;
    children--;
    report(i);
  }
}

/* Signals are as we got them. */
static void restore_signals(void)
{
  unsigned int i = 0;
  for (; i < SIGNALS; i++) sigaction(signals[i], &before[i], 0);
  sigprocmask(SIG_SETMASK, &unblocked, 0);
}

/* It has neither our signals nor our end of the pair. */
static void become(struct order const *o, int fd,
  struct connection_rules const *rules)
{
  restore_signals();
  close(waiter);
  if (dup2(fd, 0) == -1 || dup2(fd, 1) == -1) _exit(111);
  if (fd > 1) close(fd);
  conversation_run(o, rules, &told[o->slot]);
}

static void cannot_fork(struct order const *o, int fd)
{
  strerr_warnwusys("fork");
  if (write(fd, reply_trouble, strlen(reply_trouble)) == -1) errno = 0;
  report(o->slot);
}

static void start(struct order const *o, int fd)
{
  struct connection_rules const *rules = settings_now();
  pid_t pid;
  told[o->slot] = 0;
  pid = fork();
  if (!pid) become(o, fd, rules);
  if (pid == -1) cannot_fork(o, fd);
  else
  {
    child[o->slot].pid = pid;
    child[o->slot].order = *o;
    children++;
  }
  close(fd);
}

/* 1; 0 there will be no more. */
static int take_order(void)
{
  struct order o;
  int fd, r = order_receive(waiter, &o, &fd);
  if (r == -1) return errno == EAGAIN || errno == EWOULDBLOCK;
  if (r == 1 && o.slot == ORDER_READ_ANEW) settings_forget();
  else if (r == 1 && fd != -1) start(&o, fd);
  return r == 1;
}

static void come(int signal)
{
  (void)signal;
}

/* A signal comes only while we wait. Those for the process that waits, which a
   terminal or a supervisor sends to all of us, end nothing here. */
static void set_signals(void)
{
  struct sigaction const sa = { .sa_handler = come };
  unsigned int i = 0;
  sigset_t blocked;
  sigemptyset(&blocked);
  for (; i < SIGNALS; i++)
  {
    sigaction(signals[i], &sa, &before[i]);
    sigaddset(&blocked, signals[i]);
  }
  sigprocmask(SIG_BLOCK, &blocked, &unblocked);
}

static void close_listeners(void)
{
  unsigned int i = 0;
  for (; i < forker->listeners; i++) close(forker->listener[i]);
}

/* Until all conversations are over. */
static void run(void)
{
  int more = 1;
  close_listeners();
  set_signals();
  while (more || children)
  {
    fd_set readable;
    FD_ZERO(&readable);
    if (more) FD_SET(waiter, &readable);
    if (pselect(waiter + 1, &readable, 0, 0, 0, &unblocked) == -1)
      FD_ZERO(&readable);
    reap();
    if (more && FD_ISSET(waiter, &readable)) more = take_order();
  }
  _exit(0);
}

static int allocate(uint32_t n)
{
  child = calloc(n, sizeof *child);
  told = mmap(0, n, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return child && told != MAP_FAILED;
}

int forker_start(struct forker const *f)
{
  int pair[2];
  pid_t pid;
  forker = f;
  if (!allocate(f->conversations)
    || socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == -1) return -1;
  coe(pair[0]);
  coe(pair[1]);
  conversation_begin(f->home, f->level, f->backend);
  pid = fork();
  if (pid)
  {
    close(pair[1]);
    return pid == -1 ? -1 : pair[0];
  }
  waiter = pair[1];
  close(pair[0]);
  run();
  return -1;
}
