/* least_share tell FILE LOG PLACE, least_share hear FILE LOG: what must be done
   to tell a journal to Redis, and to hear it: the calls, the commands and the
   bytes of qkarma-tell and qkarma-hear, and nothing that could go wrong is
   looked at. LOG and PLACE are Redis's keys, descriptor 6 is its. Ends, 111,
   when the connection does. */

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SOCKET 6
#define ENTRY 65536
#define PAUSE 200         /* milliseconds */
#define TOLD 9            /* lines in the replies to an entry */

static char in[1 << 20], out[1 << 17];
static size_t inlen, at, outlen;

static void word(char const *s, size_t n)
{
  outlen += (size_t)sprintf(out + outlen, "$%u\r\n", (unsigned int)n);
  memcpy(out + outlen, s, n);
  memcpy(out + outlen + n, "\r\n", 2);
  outlen += n + 2;
}

/* A command of these words, and so many that follow. */
static void command(char const *s, unsigned int more)
{
  char const *t = s;
  while (*t) more += *t++ == ' ';
  outlen += (size_t)sprintf(out + outlen, "*%u\r\n", more + 1);
  for (; *s; s = *t ? t + 1 : t)
  {
    t = s + strcspn(s, " ");
    word(s, (size_t)(t - s));
  }
}

static void say(void)
{
  if (write(SOCKET, out, outlen) == -1) exit(111);
  outlen = inlen = at = 0;
}

static void receive(void)
{
  ssize_t r = read(SOCKET, in + inlen, sizeof in - inlen);
  if (r <= 0) exit(111);
  inlen += (size_t)r;
}

static long milliseconds(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* From look to look. Redis says nothing then, or is gone. */
static void rest(long *next)
{
  struct pollfd x = { SOCKET, POLLIN, 0 };
  long now = milliseconds();
  *next += PAUSE;
  if (*next < now) *next = now;
  if (poll(&x, 1, (int)(*next - now))) exit(111);
}

static void tell(int fd, char const *log, char const *place)
{
  static char bytes[ENTRY], text[500];
  long next = milliseconds();
  off_t from = 0;
  for (;; rest(&next))
  {
    ssize_t n = pread(fd, bytes, sizeof bytes, from);
    unsigned int lines = 0;
    while (n > 0 && bytes[n - 1] != '\n') n--;
    if (n < 1) continue;
    if (fdatasync(fd) == -1) exit(111);
    command("MULTI", 0);
    sprintf(text, "XADD %s * h mx n 1 r 0123456789abcdef o %lld d", log,
      (long long)from);
    command(text, 1);
    word(bytes, (size_t)n);
    from += n;
    sprintf(text, "SET %s", place);
    command(text, 1);
    sprintf(text, "1 0123456789abcdef %lld", (long long)from);
    word(text, strlen(text));
    command("EXEC", 0);
    sprintf(text, "WATCH %s", place);
    command(text, 0);
    sprintf(text, "GET %s", place);
    command(text, 0);
    say();
    while (lines < TOLD)
      for (receive(); at < inlen; at++) lines += in[at] == '\n';
  }
}

/* The next reply, in which the entry of this id was known. What comes behind
   that is written to fd, if there is one, and the id is the last one's. */
static void reply(int fd, char *last)
{
  char frame[200], id[50] = "";
  long left = 1;
  while (left--)
  {
    char *end, type;
    long n;
    while (!(end = memchr(in + at, '\n', inlen - at))) receive();
    type = in[at];
    n = strtol(in + at + 1, 0, 10);
    at = (size_t)(end - in) + 1;
    if (type == '*' && n > 0) left += n;
    if (type != '$' || n < 0) continue;
    while (inlen - at < (size_t)n + 2) receive();
    end = in + at;
    at += (size_t)n + 2;
    if (n > 10 && n < (long)sizeof id && memchr(end, '-', (size_t)n))
      sprintf(id, "%.*s", (int)n, end);
    if (fd == -1 || end[n - 1] != '\n' || !strcmp(id, last)) continue;
    sprintf(frame, "#@ %s mx 1 0123456789abcdef 0 %ld ~0000\n", id, n);
    memcpy(out, frame, strlen(frame));
    memcpy(out + strlen(frame), end, (size_t)n);
    if (write(fd, out, strlen(frame) + (size_t)n) == -1) exit(111);
    strcpy(last, id);
  }
}

static void hear(int fd, char const *log)
{
  char text[500], last[50] = "0-0";
  for (;;)
  {
    sprintf(text, "XREAD COUNT 1 BLOCK 5000 STREAMS %s %s", log, last);
    command(text, 0);
    sprintf(text, "XRANGE %s %s + COUNT 9", log, last);
    command(text, 0);
    say();
    reply(-1, last);
    reply(fd, last);
  }
}

int main(int argc, char **argv)
{
  int fd = argc > 3 ? open(argv[2], O_RDWR | O_APPEND) : -1;
  if (fd == -1) return 100;
  if (argc > 4) tell(fd, argv[3], argv[4]);
  hear(fd, argv[3]);
}
