/* sessions DIRECTORY PORT SEED COUNT [PHASE]: so many sessions with what serves
   on this port of 127.0.0.1: qkarma-smtpd before `hostile DIRECTORY', by whose
   model (model.c) each is judged, and its line in the journal below $QKARMA.
   With a PHASE every client is flagged, and is to be refused then. Each has a
   seed of its own, from SEED on; of one that goes wrong it is printed. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "chance.h"
#include "model.h"

#define PATIENCE 300    /* seconds for a reply, or a line: else it hangs */
#define GROUP 8         /* commands that are sent together, at most */
#define BODY 200000     /* bytes of a message, likewise */

static char const *directory;
static struct session session;
static char sent[2 * BODY];
static size_t sentlen;
static char input[70000];
static size_t have;
static int client, journal;

static void die(char const *what)
{
  perror(what);
  exit(111);
}

static char const *path(char const *name)
{
  static char s[1000];
  snprintf(s, sizeof s, "%s/%s", directory, name);
  return s;
}

/* What the client says next. */

static void add(char const *s, size_t n)
{
  memcpy(sent + sentlen, s, n);
  sentlen += n;
}

static struct step *begin(enum kind kind)
{
  struct step *s = &session.step[session.steps++];
  memset(s, 0, sizeof *s);
  s->kind = kind;
  s->sent = sent + sentlen;
  return s;
}

static void end(struct step *s)
{
  s->n = (size_t)(sent + sentlen - s->sent);
  sent[sentlen++] = 0;
}

static void command(char const *s, size_t n)
{
  struct step *step = begin(KIND_COMMAND);
  add(s, n);
  if (chance(20)) add("\r\n", 2);
  else add("\n", 1);
  end(step);
}

static void any_command(void)
{
  static char const *const lines[] = { "EHLO client.example", "HELO c",
    "NOOP", "RSET", "VRFY a", "EXPN a", "HELP", "ETRN x", "AUTH PLAIN AGEAYg==",
    "AUTH LOGIN", "FOO", "", "\x1b[31m", "XFOO \xff\xfe", "Subject: x",
    "GET / HTTP/1.0", "MAIL", "RCPT TO:<b@example.org> NOTIFY=NEVER",
    "MAIL FROM: <a@client.example>", "MAIL FROM:<a(b)@client.example>",
    "MAIL FROM:<a@client.example> BODY=BINARYMIME",
    "MAIL FROM:<a@client.example> XFOO=1", "mail from:<> SIZE=100",
    "RCPT TO: <b@example.org>", "RCPT junk", "RCPT TO:<b@example.org> SIZE=1",
    "DATA", "data", "QUIT", "BDAT 5" };
  char s[5000];
  unsigned int i = chance(60);
  if (i < 28) command(lines[i], strlen(lines[i]));
  else if (i < 29 && session.steps > 1)
  {
    memset(s, 'x', sizeof s);
    command(s, 2100 + chance(2000));
  }
  else if (i < 30) command("NO\rOP", 5);
  else if (i < 31) command("NO\0OP", 5);
  else if (i < 32) command(lines[28 + chance(2)], strlen(lines[28]));
  else if (i < 42) command("MAIL FROM:<a@client.example>", 28);
  else if (i < 54) command("RCPT TO:<b@example.org>", 23);
  else command("DATA", 4);
}

/* A group, as RFC 2920 has it, or one command. */
static void commands(void)
{
  unsigned int n = 3 + chance(GROUP - 3);
  if (session.steps == 1 || chance(3))
  {
    any_command();
    return;
  }
  command("MAIL FROM:<a@client.example>", 28);
  while (n-- > 2) command("RCPT TO:<b@example.org>", 23);
  if (chance(2)) command("DATA", 4);
}

static void auth_line(void)
{
  static char const *const lines[] = { "dXNlcg==", "*", "", "QUIT" };
  char const *s = lines[chance(4)];
  struct step *step = begin(KIND_AUTH);
  add(s, strlen(s));
  add("\r\n", 2);
  end(step);
}

