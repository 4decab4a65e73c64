/* handover PROGRAM [ARGS...], under tcpserver, or handover -t PROGRAM ...: the
   part of qkarma-smtpd in a handover to qkarma-tlsd. It lets the client ask for
   STARTTLS (-t: TLS is there at once, as on port 465), hands it over, and
   becomes the program, with plaintext on its stdin and stdout and SSL_PROTOCOL
   and the others in its environment.

   What it says on stderr: why there is no TLS. With WAIT=n in the environment
   it waits n seconds for the handshake instead of 60. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/strerr.h>
#include <skalibs/tai.h>

#include "../../src/config/home.h"
#include "../../src/handover/handover.h"

static void say(char const *s)
{
  if (write(1, s, strlen(s)) != (ssize_t)strlen(s)) _exit(111);
}

/* A line; byte by byte, so that nothing behind it is read. */
static void hear(char *line, size_t n)
{
  size_t i = 0;
  while (i < n - 1 && read(0, line + i, 1) == 1 && line[i] != '\n') i++;
  if (i == n - 1 || line[i] != '\n') _exit(0);
  line[i + 1] = 0;
}

/* Up to STARTTLS. */
static void converse(void)
{
  char line[1000];
  say("220 handover.example ESMTP\r\n");
  for (;;)
  {
    hear(line, sizeof line);
    if (!strncmp(line, "EHLO", 4))
      say("250-handover.example\r\n250 STARTTLS\r\n");
    else if (!strncmp(line, "STARTTLS", 8)) return;
    else say("250 ok\r\n");
  }
}

static void none(char const *why)
{
  strerr_warnw(why);
  _exit(0);
}

/* Room, within a second. */
static int reach(int at_once)
{
  tain deadline;
  int fd = handover_connect(home_path());
  tain_addsec_g(&deadline, 1);
  if (fd != -1 && handover_ready(fd, &deadline)) return fd;
  if (!at_once) say("454 4.7.0 no TLS now\r\n");
  none(strerror(errno));
  return -1;
}

static void add_variable(char const *name, struct handover const *h)
{
  char const *value = handover_value(h, name);
  if (value) setenv(name, value, 1);
}

static void become(int fd, struct handover const *h, char **argv)
{
  add_variable("SSL_PROTOCOL", h);
  add_variable("SSL_CIPHER", h);
  add_variable("SSL_TLS_SNI", h);
  ndelay_off(fd);
  fd_copy(0, fd);
  fd_copy(1, fd);
  fd_close(fd);
  execvp(argv[0], argv);
  strerr_diefusys(111, "run ", argv[0]);
}

int main(int argc, char **argv)
{
  static struct handover h;
  int at_once = argc > 1 && !strcmp(argv[1], "-t"), fd, r;
  char const *wait = getenv("WAIT");
  tain deadline;
  PROG = "handover";
  argv += 1 + at_once;
  if (!*argv) strerr_dieusage(100, "handover [-t] program");
  tain_now_set_stopwatch_g();
  if (!at_once) converse();
  tain_now_g();
  fd = reach(at_once);
  if (!at_once) say("220 go ahead\r\n");
  if (!handover_give(fd, at_once ? HANDOVER_TLS : HANDOVER_STARTTLS, 0))
    none("the daemon does not take it");
  fd_close(0);
  fd_close(1);
  tain_addsec_g(&deadline, wait ? atoi(wait) : 60);
  r = handover_result(fd, &h, &deadline);
  if (r == 1) become(fd, &h, argv);
  none(r ? strerror(errno) : h.text);
  return 0;
}
