/* qkarma-server: one process that waits with all clients, and for each a
   process that is qkarma-smtpd. Options, sockets, user, work. */

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>
#include <skalibs/sgetopt.h>
#include <skalibs/sig.h>
#include <skalibs/strerr.h>
#include <skalibs/tai.h>
#include <skalibs/types.h>

#include "base/about.h"
#include "base/clock.h"
#include "base/scan.h"
#include "base/text.h"
#include "config/key.h"
#include "maildir/program.h"
#include "server/desk.h"
#include "server/doorstep.h"
#include "server/forker.h"
#include "server/inherited.h"
#include "server/pigeonhole.h"
#include "server/rights.h"
#include "server/rules.h"
#include "server/settings.h"
#include "server/status.h"
#include "server/variables.h"
#include "server/waiter.h"
#include "smtp/backend.h"
#include "smtp/connection.h"

#define USAGE "qkarma-server [-v] [-1] [-c conversations] [-C per-client] " \
  "[-w waiting] [-b backlog] [-u uid] [-g gid] [-x rules.cdb] [-X] " \
  "[-l name] [host port [host port ... --]] [backend [args...]]"

#define RESERVE 32        /* descriptors that are no client's */
#define MOST 1000000

struct options
{
  int tell;               /* -1 */
  uint64_t backlog;       /* -b */
  uint64_t uid;           /* -u, -g; 0: stay who we are */
  uint64_t gid;
  int optional;           /* -X */
  char const *host;       /* -l */
  unsigned int pairs;     /* of host and port */
};

static struct waiter waiter;
static struct forker forker;

/* The embedded backend, in a process that was a conversation's or is its
   child. */
static int embedded(void)
{
  pigeonhole_disown();
  return program_embedded();
}

static uint64_t number(int option, char const *s, uint64_t least,
  uint64_t most)
{
  char const name[] = { '-', (char)option, 0 };
  char from[UINT64_FMT], to[UINT64_FMT];
  uint64_t u;
  if (scan_number(s, strlen(s), &u, most) && u >= least) return u;
  from[uint64_fmt(from, least)] = 0;
  to[uint64_fmt(to, most)] = 0;
  strerr_dief(100, name, " is a number from ", from, " to ", to, ", not ", s);
  return 0;
}

static uint32_t many(int option, char const *s)
{
  return (uint32_t)number(option, s, 1, MOST);
}

static int scan_options(struct options *o, int argc, char const *const *argv)
{
  subgetopt l = SUBGETOPT_ZERO;
  int c;
  while ((c = subgetopt_r(argc, argv, "v1c:C:w:b:u:g:x:Xl:", &l)) != -1)
    switch (c)
    {
      case 'v': forker.level = LOG_ALL; break;
      case '1': o->tell = 1; break;
      case 'c': waiter.conversations = many(c, l.arg); break;
      case 'C': waiter.per_client = many(c, l.arg); break;
      case 'w': waiter.most = many(c, l.arg); break;
      case 'b': o->backlog = number(c, l.arg, 1, 65535); break;
      case 'u': o->uid = number(c, l.arg, 0, UINT32_MAX - 1); break;
      case 'g': o->gid = number(c, l.arg, 0, UINT32_MAX - 1); break;
      case 'x': waiter.rules = l.arg; break;
      case 'X': o->optional = 1; break;
      case 'l': o->host = l.arg; break;
      default: strerr_dieusage(100, USAGE);
    }
  return l.ind;
}

/* Several pairs of host and port end with a `--'; one alone needs none. If there
   are none, somebody meant sockets that were handed over. */
static void scan_pairs(struct options *o, char const *const *word,
  char const *why)
{
  unsigned int n = 0;
  char number[UINT_FMT], most[UINT_FMT];
  while (word[n] && strcmp(word[n], "--")) n++;
  o->pairs = word[n] && n % 2 == 0 && n > 2 ? n / 2 : 1;
  number[uint_fmt(number, o->pairs)] = 0;
  most[uint_fmt(most, LISTENERS)] = 0;
  if (o->pairs > LISTENERS)
    strerr_dief(100, "too many sockets: ", number, ", and ", most,
      " are taken at most");
  if (word[0] && word[1]) return;
  if (*why) strerr_dief(100, "nowhere to listen: ", why);
  strerr_dieusage(100, USAGE);
}

/* What stands behind what says where to listen. */
static void use_backend(char const *const *word)
{
  if (*word && !strcmp(*word, "--")) word++;
  forker.backend = *word ? word : backend_embed(embedded);
}

