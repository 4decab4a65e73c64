/* least: the system calls of a program that refuses whom a database knows and
   writes that down, and nothing else: how near one can come to the floor.

   select for early talk; a look-up by four reads, wherever they lead; the
   reply; what came is thrown away; a line in the log, and one under a lock in
   a file. */

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>

static char const reply[] = "421 4.7.1 You were naughty. You cannot send me "
  "mail for 23.99 hours.\r\n";
static char const logged[] = "127.0.0.1 karma: fail: in the box until "
  "2026-11-23 04:48:33\n";
static char const line[] = "@400000006b02734406a74337 127.0.0.1 0 0 0 0 x "
  "boxed - t=0 pid=12345 ~beef\n";

static int early(void)
{
  struct timeval tv = { 0, 0 };
  fd_set set;
  FD_ZERO(&set);
  FD_SET(0, &set);
  return select(1, &set, 0, 0, &tv);
}

static int boxed(int home)
{
  char buf[512];
  int fd = openat(home, "karma.cdb", O_RDONLY | O_CLOEXEC);
  int good = fd != -1 && pread(fd, buf, 300, 2048) > 0
    && pread(fd, buf, 8, 1024) > 0 && pread(fd, buf, 64, 4096) > 0
    && pread(fd, buf, 352, 3000) > 0;
  close(fd);
  return good;
}

static int note(int home)
{
  struct flock lock;
  int fd = openat(home, "least", O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC,
    0600);
  memset(&lock, 0, sizeof lock);
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return fd != -1 && fcntl(fd, F_SETLK, &lock) != -1
    && write(fd, line, sizeof line - 1) > 0;
}

int main(void)
{
  char buf[512];
  int home = open(getenv("QKARMA"), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (home == -1 || fcntl(0, F_SETFL, O_NONBLOCK) == -1 || early()
    || !boxed(home)) return 1;
  if (write(1, reply, sizeof reply - 1) == -1) return 1;
  if (read(0, buf, sizeof buf) > 0) return 1;
  close(0);
  close(1);
  return write(2, logged, sizeof logged - 1) == -1 || !note(home);
}
