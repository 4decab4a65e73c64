/* qkarma: the operator's tool. Finds the command, and helps. */

#include <signal.h>
#include <string.h>

#include <skalibs/buffer.h>
#include <skalibs/djbunix.h>
#include <skalibs/sig.h>
#include <skalibs/strerr.h>

#include "base/about.h"
#include "base/text.h"
#include "checks/registry.h"
#include "tool/args/help.h"

static int die_unknown(char const *name)
{
  strerr_dief(100, "there is no command ", name,
    "; `" TOOL_NAME " help` lists those that are");
}

static int help(char const *const *names)
{
  if (!*names) command_help(buffer_1small);
  for (; *names; names++)
  {
    struct command const *c = command_find(*names);
    struct check const *check = c ? 0 : registry_find(*names);
    if (c) help_one(buffer_1small, c);
    else if (check) help_check(buffer_1small, check);
    else return die_unknown(*names);
  }
  if (!buffer_flush(buffer_1small)) strerr_diefusys(111, "write to stdout");
  return 0;
}

int main(int argc, char const *const *argv)
{
  static char prog[64];
  struct text t = { prog, 0, sizeof prog - 1, 0 };
  struct command const *c;
  PROG = TOOL_NAME;
  /* No file may take the place of one that is closed. /dev/null for reading in
     that of stdout: that nobody can see what we print is an error. */
  if (!fd_ensure_open(0, 0) || !fd_ensure_open(1, 0) || !fd_ensure_open(2, 1))
    strerr_diefusys(111, "open /dev/null");
  if (!sig_ignore(SIGXFSZ)) strerr_diefusys(111, "ignore signals");
  if (argc < 2)
  {
    command_help(buffer_2);
    buffer_flush(buffer_2);
    return 100;
  }
  about_version(argv);
  if (!strcmp(argv[1], "help")) return help(argv + 2);
  if (help_asked(argv[1])) return help(argv + argc);
  c = command_find(argv[1]);
  if (!c) return die_unknown(argv[1]);
  text_adds(&t, TOOL_NAME " ");
  text_adds(&t, c->name);
  PROG = prog;
  return c->run(argv + 1);
}
