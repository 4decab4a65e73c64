/* bounds: the bounds of a session as a table. command_timeout is 10,
   session_timeout 100, data_timeout 5, data_rate (or $RATE) 20, commands 50.
   Reads lines from stdin and answers each with a line.

     bounds passed   SECONDS COMMANDS TRANSACTION RECIPIENTS MESSAGES VERB: a
                     line comes, so many seconds and commands after the
                     beginning: `-`, 452 or 421
     bounds wait     SECONDS TRANSACTION: how long the next line is waited for
     bounds pace     SECONDS BYTES [EXCUSED]: so many in a window that ends
                     that long after the first byte, EXCUSED seconds of which
                     were not the client's: `good`, `slow` or `over`; 0 bytes:
                     in a window that has just begun */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <skalibs/tai.h>

#include "../../src/smtp/bounds.h"
#include "../../src/smtp/pace.h"

static struct session session;
static struct dialogue dialogue;

static struct ruleset ruleset;

static void set(enum limit l, uint64_t number)
{
  ruleset.value[ruleset_options(&ruleset, &check_limits) - ruleset.value + l]
    .number = number;
}

static void limits(void)
{
  char const *rate = getenv("RATE");
  set(LIMIT_COMMAND_TIMEOUT, 10);
  set(LIMIT_SESSION_TIMEOUT, 100);
  set(LIMIT_DATA_TIMEOUT, 5);
  set(LIMIT_DATA_RATE, rate ? strtoul(rate, 0, 10) : 20);
  set(LIMIT_COMMANDS, 50);
}

/* The session began so long ago. */
static void ago(int seconds)
{
  tain_now_g();
  tain_addsec(&session.start, &STAMP, -seconds);
}

static enum transaction transaction_of(char const *s)
{
  return (enum transaction)option_word("none open decoy refused", s,
    strlen(s));
}

static void passed(char const *line)
{
  char transaction[20], verb[20];
  int seconds, v = 0;
  unsigned long commands;
  if (sscanf(line, "%d %lu %19s %u %u %19s", &seconds, &commands, transaction,
    &dialogue.recipients, &session.messages, verb) != 6) exit(100);
  while (v < VERB_UNKNOWN && strcmp(command_name((enum verb)v), verb)) v++;
  ago(seconds);
  dialogue.commands = commands;
  dialogue.transaction = transaction_of(transaction);
  dialogue.asked = dialogue.over = 0;
  dialogue.client.pending = 0;
  if (!bounds_passed(&dialogue, (enum verb)v)) puts("-");
  else printf("%.3s%s\n", dialogue.client.output,
    dialogue.over == (dialogue.client.output[2] == '1') ? "" : " and over?");
}

static void waits(char const *line)
{
  char transaction[20];
  int seconds;
  tain deadline, left;
  if (sscanf(line, "%d %19s", &seconds, transaction) != 2) exit(100);
  ago(seconds);
  dialogue.transaction = transaction_of(transaction);
  bounds_deadline(&dialogue, &deadline);
  tain_sub(&left, &deadline, &STAMP);
  printf("%lu\n", (unsigned long)tai_sec(tain_secp(&left)));
}

static void pace(char const *line)
{
  struct pace p;
  int seconds, excused = 0;
  unsigned long bytes;
  tain now, since;
  if (sscanf(line, "%d %lu %d", &seconds, &bytes, &excused) < 2) exit(100);
  tain_now_g();
  now = STAMP;
  tain_addsec(&STAMP, &now, -seconds);
  pace_begin(&p, &session, PACE_SPANS);
  STAMP = now;
  tain_addsec(&since, &now, -excused);
  pace_excuse(&p, &since);
  tain_addsec(&p.window, &now, bytes ? -5 : 0);
  p.bytes = bytes;
  puts(pace_over(&p) ? "over" : pace_slow(&p) ? "slow" : "good");
}

static void (*mode(char const *name))(char const *)
{
  if (!strcmp(name, "passed")) return passed;
  if (!strcmp(name, "wait")) return waits;
  return strcmp(name, "pace") ? 0 : pace;
}

int main(int argc, char **argv)
{
  char line[100];
  void (*answer)(char const *) = argc == 2 ? mode(argv[1]) : 0;
  if (!answer) return 100;
  tain_now_set_stopwatch_g();
  limits();
  ruleset_use(&ruleset, &session);
  dialogue.s = &session;
  while (fgets(line, sizeof line, stdin)) answer(line);
  return 0;
}
