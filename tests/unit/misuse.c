/* misuse WHAT [FILE]: connects to the daemon's socket, waits until it has room,
   and says what nobody should: these bytes; with FILE also a descriptor of it,
   or (FILE is `two') two descriptors. Then it reads to the end, and prints what
   it heard. */

#include <skalibs/nonposix.h>   /* CMSG_SPACE */

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/strerr.h>
#include <skalibs/tai.h>

#include "../../src/config/home.h"
#include "../../src/handover/handover.h"

union control
{
  struct cmsghdr header;
  char room[CMSG_SPACE(2 * sizeof(int))];
};

static void send_both(int fd, char *what, int *fds, size_t n)
{
  struct iovec bytes = { what, strlen(what) };
  union control c;
  struct msghdr m = { .msg_iov = &bytes, .msg_iovlen = 1 };
  memset(&c, 0, sizeof c);
  if (n)
  {
    m.msg_control = &c;
    m.msg_controllen = CMSG_SPACE(n * sizeof *fds);
    c.header.cmsg_level = SOL_SOCKET;
    c.header.cmsg_type = SCM_RIGHTS;
    c.header.cmsg_len = CMSG_LEN(n * sizeof *fds);
    memcpy(CMSG_DATA(&c.header), fds, n * sizeof *fds);
  }
  if (sendmsg(fd, &m, 0) == -1) strerr_diefusys(111, "send");
}

int main(int argc, char **argv)
{
  tain deadline;
  int fd, fds[2] = { -1, -1 };
  size_t n = 0;
  char c;
  PROG = "misuse";
  if (argc < 2) strerr_dieusage(100, "misuse what [file]");
  tain_now_set_stopwatch_g();
  tain_addsec_g(&deadline, 60);
  fd = handover_connect(home_path());
  if (fd == -1 || !handover_ready(fd, &deadline))
    strerr_diefusys(111, "reach the daemon");
  if (argc > 2)
  {
    n = strcmp(argv[2], "two") ? 1 : 2;
    fds[0] = open(n == 1 ? argv[2] : "/dev/null", O_RDONLY);
    fds[1] = open("/dev/null", O_RDONLY);
  }
  if (*argv[1]) send_both(fd, argv[1], fds, n);
  ndelay_off(fd);
  while (read(fd, &c, 1) == 1) putchar(c);
  puts("<closed>");
  return 0;
}
