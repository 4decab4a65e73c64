/* hold FILE [shared]: takes an fcntl lock, says so, and keeps it until it is
   killed. */

#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/strerr.h>

int main(int argc, char const *const *argv)
{
  int fd;
  PROG = "hold";
  if (argc < 2) strerr_dieusage(100, "hold file [shared]");
  fd = open2(argv[1], O_RDWR);
  if (fd == -1) strerr_diefusys(111, "open ", argv[1]);
  if (fd_lock(fd, argc == 2, 0) != 1) strerr_diefusys(111, "lock ", argv[1]);
  if (write(1, "held\n", 5) != 5) strerr_diefusys(111, "write");
  for (;;) pause();
}