/* Lines that are none but for CR LF, and what they are made of. */
static void body(void)
{
  static char const *const clean[] = { "hello\r\n", "..\r\n", ".x\r\n", "\r\n",
    "Subject: a\r\n", "MAIL FROM:<x@y>\r\n", "...\r\n" };
  static char const *const dirty[] = { ".\n", "\n.\r\r\n", "\r.\r", "\n\n",
    ".\r", "\x85.\x85\r\n", "\n..\n", "RSET\nQUIT\r\n", "\r\n.\n", "\n.\n" };
  struct step *step = begin(KIND_BODY);
  unsigned int n = chance(20), piece;
  step->clean = chance(2) > 0;
  while (n--)
  {
    char const *s = step->clean || chance(2) ? clean[chance(7)]
      : dirty[chance(10)];
    add(s, strlen(s));
    if (!step->clean && !chance(10)) add("", 1);
    if (!chance(30)) for (piece = chance(2000); piece--;) add("long ", 5);
  }
  if (sent + sentlen != step->sent
    && memcmp(sent + sentlen - 2, "\r\n", 2)) add("\r\n", 2);
  add(".\r\n", 3);
  end(step);
}

/* An end of data stands nowhere but at the end. */
static int ends_once(struct step const *s)
{
  size_t i = 0;
  if (s->n == 3) return 1;
  if (!memcmp(s->sent, ".\r\n", 3)) return 0;
  for (; i + 5 < s->n; i++) if (!memcmp(s->sent + i, "\r\n.\r\n", 5)) return 0;
  return 1;
}

static void good_body(void)
{
  for (;;)
  {
    size_t before = sentlen;
    body();
    if (ends_once(&session.step[session.steps - 1])) return;
    sentlen = before;
    session.steps--;
  }
}

/* What goes over the wire. */

static void await_input(void)
{
  struct pollfd x = { .fd = client, .events = POLLIN };
  if (poll(&x, 1, PATIENCE * 1000) != 1) die("the session hangs");
}

/* Send, in pieces or at once. What nobody takes any more is not sent. */
static void send_bytes(char const *s, size_t n)
{
  size_t piece = chance(4) ? n : 1 + chance(30);
  while (n)
  {
    ssize_t r = send(client, s, piece < n ? piece : n, MSG_NOSIGNAL);
    if (r <= 0) return;
    s += r;
    n -= (size_t)r;
  }
}

/* 1 if a whole reply came, and is the step's. */
static int hear(struct step *step)
{
  size_t at = 0, len = 0;
  for (;;)
  {
    char *lf = memchr(input + at, '\n', have - at);
    ssize_t r;
    if (lf)
    {
      size_t n = (size_t)(lf - input) - at, cr = n && lf[-1] == '\r';
      if (len + n + 2 > REPLY) die("a reply is too long");
      memcpy(step->reply + len, input + at, n - cr);
      len += n - cr;
      step->reply[len++] = '|';
      step->reply[len] = 0;
      step->heard = n > 3 && input[at + 3] != '-';
      at += n + 1;
      if (!step->heard && n > 3) continue;
      memmove(input, input + at, have -= at);
      return step->heard;
    }
    await_input();
    r = recv(client, input + have, sizeof input - have, 0);
    if (r <= 0) return 0;
    have += (size_t)r;
  }
}

/* Does the client go away instead, or (of a step that stands alone) in the
   middle of what it says? Then only so much is sent. */
static int leaves(unsigned int first, size_t *n)
{
  if (chance(150)) return 0;
  session.closed = 1;
  session.torn = session.steps - first == 1;
  if (session.torn) *n = chance((unsigned int)*n);
  else
  {
    session.steps = first;
    *n = 0;
  }
  return 1;
}

/* Send these steps together, and hear what is said to each. 0 the end. */
static int play(unsigned int first)
{
  static char all[sizeof sent];
  unsigned int i = first;
  size_t n = 0;
  int over;
  for (; i < session.steps; i++)
  {
    memcpy(all + n, session.step[i].sent, session.step[i].n);
    n += session.step[i].n;
  }
  over = leaves(first, &n);
  send_bytes(all, n);
  for (i = first; i < session.steps && !over; i++)
    over = !hear(&session.step[i]);
  return !over;
}

static int another(void)
{
  struct step const *last = &session.step[session.steps - 1];
  unsigned int first = session.steps;
  if (!strncmp(last->reply, "354", 3)) good_body();
  else if (!strncmp(last->reply, "334", 3)) auth_line();
  else commands();
  return play(first);
}

