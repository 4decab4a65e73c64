/* See script.h. Everything blocks: who plays has a limit in time. */

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>
#include <skalibs/strerr.h>

#include "script.h"
#include "secure.h"

static void add_body(stralloc *sa, unsigned long bytes)
{
  static char const line[] =
    "No client has ever been in such a hurry as the one in a bench.\r\n";
  unsigned long n = sizeof line - 1;
  for (; bytes >= n; bytes -= n)
    if (!stralloc_catb(sa, line, n)) strerr_diefusys(111, "remember");
  if (!stralloc_cats(sa, ".\r\n")) strerr_diefusys(111, "remember");
}

static void add_line(struct script *script, char const *s, char const *file)
{
  struct step *step = &script->step[script->steps];
  if (!strncmp(s, "C: ", 3))
  {
    if (!stralloc_cats(&step->say, s + 3) || !stralloc_cats(&step->say,
      "\r\n")) strerr_diefusys(111, "remember");
  }
  else if (!strncmp(s, "B: ", 3)) add_body(&step->say, strtoul(s + 3, 0, 10));
  else if (!strcmp(s, "E:")) step->end = 1;
  else if (!strncmp(s, "T: ", 3)) step->tls = strdup(s + 3);
  else if (!strncmp(s, "S: ", 3) && script->steps < SCRIPT_STEPS - 1)
  {
    step->code = atoi(s + 3);
    script->steps++;
  }
  else if (*s && *s != '#') strerr_dief(100, "what is this in ", file, ": ",
    s);
}

void script_read(struct script *script, char const *file)
{
  stralloc sa = STRALLOC_ZERO;
  char *s, *lf;
  if (!openslurpclose(&sa, file) || !stralloc_0(&sa))
    strerr_diefusys(111, "read ", file);
  for (s = sa.s; (lf = strchr(s, '\n')); s = lf + 1)
  {
    *lf = 0;
    add_line(script, s, file);
  }
  stralloc_free(&sa);
}

/* Without SO_REUSEADDR an address of ours would be taken for a minute by each
   connection that it made. */
static int come_from(int s, uint32_t from)
{
  struct sockaddr_in a = { .sin_family = AF_INET };
  int one = 1;
  a.sin_addr.s_addr = htonl(127u << 24 | (from & 0xffffff));
  return setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) != -1
    && bind(s, (struct sockaddr *)&a, sizeof a) != -1;
}

int dial(uint32_t from, unsigned int port)
{
  struct sockaddr_in a = { .sin_family = AF_INET };
  int s = socket(AF_INET, SOCK_STREAM, 0);
  a.sin_port = htons((in_port_t)port);
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (s == -1) return -1;
  if ((from && !come_from(s, from))
    || connect(s, (struct sockaddr *)&a, sizeof a) == -1)
  {
    fd_close(s);
    return -1;
  }
  return s;
}

/* The code of a whole reply: that of its last line, which has a blank behind
   it; 0 there is more to come. */
static int whole(char const *s, size_t n)
{
  size_t last = n;
  if (!n || s[n - 1] != '\n') return 0;
  for (last = n - 1; last && s[last - 1] != '\n'; last--) continue;
  return n - last > 3 && s[last + 3] != '-' ? atoi(s + last) : 0;
}

/* Hear one reply: its code; 0 the server has hung up. */
static int hear(int s, struct secure *tls, char *reply, size_t max)
{
  size_t n = 0;
  int code = 0;
  while (!code && n < max - 1)
  {
    ssize_t r = tls ? secure_read(tls, reply + n, max - 1 - n)
      : fd_read(s, reply + n, max - 1 - n);
    if (r < 1) break;
    n += (size_t)r;
    reply[n] = 0;
    code = whole(reply, n);
  }
  return code;
}

static int say(int s, struct secure *tls, stralloc const *what)
{
  return tls ? secure_write(tls, what->s, what->len)
    : allwrite(s, what->s, what->len) == what->len;
}

unsigned int script_play(struct script const *script, int s, char *reply,
  size_t max)
{
  struct secure *tls = 0;
  unsigned int i = 0;
  for (; i < script->steps; i++)
  {
    struct step const *step = &script->step[i];
    if (step->tls && !(tls = secure_begin(s, step->tls))) break;
    if (!say(s, tls, &step->say)) break;
    if (step->end) shutdown(s, SHUT_WR);
    if (hear(s, tls, reply, max) != step->code) break;
  }
  secure_free(tls);
  return i;
}
