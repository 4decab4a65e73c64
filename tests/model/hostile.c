/* hostile DIRECTORY: a server behind that means no good. How it goes is chance,
   by the number in DIRECTORY/seed. What it hears, and what it truly says, is
   in DIRECTORY/log, an entry a line, before it is said:

     R text   a reply, its line ends as |
     X text   a reply, and one more that nobody asked for
     G        what is no reply here
     P text   a reply in the middle of a message, and the end
     C line   a command that it heard      L    one without CR LF
     M n sum  a message of n bytes, as it came, without the final dot
     T        the end of file in the middle of one
     D        it goes away                 E    so does qkarma-smtpd */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <fcntl.h>
#include <unistd.h>

#include "chance.h"

static unsigned int malice;     /* in 100 */
static int logfile;

static void note(char const *form, ...)
{
  char s[4200];
  va_list args;
  int n;
  va_start(args, form);
  n = vsnprintf(s, sizeof s, form, args);
  va_end(args);
  if (write(logfile, s, (size_t)n) != n) _exit(111);
}

static void say(char const *s)
{
  size_t n = strlen(s);
  while (n)
  {
    ssize_t r = write(1, s, n);
    if (r <= 0) _exit(0);
    s += r;
    n -= (size_t)r;
  }
}

static void leave(void)
{
  note("D\n");
  _exit(0);
}

static int get(void)
{
  static char buffer[65536];
  static size_t at, have;
  if (at == have)
  {
    ssize_t r = read(0, buffer, sizeof buffer);
    if (r <= 0) return -1;
    at = 0;
    have = (size_t)r;
  }
  return (unsigned char)buffer[at++];
}

/* What is no reply to this: `more' is the code that asks for more, or 0. */
static void nonsense(int more)
{
  static char const *const words[] = { "hello?\r\n", "999 x\r\n",
    "250-a\r\n251 b\r\n", "150 x\r\n", "25\r\n", "\r\n", "250_x\r\n",
    "333 x\r\n", "\x1b[31m\r\n" };
  char const *s = chance(4) ? words[chance(9)]
    : more == 354 ? "250 ok\r\n" : "354 go\r\n";
  note("G\n");
  say(s);
}

/* What stands in the log, as it goes over the wire. */
static void say_lines(char const *text)
{
  char s[600];
  size_t n = 0;
  for (; *text; text++)
  {
    if (*text == '|') s[n++] = '\r';
    s[n++] = *text == '|' ? '\n' : *text;
  }
  s[n] = 0;
  say(s);
}

/* Say this, or something else. 1 if it is as if nothing had happened. */
static int reply(char const *text, int more)
{
  char s[300];
  unsigned int what = chance(100) < malice ? chance(5) : 9;
  if (what == 0) leave();
  if (what == 1)
  {
    nonsense(more);
    return 0;
  }
  if (what == 2) text = "421 4.3.2 bye|";
  note("%c %s\n", what == 3 && !more ? 'X' : 'R', text);
  snprintf(s, sizeof s, "%s%s", text, what == 3 && !more ? "250 unasked|" : "");
  say_lines(s);
  if (what == 4) leave();
  return what != 2;
}

/* One of several, the first one most often. */
static void any(unsigned int n, ...)
{
  va_list args;
  char const *s;
  unsigned int i = chance(4) ? 0 : chance(n), k = 0;
  va_start(args, n);
  do s = va_arg(args, char const *); while (k++ < i);
  va_end(args);
  reply(s, 0);
}

static void ehlo(void)
{
  any(5, "250-hostile|250-PIPELINING|250-AUTH LOGIN PLAIN|250-ETRN|250 SIZE|",
    "250-hostile|250-CHUNKING|250-PIPELINING|250-STARTTLS|250 XCLIENT NAME|",
    "250 hostile|", "250-hostile|250-PRDR|250-AUTH=LOGIN|250 8BITMIME|",
    "550 5.7.1 not you|");
}

