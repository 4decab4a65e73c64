/* resolve: asks the DNS as a connection does, through src/dns.

     resolve [-f RESOLV.CONF] [-s SERVER] [-w MS] QUESTION...

   A question is `a=NAME`, `aaaa=NAME`, `ptr=ADDRESS`, `mx=NAME`, or `/`: wait
   here until all before are answered. Prints a line for each, in their order:
   what was asked, the state, what was answered, and how many milliseconds it
   took; of what is open after MS milliseconds (10000), that. With -d it first
   prints which descriptors are open while it waits, and at the end; with -t how
   often the wait ended. */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <skalibs/buffer.h>
#include <skalibs/iopause.h>
#include <skalibs/sgetopt.h>
#include <skalibs/strerr.h>
#include <skalibs/tai.h>
#include <skalibs/types.h>

#include "../../src/dns/dns.h"

#define QUESTIONS 64

static struct dns dns;
static struct dns_question question[QUESTIONS];
static tain asked[QUESTIONS];
static uint64_t took[QUESTIONS];
static unsigned int wakes, descriptors;

static uint64_t since(tain const *start)
{
  tain t;
  tain_sub(&t, &STAMP, start);
  return (uint64_t)tain_to_millisecs(&t);
}

static void say(char const *s)
{
  buffer_puts(buffer_1small, s);
}

static void say_number(uint64_t n)
{
  char fmt[UINT64_FMT];
  buffer_put(buffer_1small, fmt, uint64_fmt(fmt, n));
}

static void tell_descriptors(char const *when)
{
  int fd = 0;
  if (!descriptors) return;
  say(when);
  for (; fd < 32; fd++)
  {
    if (dup2(fd, fd) == -1) continue;
    say(" ");
    say_number((uint64_t)fd);
  }
  say("\n");
}

/* Ask word i; 0 when it is no question. */
static int ask(unsigned int i, char const *word)
{
  static char const *const types[] =
  {
    [DNS_A] = "a=", [DNS_AAAA] = "aaaa=", [DNS_PTR] = "ptr=", [DNS_MX] = "mx="
  };
  unsigned int type = 0;
  char name[DNS_REVERSED + 20];
  struct address a;
  while (type < 4 && strncmp(word, types[type], strlen(types[type]))) type++;
  if (type == 4) return 0;
  word += strlen(types[type]);
  if (type == DNS_PTR)
  {
    if (!address_scan(&a, word, strlen(word))) return 0;
    dns_reverse_name(name, &a);
    word = name;
  }
  asked[i] = STAMP;
  dns_ask(&dns, &question[i], (enum dns_type)type, word);
  return 1;
}

static void wait_for(unsigned int n, tain const *last)
{
  while (dns.open && tain_future(last))
  {
    iopause_fd x[DNS_SERVERS];
    tain deadline = *last;
    unsigned int open = dns.open, i, fds = dns_wait(&dns, x, &deadline);
    if (iopause_g(x, fds, &deadline) == -1)
      strerr_diefu1sys(111, "wait");
    wakes++;
    dns_process(&dns, x, fds);
    if (dns.open == open) continue;
    for (i = 0; i < n; i++)
      if (question[i].state != DNS_OPEN && !took[i]) took[i] = since(&asked[i]);
  }
}

static void tell_answers(struct dns_question const *q)
{
  unsigned int i = 0;
  for (; i < q->n; i++)
  {
    char fmt[ADDRESS_FMT];
    say(" ");
    if (q->type == DNS_PTR || q->type == DNS_MX)
      say(*q->answer.name[i] ? q->answer.name[i] : ".");
    else
      buffer_put(buffer_1small, fmt, address_fmt(fmt, &q->answer.address[i]));
  }
}

static void tell(char const *word, unsigned int i)
{
  static char const *const states[] =
  {
    [DNS_UNASKED] = " unasked", [DNS_OPEN] = " open", [DNS_YES] = " yes",
    [DNS_NO] = " no", [DNS_TROUBLE] = " trouble "
  };
  say(word);
  say(states[question[i].state]);
  if (question[i].state == DNS_TROUBLE) say(dns_word(question[i].trouble));
  if (question[i].state == DNS_YES) tell_answers(&question[i]);
  say(" ");
  say_number(took[i]);
  say("\n");
}

int main(int argc, char const *const *argv)
{
  unsigned int i, n = 0, tell_wakes = 0;
  uint64_t milliseconds = 10000;
  tain last, length;
  subgetopt l = SUBGETOPT_ZERO;
  PROG = "resolve";
  for (;;)
  {
    int opt = subgetopt_r(argc, argv, "dtf:s:w:", &l);
    if (opt == -1) break;
    switch (opt)
    {
      case 'd': descriptors = 1; break;
      case 't': tell_wakes = 1; break;
      case 'f': dns.resolv = l.arg; break;
      case 's': dns.server = l.arg; break;
      case 'w':
        if (uint640_scan(l.arg, &milliseconds)) break;    /* fall through */
      default: strerr_dieusage(100, "resolve [-dt] [-f file] [-s server] "
        "[-w ms] question...");
    }
  }
  argv += l.ind, argc -= l.ind;
  tain_now_set_stopwatch_g();
  tain_from_millisecs(&length, (int)milliseconds);
  tain_add_g(&last, &length);
  for (i = 0; i < (unsigned int)argc && i < QUESTIONS; i++)
  {
    n = i + 1;
    if (!strcmp(argv[i], "/")) wait_for(i, &last);
    else if (!ask(i, argv[i])) strerr_dief2x(100, "no question: ", argv[i]);
  }
  tell_descriptors("waits with");
  wait_for(n, &last);
  for (i = 0; i < n; i++)
    if (strcmp(argv[i], "/")) tell(argv[i], i);
  if (dns_why(&dns))
  {
    say(dns_why(&dns));
    say("\n");
  }
  if (tell_wakes)
  {
    say("wakes ");
    say_number(wakes);
    say("\n");
  }
  tell_descriptors("ends with");
  dns_end(&dns);
  buffer_flush(buffer_1small);
  return 0;
}
