/* qkarma-tlsd: TLS for all qkarma-smtpds of a host. They hand over their
   clients' sockets and get back plaintext. */

#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>
#include <skalibs/sgetopt.h>
#include <skalibs/sig.h>
#include <skalibs/strerr.h>
#include <skalibs/tai.h>
#include <skalibs/types.h>

#include "base/about.h"
#include "base/confine.h"
#include "base/text.h"
#include "config/home.h"
#include "config/tls.h"
#include "handover/protocol.h"
#include "tls/context.h"
#include "tls/inspect.h"
#include "tls/listener.h"
#include "base/poller.h"
#include "tls/sandbox.h"
#include "tls/server.h"

#define USAGE "qkarma-tlsd [-1] [-v] [-u user] [-g group] | -c [-n host]"

struct options
{
  char const *user;       /* -u */
  char const *group;      /* -g */
  int tell;               /* -1 */
  int check;              /* -c */
  char const *host;       /* -n */
};

/* Who the daemon becomes, and whose the socket's directory is. */
struct account
{
  uid_t uid;
  gid_t gid;
  gid_t directory;
};

static struct server server;

static void scan_options(struct options *o, int argc, char const *const *argv)
{
  subgetopt l = SUBGETOPT_ZERO;
  int c;
  while ((c = subgetopt_r(argc, argv, "1vu:g:cn:", &l)) != -1)
    switch (c)
    {
      case '1': o->tell = 1; break;
      case 'v': server.tunnels.all = 1; break;
      case 'u': o->user = l.arg; break;
      case 'g': o->group = l.arg; break;
      case 'c': o->check = 1; break;
      case 'n': o->host = l.arg; break;
      default: strerr_dieusage(100, USAGE);
    }
  if (argc > l.ind || (o->host && !o->check)) strerr_dieusage(100, USAGE);
}

/* Before anything is opened in a sandbox where they could not be found. */
static void find_account(struct account *a, struct options const *o)
{
  struct passwd const *pw;
  struct group const *gr;
  a->uid = geteuid();
  a->gid = a->directory = getegid();
  if (a->uid) return;
  pw = getpwnam(o->user);
  if (!pw) strerr_diefu(111, "find the user ", o->user);
  a->uid = pw->pw_uid;
  a->gid = pw->pw_gid;
  gr = getgrnam(o->group);
  if (!gr) strerr_diefu(111, "find the group ", o->group);
  a->directory = gr->gr_gid;
}

static void read_settings(int home)
{
  static char array[1000];
  struct text why = { array, 0, sizeof array - 1, 0 };
  int r = tls_settings_read(&server.settings, home, &why);
  if (!r) strerr_diefu(111, "read ", home_path(), "/" TLS_FILE
    ": there is none");
  if (r == -1) strerr_dief(100, array);
}

static void load_certificates(void)
{
  static char array[1000];
  struct text why = { array, 0, sizeof array - 1, 0 };
  server.certificates = certificates_load(&server.settings, &server.opener,
    &why);
  if (!server.certificates)
    strerr_dief(111, why.len ? array : "the process that opens files is gone");
}

static void become(struct account const *a)
{
  if (!geteuid() && !sandbox_become(a->uid, a->gid))
    strerr_diefusys(111, "drop root");
  if (!sandbox_hide()) strerr_diefusys(111, "forbid core files");
  confine_calls(0);
}

/* What is wrong with them is told before anything is offered, and nobody reads
   them as root: whoever writes control/tls may name what he has made himself.
   So somebody else looks first. */
static void try_certificates(struct account const *a, int home)
{
  int status;
  pid_t pid = fork();
  if (pid == -1) strerr_diefusys(111, "fork");
  if (!pid)
  {
    fd_close(home);
    become(a);
    load_certificates();
    _exit(0);
  }
  if (wait_pid(pid, &status) == -1)
    strerr_diefusys(111, "wait for the process that reads certificates");
  if (WIFSIGNALED(status))
    strerr_dief(111, "the process that reads certificates was killed");
  if (WEXITSTATUS(status)) _exit(WEXITSTATUS(status));
}

static void open_socket(int home, struct account const *a)
{
  struct stat socket;
  server.listener.fd = listener_open(home, home_path(), a->uid, a->directory,
    &socket);
  if (server.listener.fd == -1)
    strerr_diefusys(111, "listen at ", home_path(), "/" HANDOVER_PATH);
  if (!opener_cares(&server.opener, &socket))
    strerr_diefusys(111, "talk to the process that opens files");
}

/* The working directory is the socket's. */
static void give_up_privileges(struct account const *a)
{
  if (geteuid()) strerr_warni("not started as root: there is no chroot");
  else if (!sandbox_enter()) strerr_diefusys(111, "chroot");
  become(a);
}

static void limit_sessions(void)
{
  char wanted[UINT_FMT], most[UINT_FMT];
  server.sessions = sandbox_sessions(server.settings.sessions);
  if (server.sessions == server.settings.sessions) return;
  wanted[uint_fmt(wanted, server.settings.sessions)] = 0;
  most[uint_fmt(most, server.sessions)] = 0;
  strerr_warnw("the limit of open descriptors is enough for ", most,
    " sessions, not for ", wanted);
}

/* As tcpserver does with -1: whoever waits for us may go on. What takes the
   place of stdout then is opened while there is something to open. */
static void tell(int null)
{
  static char const line[] = HANDOVER_PATH "\n";
  allwrite(1, line, sizeof line - 1);
  fd_move(1, null);
}

/* Exits as `qkarma check' does: 1 if something is wrong. */
static void check(int home, char const *host)
{
  int errors = inspect(home, host);
  if (errors == -1) strerr_diefusys(111, "enter ", home_path());
  _exit(errors > 0);
}

int main(int argc, char const *const *argv)
{
  struct options o = { "qkarmat", "qkarma", 0, 0, 0 };
  struct account a;
  int home, null = -1;
  PROG = "qkarma-tlsd";
  about(argv, USAGE);
  scan_options(&o, argc, argv);
  if (!sig_ignore(SIGPIPE) || !sig_restore(SIGCHLD))
    strerr_diefusys(111, "ignore signals");
  if (!fd_sanitize()) strerr_diefusys(111, "open /dev/null");
  if (!tain_now_set_stopwatch_g()) strerr_diefusys(111, "read the clock");
  umask(022);
  home = home_open();
  if (home == -1) strerr_diefusys(111, "open ", home_path());
  tls_settings_keep(home);
  if (o.check) check(home, o.host);
  find_account(&a, &o);
  read_settings(home);
  if (!opener_start(&server.opener, home, &server.settings))
    strerr_diefusys(111, "start the process that opens files");
  if (!context_prepare()) strerr_dief(111, "unable to prepare OpenSSL");
  try_certificates(&a, home);
  limit_sessions();
  open_socket(home, &a);
  fd_close(home);
  if (o.tell && (null = open_write("/dev/null")) == -1)
    strerr_diefusys(111, "open /dev/null");
  give_up_privileges(&a);
  load_certificates();
  certificates_warn(server.certificates);
  if (!sig_ignore(SIGCHLD)) strerr_diefusys(111, "ignore signals");
  if (!poller_open() || !server_begin(&server))
    strerr_diefusys(111, "prepare to wait");
  if (o.tell) tell(null);
  if (!server_run(&server)) strerr_diefusys(111, "wait");
  return 0;
}