static void bind_pair(char const *host, char const *port, unsigned int backlog,
  char const *why)
{
  int fd = listener_bind(host, port, backlog);
  if (fd == -1 && !errno)
    strerr_dief(100, "unable to listen at ", host, " ", port,
      ": that is no address, or no port", *why ? "; " : "", why);
  if (fd == -1) strerr_diefusys(111, "listen at ", host, " ", port);
  waiter.listener[waiter.listeners++] = fd;
}

static void open_listeners(struct options *o, char const *const *word)
{
  char why[300];
  struct text t = { why, 0, sizeof why - 1, 0 };
  unsigned int i = 0;
  int n = inherited_listeners(waiter.listener, &t);
  why[t.len] = 0;
  if (n == -1) strerr_dief(100, why);
  waiter.listeners = (unsigned int)n;
  if (n)
  {
    use_backend(word);
    return;
  }
  scan_pairs(o, word, why);
  for (; i < o->pairs; i++)
    bind_pair(word[2 * i], word[2 * i + 1], (unsigned int)o->backlog, why);
  use_backend(word + 2 * o->pairs);
}

/* As tcpserver does with -1: whoever waits for us may go on, connect, and send
   any signal. */
static void tell(void)
{
  unsigned int i = 0;
  for (; i < waiter.listeners; i++)
  {
    char line[UINT_FMT + 1];
    size_t n = uint_fmt(line, listener_port(waiter.listener[i]));
    line[n++] = '\n';
    allwrite(1, line, n);
  }
}

/* Only of the process that waits: conversations, and what stands behind them,
   have the limit that we got. */
static void raise_limit(void)
{
  struct rlimit l;
  rlim_t need = (rlim_t)waiter.most + RESERVE;
  char wanted[UINT_FMT], most[UINT_FMT];
  if (getrlimit(RLIMIT_NOFILE, &l) == -1 || l.rlim_cur >= need) return;
  l.rlim_cur = l.rlim_max < need ? l.rlim_max : need;
  setrlimit(RLIMIT_NOFILE, &l);
  if (l.rlim_cur >= need) return;
  wanted[uint_fmt(wanted, waiter.most)] = 0;
  waiter.most = l.rlim_cur > RESERVE ? (uint32_t)l.rlim_cur - RESERVE : 1;
  most[uint_fmt(most, waiter.most)] = 0;
  strerr_warnw("the limit of open descriptors is enough for ", most,
    " waiting clients, not for ", wanted);
}

static void start_forker(void)
{
  forker.conversations = waiter.conversations;
  forker.listener = waiter.listener;
  forker.listeners = waiter.listeners;
  waiter.forker = forker_start(&forker);
  if (waiter.forker == -1 || ndelay_on(waiter.forker) == -1)
  {
    char most[UINT_FMT];
    most[uint_fmt(most, waiter.conversations)] = 0;
    strerr_diefusys(111, "start the process that forks, for ", most,
      " conversations");
  }
}

static void start_waiter(void)
{
  char most[UINT_FMT];
  if (waiter_begin(&waiter)) return;
  most[uint_fmt(most, waiter.most)] = 0;
  strerr_diefusys(111, "hold ", most, " waiting clients");
}

static void prepare(struct options const *o)
{
  if (!variables_begin(o->host)) strerr_diefusys(111, "keep the environment");
  rules_use(waiter.rules, o->optional);
  settings_begin();
  tain_now = clock_stopwatch;
  tain_now_g();
  start_forker();
  raise_limit();
  doorstep_begin(forker.level);
  status_begin(waiter.most, waiter.conversations);
  start_waiter();
}

int main(int argc, char const *const *argv)
{
  struct options o = { 0, 1024, 0, 0, 0, 0, 0 };
  int words;
  PROG = "qkarma-server";
  about(argv, USAGE);
  waiter.conversations = 40;
  waiter.most = 10000;
  forker.level = LOG_FAIL;
  words = scan_options(&o, argc, argv);
  if (!fd_sanitize()) strerr_diefusys(111, "open /dev/null");
  key_keep();   /* a run file that was tcpserver's may have opened it */
  open_listeners(&o, argv + words);
  if (!rights_take(o.uid, o.gid)) strerr_diefusys(111, "drop root");
  prepare(&o);
  if (!sig_ignore(SIGPIPE) || !sig_ignore(SIGXFSZ))
    strerr_diefusys(111, "ignore signals");
  if (o.tell) tell();
  forker_close_stdio();
  if (!waiter_run())
  {
    if (desk_lost()) strerr_dief(111, "the process that forks is gone");
    strerr_diefusys(111, "go on");
  }
  return 0;
}
