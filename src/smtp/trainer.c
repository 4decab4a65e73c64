/* `naughty train`. */

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "pump.h"
#include "trainer.h"
#include "../checks/limits.h"
#include "../checks/naughty.h"
#include "../session/log.h"

#define PATIENCE 60         /* seconds at most, for it to finish */
#define WORDS 32            /* of the program's command line */

/* Cut the command line into words, at blanks. */
static void words(char *line, char const **argv)
{
  unsigned int n = 0;
  for (line += strspn(line, " "); *line && n < WORDS - 1;
    line += strspn(line, " "))
  {
    argv[n++] = line;
    line += strcspn(line, " ");
    if (*line) *line++ = 0;
  }
  argv[n] = 0;
}

/* The lines before the message. */
static void head(struct dialogue *d)
{
  struct session const *s = d->s;
  struct text t = channel_claim(&d->trainer.channel);
  unsigned int i = 0;
  text_adds(&t, "Return-Path: <");
  text_addclean(&t, d->sender, d->senderlen);
  text_adds(&t, ">\n");
  for (; i < s->flags; i++)
  {
    text_adds(&t, "X-Karma-Naughty: ");
    text_adds(&t, s->flag[i].check);
    text_adds(&t, ": ");
    text_add(&t, s->flag[i].text, s->flag[i].len);
    text_addc(&t, '\n');
  }
  channel_commit(&d->trainer.channel, &t);
}

/* As a file: lines end in LF, dots as they were written. */
static int plain(struct dialogue *d, char const *s, size_t n,
  struct text *out)
{
  unstuff_feed(&d->unstuff, s, n, out);
  return 1;
}

/* It does not get the whole message: it must not take what it read for one,
   and is told to end before it reads the end of file. */
static void interrupt(struct dialogue *d)
{
  kill(d->trainer.pid, SIGTERM);
}

static void give_up(struct dialogue *d)
{
  log_line(d->s, LOG_ERROR, "naughty",
    "error: the program does not read the message");
  interrupt(d);
}

void trainer_start(struct dialogue *d, struct sink *sink)
{
  char const *program = naughty_train(d->s), *argv[WORDS];
  char line[1024];
  *sink = sink_nobody;
  if (!program || strlen(program) >= sizeof line) return;
  memcpy(line, program, strlen(program) + 1);
  words(line, argv);
  memset(&d->unstuff, 0, sizeof d->unstuff);
  if (!argv[0] || !backend_start_reader(&d->trainer, argv))
  {
    log_line(d->s, LOG_ERROR, "naughty", "error: unable to train with ",
      program, ": ", strerror(errno));
    return;
  }
  d->trains = 1;
  *sink = (struct sink){ &d->trainer.channel, 0, PUMP_TRAINER_OUT, &plain,
    &give_up };
  head(d);
}

void trainer_end(struct dialogue *d, int whole)
{
  struct channel *c = &d->trainer.channel;
  char fmt[8];
  struct text code = TEXT(fmt);
  tain deadline;
  uint64_t patience = limit_of(d->s, LIMIT_BACKEND_TIMEOUT);
  int status;
  if (!d->trainer.pid) return;
  if (patience > PATIENCE) patience = PATIENCE;
  if (pump_stopping(d)) patience = 1;
  tain_addsec_g(&deadline, (int)limit_of(d->s, LIMIT_DATA_TIMEOUT));
  while (whole && c->pending && pump(d, PUMP_TRAINER_OUT, &deadline)) continue;
  if (!whole || c->pending) interrupt(d);
  status = backend_stop(&d->trainer, (unsigned int)patience, &d->notes, d->s);
  d->trains = 0;
  text_addi(&code, WIFEXITED(status) ? WEXITSTATUS(status) : -1);
  text_addc(&code, 0);
  log_line(d->s, LOG_FAIL, "naughty", "pass: train exited ", code.s);
}
