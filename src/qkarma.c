/* qkarma: the operator's tool. Finds the command, and helps. */

#include <string.h>

#include <skalibs/buffer.h>
#include <skalibs/strerr.h>

#include "tool/tool.h"

#define PREFIX "qkarma "

struct command
{
  char const *prog;   /* what errors begin with; the name behind PREFIX */
  int (*run)(int argc, char const *const *argv);
  char const *words;  /* that may follow the name */
  char const *help;
};

static struct command const commands[] =
{
  { PREFIX "init", &tool_init, "[-u user] [-g group]",
    "make the state directory, or mend its owners and modes" },
  { PREFIX "list", &tool_list, "",
    "all clients in the databases" },
  { PREFIX "show", &tool_show, "address",
    "what is known of a client and its networks" }
};

#define COMMANDS (sizeof commands / sizeof commands[0])

static struct command const *find(char const *name)
{
  size_t i = 0;
  for (; i < COMMANDS; i++)
    if (!strcmp(commands[i].prog + strlen(PREFIX), name)) return &commands[i];
  return 0;
}

static void help_line(buffer *b, struct command const *c)
{
  char const *name = c->prog + strlen(PREFIX);
  size_t n = strlen(name);
  buffer_puts(b, "  ");
  buffer_puts(b, name);
  for (; n < 10; n++) buffer_puts(b, " ");
  buffer_puts(b, c->help);
  buffer_puts(b, "\n");
}

static void help_all(buffer *b)
{
  size_t i = 0;
  buffer_puts(b, "usage: qkarma command [words]\n\n");
  for (; i < COMMANDS; i++) help_line(b, &commands[i]);
  buffer_puts(b, "\n`qkarma help command` tells more of one.\n");
}

static void help_one(buffer *b, struct command const *c)
{
  buffer_puts(b, "usage: ");
  buffer_puts(b, c->prog);
  buffer_puts(b, *c->words ? " " : "");
  buffer_puts(b, c->words);
  buffer_puts(b, "\n");
  help_line(b, c);
}

static int die_unknown(char const *name)
{
  strerr_dief(100, "there is no command ", name,
    "; `qkarma help` lists those that are");
}

static int help(char const *const *names)
{
  if (!*names) help_all(buffer_1small);
  for (; *names; names++)
  {
    struct command const *c = find(*names);
    if (!c) return die_unknown(*names);
    help_one(buffer_1small, c);
  }
  if (!buffer_flush(buffer_1small)) strerr_diefusys(111, "write help");
  return 0;
}

int main(int argc, char const *const *argv)
{
  struct command const *c;
  PROG = "qkarma";
  if (argc < 2)
  {
    help_all(buffer_2);
    buffer_flush(buffer_2);
    return 100;
  }
  if (!strcmp(argv[1], "help")) return help(argv + 2);
  c = find(argv[1]);
  if (!c) return die_unknown(argv[1]);
  PROG = c->prog;
  return c->run(argc - 1, argv + 1);
}
