/* tarpit: the worse a client's karma, the longer it waits for each reply. The
   dialogue does the waiting; it ends at once when the client hangs up. */

#include "tarpit.h"
#include "../session/result.h"

enum { MAX, DELAY };

static struct option const options[] =
{
  [MAX] = { "max", OPTION_FRACTION, "5", 5 * OPTION_ONE, 0, 300 * OPTION_ONE,
    0, "seconds to wait before a reply at most; 0: only record" },
  [DELAY] = { "delay", OPTION_FRACTION, "1", OPTION_ONE, 0, 300 * OPTION_ONE,
    0, "seconds for each point below 0" }
};

#define OPTIONS (sizeof options / sizeof *options)

static struct value const *option(struct session const *s, unsigned int i)
{
  return check_option(s, &check_tarpit, i);
}

unsigned int tarpit_wait(struct session *s)
{
  int64_t karma = session_karma(s);
  uint64_t wait;
  if (karma >= 0 || session_immune(s)) return 0;
  wait = option(s, DELAY)->number * (uint64_t)(karma < -1000 ? 1000 : -karma);
  if (wait > option(s, MAX)->number) wait = option(s, MAX)->number;
  s->tarpit += wait;
  return s->settings->observe ? 0 : (unsigned int)(wait / (OPTION_ONE / 1000));
}

/* It failed if it was made wait; `max 0' and observing only tell its karma,
   or for how long that would have been. */
static void describe(struct session const *s, struct text *why)
{
  if (!s->tarpit)
  {
    text_adds(why, "karma ");
    text_addi(why, session_karma(s));
    return;
  }
  text_adds(why, s->settings->observe ? "would have made it wait "
    : "made it wait ");
  text_addfraction(why, s->tarpit);
  text_adds(why, " s");
}

static void at_disconnect(struct session *s)
{
  char array[64];
  struct text why = TEXT(array);
  if (!s->tarpit && session_karma(s) >= 0) return;
  describe(s, &why);
  result_set(s, "tarpit", s->tarpit && !s->settings->observe ? RESULT_FAIL
    : RESULT_TOLERATED, &why);
}

static void explain(struct session *s, struct text *t)
{
  (void)s;
  text_addfraction(t, option(s, DELAY)->number);
  text_adds(t, " s for each point below 0, at most ");
  text_addfraction(t, option(s, MAX)->number);
  text_adds(t, " s before a reply");
}

struct check const check_tarpit =
{
  .name = "tarpit",
  .option = options,
  .options = OPTIONS,
  .explain = explain,
  .hook = { [PHASE_DISCONNECT] = at_disconnect }
};
