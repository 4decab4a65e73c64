/* The process that forks, and its children. */

#include <skalibs/nonposix.h>

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/strerr.h>
#include <skalibs/types.h>

#include "conversation.h"
#include "entry.h"
#include "forker.h"
#include "order.h"
#include "pigeonhole.h"
#include "rights.h"
#include "rules.h"
#include "settings.h"
#include "../base/text.h"
#include "../session/client.h"
#include "../smtp/reply.h"

/* What is known of a child. */
struct child
{
  pid_t pid;                    /* 0: none */
  int entered;                  /* its line is in the journal */
  int renamed;                  /* by its rule it may be another client's */
  struct order order;
};

static struct forker const *forker;
static int waiter;              /* the socket of the other process */
static struct child *child;
static uint32_t children;
static struct connection_rules const *rules;    /* the newest */
static sig_atomic_t volatile line_left;         /* by a child that goes on */

/* Those that we catch; those that a write would raise, which is an error like
   others; and what they were for whoever started us. */
static int const caught[] = { SIGCHLD, SIGTERM, SIGHUP, SIGINT, SIGALRM,
  SIGUSR1 };
static int const ignored[] = { SIGPIPE, SIGXFSZ };
#define CAUGHT (sizeof caught / sizeof *caught)
#define IGNORED (sizeof ignored / sizeof *ignored)
static struct sigaction before[CAUGHT];
static struct sigaction before_ignored[IGNORED];
static sigset_t unblocked;

/* The process that waits has room for all of them. */
static void report(uint32_t slot)
{
  ssize_t r;
  do r = send(waiter, &slot, sizeof slot, MSG_NOSIGNAL);
  while (r == -1 && errno == EINTR);
}

static void enter(struct child *c)
{
  char line[LINE_LEN];
  size_t n = pigeonhole_take(c->order.slot, line);
  if (!n || c->entered) return;
  c->entered = 1;
  entry_append(&c->order, c->renamed, rules, line, n);
}

static void ended(struct child *c, int how)
{
  enter(c);
  if (WIFSIGNALED(how) && !c->entered)
    entry_killed(&c->order, c->renamed, c->pid, WTERMSIG(how), rules);
}

static void enter_left(void)
{
  uint32_t i = 0;
  if (!line_left) return;
  line_left = 0;
  for (; i < forker->conversations; i++) if (child[i].pid) enter(&child[i]);
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
    ended(&child[i], how);
    child[i].pid = 0;
    children--;
    report(i);
  }
}

/* Signals are as we got them. */
static void restore_signals(void)
{
  unsigned int i = 0;
  for (; i < CAUGHT; i++) sigaction(caught[i], &before[i], 0);
  for (i = 0; i < IGNORED; i++) sigaction(ignored[i], &before_ignored[i], 0);
  sigprocmask(SIG_SETMASK, &unblocked, 0);
}

/* It has neither our signals, nor our end of the pair, nor our group. */
static void become(struct order const *o, int fd, int rule)
{
  if (!rights_drop()) strerr_diefusys(111, "give up the journal's group");
  restore_signals();
  close(waiter);
  if (dup2(fd, 0) == -1 || dup2(fd, 1) == -1) _exit(111);
  if (fd > 1) close(fd);
  conversation_run(o, rules, rule);
}

static void cannot_fork(struct order const *o, int fd)
{
  char array[512];
  struct text t = TEXT(array);
  strerr_warnwusys("fork");
  if (o->teased) reply_greeting(&t, client_host());   /* its end */
  text_adds(&t, reply_trouble);
  if (write(fd, t.s, t.len) == -1) errno = 0;
  report(o->slot);
}

/* The client's rule may have changed since it came; it is the one of now. The
   file is opened here, once for many. */
static void start(struct order const *o, int fd)
{
  int rule = rules_find(&o->address), renamed = rules_rename();
  pid_t pid;
  rules = settings_as_of(o->edition);
  pigeonhole_clear(o->slot);
  pid = fork();
  if (!pid) become(o, fd, rule);
  if (pid == -1) cannot_fork(o, fd);
  else
  {
    child[o->slot].pid = pid;
    child[o->slot].entered = 0;
    child[o->slot].renamed = renamed;
    child[o->slot].order = *o;
    children++;
  }
  close(fd);
}

/* The system had no descriptor for its socket. */
static void lost(struct order const *o)
{
  strerr_warnw("a client is lost: too many open files");
  report(o->slot);
}

/* 1; 0 there will be no more. */
static int take_order(void)
{
  struct order o;
  int fd, r = order_receive(waiter, &o, &fd);
  if (r == -1) return errno == EAGAIN || errno == EWOULDBLOCK;
  if (r == 1 && fd != -1) start(&o, fd);
  else if (r == 1) lost(&o);
  return r == 1;
}

static void come(int signal)
{
  if (signal == SIGUSR1) line_left = 1;
}

/* A signal comes only while we wait. Those for the process that waits, which a
   terminal or a supervisor sends to all of us, end nothing here. */
static void set_signals(void)
{
  struct sigaction const sa = { .sa_handler = come };
  struct sigaction const none = { .sa_handler = SIG_IGN };
  unsigned int i = 0;
  sigset_t blocked;
  sigemptyset(&blocked);
  for (; i < CAUGHT; i++)
  {
    sigaction(caught[i], &sa, &before[i]);
    sigaddset(&blocked, caught[i]);
  }
  for (i = 0; i < IGNORED; i++)
    sigaction(ignored[i], &none, &before_ignored[i]);
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
    enter_left();
    reap();
    if (more && FD_ISSET(waiter, &readable)) more = take_order();
  }
  _exit(0);
}

void forker_close_stdio(void)
{
  fd_close(0);
  if (open_readb("/dev/null") != 0 || dup2(0, 1) == -1)
    strerr_diefusys(111, "open /dev/null");
}

int forker_start(struct forker const *f)
{
  int pair[2];
  pid_t pid;
  forker = f;
  child = calloc(f->conversations, sizeof *child);
  if (!child || !pigeonholes_begin(f->conversations)
    || socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == -1) return -1;
  coe(pair[0]);
  coe(pair[1]);
  conversation_begin(f->level, f->backend);
  entry_begin(f->level);
  pid = fork();
  if (pid)
  {
    close(pair[1]);
    pigeonholes_end();
    return pid == -1 ? -1 : pair[0];
  }
  waiter = pair[1];
  close(pair[0]);
  forker_close_stdio();
  pigeonholes_keep();
  run();
  return -1;
}