static void run(void)
{
  memset(&session, 0, sizeof session);
  sentlen = have = 0;
  if (!hear(begin(KIND_GREETING))) return;
  if (chance(8))
  {
    if (chance(4)) command("EHLO client.example", 19);
    else command("HELO client.example", 19);
    if (!play(1)) return;
  }
  while (session.steps + GROUP < STEPS && sentlen < sizeof sent - BODY)
    if (!another()) return;
  session.closed = 1;
}

/* Before and behind a session. */

static void dial(int port)
{
  struct sockaddr_in a = { .sin_family = AF_INET };
  int at_once = 1;
  a.sin_port = htons((uint16_t)port);
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  client = socket(AF_INET, SOCK_STREAM, 0);
  if (client == -1 || connect(client, (struct sockaddr *)&a, sizeof a) == -1)
    die("connect");
  setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
}

static void write_seed(unsigned long seed)
{
  FILE *f = fopen(path("seed"), "w");
  if (!f || fprintf(f, "%lu\n", seed) < 0 || fclose(f)) die("seed");
  if (truncate(path("log"), 0) == -1) die("log");
}

static char *slurp(char *s, size_t max, char const *name)
{
  int fd = open(name, O_RDONLY);
  ssize_t n = fd == -1 ? 0 : read(fd, s, max - 1);
  if (fd != -1) close(fd);
  s[n > 0 ? n : 0] = 0;
  return s;
}

/* The line is the last thing that is written of a connection. */
static char *line(void)
{
  static char s[3000];
  time_t began = time(0);
  ssize_t n;
  size_t len = 0;
  while (len < sizeof s - 1)
  {
    struct timespec moment = { 0, 2000000 };
    n = read(journal, s + len, sizeof s - 1 - len);
    if (n > 0) len += (size_t)n;
    if (len && s[len - 1] == '\n') break;
    if (time(0) - began > PATIENCE) break;
    nanosleep(&moment, 0);
  }
  s[len] = 0;
  return s;
}

/* Check digits as in qkarma.journal(5), and nothing that is not printable. */
static int sound(char const *s)
{
  unsigned long h = 0, digits;
  size_t n = strlen(s), i = 0;
  if (n < 40 || n > 1000 || strchr(s, '\n') != s + n - 1) return 0;
  for (; i < n - 7; i++) h = (h * 257 + (unsigned char)s[i]) % 65521;
  for (i = 0; i + 1 < n; i++) if (s[i] < 32 || s[i] > 126) return 0;
  return sscanf(s + n - 7, " ~%4lx", &digits) == 1 && digits == h;
}

static int one(unsigned long seed, int port, char const *phase)
{
  static char log[100000];
  char const *wrong;
  write_seed(seed);
  chance_begin(seed * 2);
  dial(port);
  run();
  close(client);
  session.line = line();
  session.log = slurp(log, sizeof log, path("log"));
  wrong = sound(session.line) ? model_judge(&session, phase)
    : "the line is damaged";
  if (!wrong) return 1;
  printf("seed %lu: %s\n%s%s\n", seed, wrong, session.log, session.line);
  return 0;
}

int main(int argc, char **argv)
{
  unsigned long seed, n, bad = 0, messages = 0, i = 0;
  if (argc < 5) return 100;
  signal(SIGPIPE, SIG_IGN);
  directory = argv[1];
  seed = strtoul(argv[3], 0, 10);
  n = strtoul(argv[4], 0, 10);
  journal = open(getenv("QKARMA"), O_RDONLY);
  if (journal == -1) die("$QKARMA");
  journal = openat(journal, "journal/current", O_RDONLY);
  if (journal == -1 || lseek(journal, 0, SEEK_END) == -1) die("journal");
  close(open(path("log"), O_WRONLY | O_CREAT, 0644));
  for (; i < n && bad < 5; i++)
  {
    unsigned int k = 0;
    bad += !one(seed + i, atoi(argv[2]), argv[5]);
    for (; k < session.steps; k++)
      messages += session.step[k].kind == KIND_BODY && session.step[k].heard;
  }
  printf("%lu sessions from seed %lu, %lu messages, %lu wrong\n", i, seed,
    messages, bad);
  return bad > 0;
}
