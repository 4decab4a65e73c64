/* TLS: are there certificates, and does somebody make handshakes with them? */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/stralloc.h>
#include <skalibs/strerr.h>
#include <skalibs/tai.h>

#include "tls.h"
#include "../../config/home.h"
#include "../../config/tls.h"
#include "../../handover/handover.h"
#include "../../session/client.h"

#define DAEMON "qkarma-tlsd"
#define NOT_FOUND 127       /* exit code, where spawning does not tell */
#define ROOM_SECONDS 1      /* as long as qkarma-smtpd waits */

extern char **environ;

/* What the servers call themselves, as far as it is known: a name without a
   dot is nobody's in the DNS. */
static char const *host(void)
{
  static char name[256];
  char const *said = client_variable("LOCALHOST");
  if (said && *said) return said;
  if (gethostname(name, sizeof name - 1) == -1 || !strchr(name, '.')) return 0;
  return name;
}

/* One of its lines, which begins with how grave it is. */
static void relay(struct findings *f, char const *line, size_t n)
{
  static struct { char const *word; enum gravity gravity; } const known[] =
  {
    { "error: ", FINDING_ERROR }, { "warning: ", FINDING_WARNING },
    { "info: ", FINDING_INFO }
  };
  char array[1200];
  struct text t = TEXT(array);
  unsigned int i = 0;
  for (; i < sizeof known / sizeof *known; i++)
  {
    size_t len = strlen(known[i].word);
    if (n < len || memcmp(line, known[i].word, len)) continue;
    text_addclean(&t, line + len, n - len);
    finding_text(f, known[i].gravity, &t);
  }
}

static void relay_all(struct findings *f, stralloc const *said)
{
  size_t at = 0;
  while (at < said->len)
  {
    char const *line = said->s + at;
    char const *end = memchr(line, '\n', said->len - at);
    size_t n = end ? (size_t)(end - line) : said->len - at;
    relay(f, line, n);
    at += n + 1;
  }
}

static void not_there(struct findings *f)
{
  finding(f, FINDING_WARNING, DAEMON,
    "it is not installed: nobody has looked at the certificates");
}

/* Only the daemon is linked with OpenSSL: it looks, and we pass on. */
static void certificates(struct findings *f)
{
  char const *name = host();
  char const *argv[5] = { DAEMON, "-c", name ? "-n" : 0, name, 0 };
  stralloc said = STRALLOC_ZERO;
  int fd, status;
  pid_t pid = child_spawn1_pipe(argv[0], argv, (char const *const *)environ,
    &fd, 1);
  if (!pid && errno == ENOENT) not_there(f);
  else if (!pid) finding(f, FINDING_WARNING, DAEMON, strerror(errno));
  if (!pid) return;
  ndelay_off(fd);
  if (!slurp(&said, fd)) strerr_diefusys(111, "read what " DAEMON " says");
  fd_close(fd);
  if (wait_pid(pid, &status) == -1) strerr_diefusys(111, "wait for " DAEMON);
  relay_all(f, &said);
  stralloc_free(&said);
  if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND) not_there(f);
  else if (!WIFEXITED(status) || WEXITSTATUS(status) > 1)
    finding(f, FINDING_WARNING, DAEMON " -c",
      "it failed: not all certificates were looked at");
}

/* 1 if it may be connected to by this user; else it was told. */
static int enterable(struct findings *f, int home, struct smtpd_user const *v)
{
  struct smtpd_user user = access_user(home, v);
  struct stat directory, socket;
  if (fstatat(home, HANDOVER_DIRECTORY, &directory, 0) == -1
    || fstatat(home, HANDOVER_PATH, &socket, 0) == -1)
    return 1;
  if (access_may(&directory, &user, ACCESS_SEARCH)
    && access_may(&socket, &user, ACCESS_WRITE)) return 1;
  finding(f, FINDING_ERROR, HANDOVER_PATH, "qkarma-smtpd may not connect to it,"
    " and clients get no TLS: does " DAEMON " run with its group (-g)?");
  return 0;
}

/* Why nobody answers, or 0. */
static char const *silent(void)
{
  char const *why = 0;
  tain deadline;
  int fd = handover_connect(home_path());
  if (fd == -1) switch (errno)
  {
    case ENOENT:
    case ECONNREFUSED:
      return DAEMON " does not run: clients get no TLS";
    case EAGAIN: return DAEMON " does not take clients: has it stopped?";
    default: return strerror(errno);
  }
  tain_now_set_stopwatch_g();
  tain_addsec_g(&deadline, ROOM_SECONDS);
  if (!handover_ready(fd, &deadline)) why = DAEMON " is full, or has stopped:"
    " new clients get no TLS";
  fd_close(fd);
  return why;
}

static void answers(struct findings *f, int home, struct smtpd_user const *v)
{
  char const *why;
  if (!enterable(f, home, v)) return;
  why = silent();
  if (why && errno == EACCES && geteuid())
    finding(f, FINDING_WARNING, HANDOVER_PATH, "whether " DAEMON " answers can"
      " be seen only by root");
  else if (why) finding(f, FINDING_ERROR, HANDOVER_PATH, why);
}

void tls_find(struct findings *f, int home, struct smtpd_user const *v,
  struct tls_service *service)
{
  struct text nobody = { 0, 0, 0, 0 };
  struct stat st;
  service->there = getenv("SSLCTLFD")
    || fstatat(home, HANDOVER_PATH, &st, 0) == 0;
  service->configured = fstatat(home, TLS_FILE, &st, AT_SYMLINK_NOFOLLOW) == 0;
  if (!service->configured) return;
  if (tls_settings_survey(home, TLS_FILE, &nobody)) certificates(f);
  answers(f, home, v);
}
