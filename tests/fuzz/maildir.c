/* The mail server that is built in, from its greeting to its end, with nobody
   before it: its replies are replies; each message that it says it has
   delivered lies in the mailbox, as often as it has recipients, behind the
   lines that delivery puts there, and nothing else does; what asks whether a
   password is right gets a name and a password. */

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/tai.h>

#include "fuzz.h"
#include "../../src/maildir/answer.h"
#include "../../src/maildir/password.h"
#include "../../src/maildir/server.h"

#define MAX 60000
#define BOX "box"

static struct server server;
static char said[400000];

/* In the place of the one that starts a program (tests/auth_test.sh has that),
   for which it need be neither right nor quick. */
enum password password_check(char const *const *argv, char const *secret,
  size_t n)
{
  char const *end = secret + n, *password, *third;
  MUST(argv && n <= PASSWORD_MAX && n >= 5 && !end[-1]);
  password = secret + strlen(secret) + 1;
  MUST(password > secret + 1 && password < end);
  third = password + strlen(password) + 1;
  MUST(third > password + 1 && third + 1 == end);
  return *secret == 'a' ? PASSWORD_GOOD : *secret == 'b' ? PASSWORD_TROUBLE
    : PASSWORD_WRONG;
}

void password_wipe(char *s, size_t n)
{
  memset(s, 0, n);
}

static void first_time(void)
{
  static char const lines[] = "ann@example.org " BOX "\n@example.net " BOX "\n";
  if (mkdir(BOX, 0755) == -1 || mkdir(BOX "/tmp", 0755) == -1
    || mkdir(BOX "/new", 0755) == -1 || mkdir(BOX "/cur", 0755) == -1)
    fuzz_system("mkdir");
  close(fuzz_file(MAILDIRS_FILE, lines, sizeof lines - 1));
  server.home = open_read(".");
  if (server.home == -1 || setenv("PROTO", "TCP", 1) == -1
    || setenv("TCPREMOTEIP", "192.0.2.7", 1) == -1
    || setenv("TCPLOCALHOST", "mx.example", 1) == -1) fuzz_system("setenv");
}

/* Anew, but for what costs time. */
static void run(struct bytes b, int auth)
{
  static char const *const check[] = { "checkpassword", 0 };
  int home = server.home, in, out;
  memset(&server.max, 0, sizeof server - offsetof(struct server, max));
  server.home = home;
  server.max = 3000;
  server.check = auth ? check : 0;
  in = fuzz_stream(b.s, b.n);
  out = fuzz_file("replies", "", 0);
  MUST(server_run(&server, in, out) == 0);
  close(in);
  close(out);
}

/* A line of a reply, and what of it matters for the mailbox. */
struct sum
{
  unsigned int recipients;      /* of the transaction */
  unsigned int files;
  unsigned int messages;
};

static void line(struct sum *sum, char const *s, size_t n)
{
  size_t i = 0;
  MUST(n >= 4 && s[0] >= '2' && s[0] <= '5' && (s[3] == ' ' || s[3] == '-'));
  for (; i < n; i++) MUST(s[i] >= ' ' && s[i] <= '~');
  if (same(s, n, answer_sender_ok, strlen(answer_sender_ok)))
    sum->recipients = 0;
  if (same(s, n, answer_recipient_ok, strlen(answer_recipient_ok)))
    sum->recipients++;
  if (!same(s, n, answer_delivered, strlen(answer_delivered))) return;
  MUST(sum->recipients);
  sum->files += sum->recipients;
  sum->messages++;
}

static void replies(struct sum *sum)
{
  ssize_t n = openreadnclose("replies", said, sizeof said);
  char const *s = said, *end = said + n, *lf;
  if (n == -1 || (size_t)n == sizeof said) fuzz_system("replies");
  MUST(!memcmp(said, "220 ", 4));
  for (; s < end; s = lf + 1)
  {
    lf = memchr(s, '\n', (size_t)(end - s));
    MUST(lf && lf > s && lf[-1] == '\r');
    line(sum, s, (size_t)(lf - s) - 1);
  }
}

/* Return-Path, Delivered-To, Received and what it goes on with. */
static void is_message(char const *name)
{
  static char const *const begins[] = { "Return-Path: <", "Delivered-To: ",
    "Received: from ", "\tby mx.example with " };
  static char file[4000];
  char path[300], *s = file, *lf;
  unsigned int i = 0;
  ssize_t n;
  snprintf(path, sizeof path, BOX "/new/%s", name);
  n = openreadnclose(path, file, sizeof file - 1);
  if (n == -1 || unlink(path) == -1) fuzz_system(path);
  file[n] = 0;
  for (; i < 4; i++, s = lf + 1)
  {
    lf = strchr(s, '\n');
    MUST(lf && !strncmp(s, begins[i], strlen(begins[i])));
    for (; s < lf; s++) MUST(*s == '\t' || (unsigned char)*s >= ' ');
  }
}

static unsigned int files(char const *path)
{
  unsigned int n = 0;
  struct dirent const *d;
  DIR *dir = opendir(path);
  if (!dir) fuzz_system(path);
  while ((d = readdir(dir)) != 0)
    if (*d->d_name != '.')
    {
      if (path[sizeof BOX] == 'n') is_message(d->d_name);
      n++;
    }
  closedir(dir);
  return n;
}

void fuzz(char const *s, size_t n)
{
  char warnings[2];
  struct bytes b = { s, n };
  struct sum sum = { 0, 0, 0 };
  int auth = (int)bytes_number(&b) & 1;
  if (n > MAX) return;
  if (!*said) first_time();
  tain_now_set_stopwatch_g();
  fuzz_listen();
  run(b, auth);
  fuzz_heard(warnings, sizeof warnings);
  MUST(!*warnings);
  replies(&sum);
  MUST(files(BOX "/new") == sum.files && !files(BOX "/tmp"));
}