/* Up to the dot's line. 0 at the end of file. */
static int body(unsigned long *n, unsigned long *sum)
{
  char last[5] = "\r\n";
  int c, early = chance(100) < malice ? (int)chance(8) : -1;
  size_t have = 2;
  for (*n = *sum = 0;;)
  {
    if (early == 0) leave();
    if (early == 1)
    {
      note("P 552 5.3.4 too big|\n");
      say_lines("552 5.3.4 too big|");
      _exit(0);
    }
    c = get();
    if (c == -1) return 0;
    if (have == 5) memmove(last, last + 1, --have);
    last[have++] = (char)c;
    ++*n;
    *sum = *sum * 31 + (unsigned long)c;
    if (have >= 5 && !memcmp(last, "\r\n.\r\n", 5)) return 1;
  }
}

static void message(void)
{
  unsigned long n, sum;
  if (!body(&n, &sum))
  {
    note("T\n");
    _exit(0);
  }
  note("M %lu %lu\n", n, sum);
  any(7, "250 2.0.0 queued|", "250-2.0.0 it is|250 2.0.0 queued|",
    "451 4.3.0 later|", "550 5.7.1 no|", "554 5.6.0 no|", "552 5.2.2 full|",
    "554 5.3.4 too big|");
}

static void data(void)
{
  if (!chance(10)) reply("554 5.5.1 no valid recipients|", 354);
  else if (reply("354 go|", 354)) message();
}

static size_t line(char *s, size_t max)
{
  size_t n = 0;
  int c;
  while ((c = get()) != -1 && c != '\n') if (n < max) s[n++] = (char)c;
  if (c == -1)
  {
    note("E\n");
    _exit(0);
  }
  if (!n || s[n - 1] != '\r') note("L\n");
  else n--;
  s[n] = 0;
  if (strlen(s) != n || strchr(s, '\r')) note("L\n");
  note("C %s\n", s);
  return n;
}

static void auth(void)
{
  static char s[4096];
  unsigned int rounds = chance(3);
  while (rounds--)
  {
    reply("334 VXNlcg==|", 334);
    line(s, sizeof s - 1);
    if (!strcmp(s, "*"))
    {
      reply("501 5.7.0 cancelled|", 0);
      return;
    }
  }
  any(3, "535 5.7.8 no|", "235 2.7.0 welcome|", "454 4.7.0 later|");
}

static void obey(char const *s)
{
  if (!strncasecmp(s, "EHLO", 4)) ehlo();
  else if (!strncasecmp(s, "MAIL", 4))
    any(5, "250 2.1.0 ok|", "250-2.1.0 a|250 2.1.0 b|", "550 5.1.8 no|",
      "451 4.1.8 later|", "503 5.5.1 no|");
  else if (!strncasecmp(s, "RCPT", 4))
    any(6, "250 2.1.5 ok|", "251 2.1.5 ok|", "550 5.1.1 no|",
      "450 4.2.1 later|", "552 5.2.2 full|", "503 5.5.1 no|");
  else if (!strncasecmp(s, "DATA", 4)) data();
  else if (!strncasecmp(s, "AUTH", 4)) auth();
  else if (!strncasecmp(s, "QUIT", 4))
  {
    reply("221 2.0.0 bye|", 0);
    leave();
  }
  else any(3, "250 ok|", "250-a|250 b|", "502 5.5.1 no|");
}

int main(int argc, char **argv)
{
  static unsigned int const how[] = { 0, 0, 3, 15 };
  static char s[4096];
  char seed[40] = "";
  int fd;
  if (argc != 2 || chdir(argv[1]) == -1) return 100;
  fd = open("seed", O_RDONLY);
  logfile = open("log", O_WRONLY | O_APPEND | O_CREAT, 0644);
  if (fd == -1 || logfile == -1 || read(fd, seed, sizeof seed - 1) < 1)
    return 111;
  close(fd);
  chance_begin(strtoul(seed, 0, 10) * 2 + 1);
  malice = how[chance(4)];
  if (chance(25)) reply("220 hostile|", 0);
  else any(4, "554 5.7.1 not now|", "250 hello|", "421 4.3.2 full|",
    "220-hostile|220 ready|");
  for (;;)
  {
    line(s, sizeof s - 1);
    obey(s);
  }
}
