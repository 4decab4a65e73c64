/* traps: control/traps has addresses and @domains to which nobody writes who
   was not given them by a harvester: never used, or dead for years. Whoever
   does has no list of people who asked for his mail. */

#include <string.h>
#include <strings.h>

#include "traps.h"
#include "../config/control.h"
#include "../session/result.h"

enum { ANSWER };
enum { ACCEPT, REFUSE };

static struct option const options[] =
{
  [ANSWER] = { "answer", OPTION_WORD, "550", REFUSE, 0, 0, "250 550",
    "what RCPT for a trap is told; 250: it is flagged, and then disposed of" }
};

#define OPTIONS (sizeof options / sizeof *options)

static struct value const *option(struct session const *s, unsigned int i)
{
  return check_option(s, &check_traps, i);
}

struct search
{
  char const *address;
  size_t len;
  size_t domain;        /* where the @ is; len: there is none */
  int found;
};

/* An address as a whole, or what stands from the @ on, in any letter case: no
   two people are told apart by that. */
static int line_of(void *data, struct control const *c, struct text *why)
{
  struct search *search = data;
  char const *word = c->word[0], *at = strrchr(word, '@');
  size_t n = strlen(word), from = *word == '@' ? search->domain : 0;
  if (c->words != 1 || !at || !at[1])
  {
    text_adds(why, "a line is an address, or @ and a domain");
    return 0;
  }
  if (search->len - from == n
    && !strncasecmp(search->address + from, word, n)) search->found = 1;
  return 1;
}

int traps_lint(int at, char const *file, struct text *why)
{
  struct search search = { "", 0, 0, 0 };
  return control_all(file, at, line_of, &search, why) != -1;
}

/* Is the recipient a trap? A file that is wrong has none, and that is said. */
static int is_trap(struct session *s)
{
  char array[SESSION_TEXT];
  struct text why = TEXT(array);
  struct search search = { s->path, s->pathlen, s->pathlen, 0 };
  while (search.domain && s->path[search.domain - 1] != '@') search.domain--;
  search.domain = search.domain ? search.domain - 1 : s->pathlen;
  if (search.len && search.address[search.len - 1] == '.') search.len--;
  if (control_each(TRAPS, s->home, line_of, &search, &why) != -1)
    return search.found;
  result_set(s, "traps", RESULT_ERROR, &why);
  return 0;
}

/* The first one goes into the journal. */
static void remember(struct session *s)
{
  if (s->trap) return;
  s->traplen = s->pathlen < SESSION_TRAP ? s->pathlen : SESSION_TRAP;
  s->trap = session_keep(s, s->path, &s->traplen);
}

static void describe(struct session const *s, struct text *why)
{
  text_adds(why, "wrote to the trap ");
  text_addclean(why, s->trap, s->traplen);
}

static char const reply[] = "There is no such mailbox.";

/* A bounce may come of a forged sender, and is nobody's mailing. */
static void at_rcpt(struct session *s)
{
  char array[SESSION_TEXT], array2[SESSION_TEXT];
  struct text text = TEXT(array), why = TEXT(array2);
  s->trapped = 0;
  if (s->null_sender || !s->pathlen || !is_trap(s)) return;
  session_event(s, EVENT_TRAP);
  remember(s);
  text_adds(&text, reply);
  describe(s, &why);
  if (option(s, ANSWER)->number == ACCEPT && !s->settings->observe)
    s->trapped = 1;
  else if (check_refuse(s, "traps", REJECT_PERM, &text, &why)
    && s->verdict == VERDICT_DENY) s->code = "550 5.1.1";
}

void traps_flag(struct session *s)
{
  char array[SESSION_TEXT], array2[SESSION_TEXT];
  struct text text = TEXT(array), why = TEXT(array2);
  s->trapped = 0;
  text_adds(&text, reply);
  describe(s, &why);
  check_flag(s, "traps", REJECT_NONE, &text, &why);
}

static void explain(struct session *s, struct text *t)
{
  (void)s;
  text_adds(t, "RCPT for an address of " TRAPS);
}

struct check const check_traps =
{
  .name = "traps",
  .option = options,
  .options = OPTIONS,
  .explain = explain,
  .hook = { [PHASE_RCPT] = at_rcpt }
};
