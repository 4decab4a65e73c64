/* qkarma adjust: what a program below the backend has to say of the client
   that it serves. It writes into the pipe that qkarma-smtpd holds open for it,
   $QKARMA_FD. */

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/sig.h>
#include <skalibs/strerr.h>

#include "../args/help.h"
#include "../args/words.h"
#include "../../base/scan.h"
#include "../../base/text.h"
#include "../../karma/event.h"

#define NOTE 500        /* bytes that qkarma-smtpd reads of a line, and less
                           than a pipe writes at once */

extern struct command const command_adjust;

static int descriptor(void)
{
  char const *s = getenv("QKARMA_FD");
  uint64_t fd;
  if (!s) strerr_dief(100, "QKARMA_FD is not set: qkarma adjust works below "
    "the backend of qkarma-smtpd");
  if (!*s || scan_decimal(s, strlen(s), &fd, 1023) != strlen(s))
    strerr_dief(100, "QKARMA_FD is not a descriptor: ", s);
  return (int)fd;
}

/* `naughty`, or a number with its sign. */
static int known(char const *s)
{
  uint64_t points;
  if (!strcmp(s, "naughty")) return 1;
  if (*s != '+' && *s != '-') return 0;
  s++;
  return *s && scan_decimal(s, strlen(s), &points, AWARD_MAX) == strlen(s);
}

/* The words joined by blanks, in one clean line. */
static void note(struct text *t, char const *const *argv)
{
  for (; *argv; argv++)
  {
    if (t->len) text_addc(t, ' ');
    text_addclean(t, *argv, strlen(*argv));
  }
  t->max++;
  text_addc(t, '\n');
}

/* The words are not read as options: the first one may be `-2`. */
static int run(char const *const *argv)
{
  char array[NOTE];
  struct text t = { array, 0, sizeof array - 1, 0 };
  int fd;
  argv++;
  if (argv[0]) help_answer(&command_adjust, argv[0]);
  if (!argv[0] || !argv[1] || !known(argv[0])) words_usage(&command_adjust);
  fd = descriptor();
  note(&t, argv);
  sig_ignore(SIGPIPE);
  if (ndelay_on(fd) == -1 || write(fd, t.s, t.len) == -1)
    strerr_diefusys(111, "tell qkarma-smtpd on descriptor ",
      getenv("QKARMA_FD"));
  return 0;
}

struct command const command_adjust =
{
  "adjust",
  "+N|-N|naughty reason...",
  "from below the backend: change this client's karma",
  "  +N, -N       add to the karma of the connection, take from it\n"
  "  naughty      flag it; the reason is what the client is told\n",
  run
};
