/* denysoft_client_stats: temporary failures by chance, the likelier the more
   often the client, or the network around it, was refused for good lately. The
   draw is no die (karma/tempfail.h), so that a retry does not roll again. What
   is known of the client goes to the log, not to the client. */

#include <string.h>
#include <strings.h>

#include "denysoft.h"
#include "history.h"
#include "../base/clock.h"
#include "../config/control.h"
#include "../karma/tempfail.h"
#include "../session/result.h"

#define NAME "denysoft_client_stats"

enum { AT_CONNECT, PER_RECIPIENT, SUCCESS_BIAS, PERMFAIL_BIAS, MINIMUM, CAP,
  SLOT, REJECT };

static struct option const options[] =
{
  [AT_CONNECT] = { "at_connect", OPTION_NUMBER, "0", 0, 0, 1, 0,
    "1: in place of the greeting; 0: at RCPT" },
  [PER_RECIPIENT] = { "per_recipient", OPTION_NUMBER, "0", 0, 0, 1, 0,
    "1: only for recipients in control/denysoft_recipients" },
  [SUCCESS_BIAS] = { "success_bias", OPTION_FRACTION, "1", OPTION_ONE, 0,
    1000000 * (uint64_t)OPTION_ONE, 0, "accepted recipients to begin with" },
  [PERMFAIL_BIAS] = { "permfail_bias", OPTION_FRACTION, "1", OPTION_ONE, 0,
    1000000 * (uint64_t)OPTION_ONE, 0, "refused recipients to begin with" },
  [MINIMUM] = { "minimum", OPTION_NUMBER, "10", 10, 0, 1000000, 0,
    "recipients counted, before a network speaks for a client" },
  [CAP] = { "cap", OPTION_FRACTION, "0.9", 9 * OPTION_ONE / 10, 0, OPTION_ONE,
    0, "the highest probability" },
  [SLOT] = { "slot", OPTION_NUMBER, "900", 900, 1, 86400, 0,
    "seconds for which a draw holds" },
  [REJECT] = { "reject", OPTION_WORD, "1", 1, 0, 0, "0 1",
    "0: only record it" }
};

#define OPTIONS (sizeof options / sizeof *options)

/* A client's chance, now. */
struct denysoft
{
  char const *why;          /* there is none: why */
  struct key whose;         /* the client or network whose counts speak */
  struct outcome scaled;    /* these counts, times RECORD_WINDOW */
  double probability;
  double draw;              /* it fails if this is less */
};

static struct value const *option(struct session const *s, unsigned int i)
{
  return check_option(s, &check_denysoft, i);
}

static int secret_read(struct session const *s, char *secret)
{
  struct control f = CONTROL_ZERO;
  if (control_read(&f, s->home, DENYSOFT_SECRET) != 1
    || f.file.len <= TEMPFAIL_SECRET) return 0;
  memcpy(secret, f.file.s, TEMPFAIL_SECRET);
  return 1;
}

/* Which counts speak: the client's own, or those of the smallest network that
   has enough. 1, and whose they are; 0 none. */
static int counts(struct session *s, struct tempfail const *t, uint64_t now,
  struct outcome *scaled, struct key *whose)
{
  struct record r;
  unsigned int i = 0;
  record_sliding(scaled, history_record(s), now);
  *whose = s->client.key;
  if (tempfail_speaks(t, scaled, 1)) return 1;
  while (key_network(whose, &s->client.key, i++))
    if (history_network(s, whose, &r))
    {
      record_sliding(scaled, &r, now);
      if (tempfail_speaks(t, scaled, 0)) return 1;
    }
  return 0;
}

/* Fill it for the session's client. 1; 0 when it never fails (c->why). */
static int denysoft_chance(struct session *s, uint64_t now, struct denysoft *c)
{
  struct tempfail const t = { option(s, SUCCESS_BIAS)->number,
    option(s, PERMFAIL_BIAS)->number, option(s, MINIMUM)->number,
    option(s, CAP)->number };
  char secret[TEMPFAIL_SECRET];
  memset(c, 0, sizeof *c);
  if (!s->client.address.known || s->home == -1)
    c->why = "the client is unknown";
  else if (!counts(s, &t, now, &c->scaled, &c->whose))
    c->why = "nothing is counted";
  else if (!secret_read(s, secret)) c->why = "no control/secret";
  if (c->why) return 0;
  c->probability = tempfail_probability(&t, &c->scaled);
  c->draw = tempfail_draw(secret, &s->client.key,
    now / option(s, SLOT)->number);
  return 1;
}

static void describe(struct text *why, struct denysoft const *c)
{
  char key[KEY_FMT];
  text_adds(why, "probability ");
  text_addfraction(why, (uint64_t)(c->probability * OPTION_ONE));
  text_adds(why, ", draw ");
  text_addfraction(why, (uint64_t)(c->draw * OPTION_ONE));
  text_adds(why, ", by ");
  text_add(why, key, key_fmt(key, &c->whose));
  text_adds(why, ": ");
  text_addu(why, c->scaled.success / RECORD_WINDOW);
  text_adds(why, " accepted, ");
  text_addu(why, c->scaled.permfail / RECORD_WINDOW);
  text_adds(why, " refused");
}

/* The chance is taken once for a session: all recipients of the connection
   agree, and the databases are read for the first of them only. */
static struct denysoft const *chance(struct session *s)
{
  static struct denysoft c;
  if (!s->drawn) denysoft_chance(s, clock_seconds(), &c);
  s->drawn = 1;
  return &c;
}

static void judge(struct session *s, enum reject_type type)
{
  char array[SESSION_TEXT], array2[SESSION_TEXT];
  struct text text = TEXT(array), why = TEXT(array2);
  struct denysoft const *c = chance(s);
  if (c->why)
  {
    result_sets(s, NAME, RESULT_SKIP, c->why);
    return;
  }
  describe(&why, c);
  text_adds(&text, "Try again later.");
  if (c->draw < c->probability)
    check_fail(s, NAME, option(s, REJECT), type, &text, &why);
  else result_set(s, NAME, RESULT_PASS, &why);
}

static void at_connect(struct session *s)
{
  if (option(s, AT_CONNECT)->number) judge(s, REJECT_TEMP_DISCONNECT);
}

/* What is looked for in control/denysoft_recipients, and whether it was
   found: user@domain, or @domain. */
struct search
{
  char const *path;
  size_t len;
  int found;
};

static int line_of(void *data, struct control const *f, struct text *why)
{
  struct search *search = data;
  char const *word = f->word[0];
  size_t n = strlen(word);
  (void)why;
  if (n > search->len) return 1;
  if (*word != '@' && n != search->len) return 1;
  if (!strncasecmp(search->path + search->len - n, word, n))
    search->found = 1;
  return 1;
}

static int listed(struct session *s)
{
  char array[SESSION_TEXT];
  struct text why = TEXT(array);
  struct search search = { s->path, s->pathlen, 0 };
  if (control_each(DENYSOFT_RECIPIENTS, s->home, line_of, &search,
    &why) == -1) result_set(s, NAME, RESULT_ERROR, &why);
  return search.found;
}

static void at_rcpt(struct session *s)
{
  if (option(s, AT_CONNECT)->number || session_naughty(s)) return;
  if (!option(s, PER_RECIPIENT)->number || listed(s)) judge(s, REJECT_TEMP);
}

static void explain(struct session *s, struct text *t)
{
  uint64_t now = clock_seconds(), slot = option(s, SLOT)->number;
  struct denysoft c;
  if (!denysoft_chance(s, now, &c))
  {
    text_adds(t, "never: ");
    text_adds(t, c.why);
    return;
  }
  describe(t, &c);
  text_adds(t, c.draw < c.probability ? "; fails until " : "; passes until ");
  stamp_adddate(t, (now / slot + 1) * slot);
}

static char const *conflict(struct value const *v)
{
  return v[AT_CONNECT].number && v[PER_RECIPIENT].number
    ? NAME ": at_connect and per_recipient cannot both be 1: there is no "
      "recipient at connect" : 0;
}

struct check const check_denysoft =
{
  .name = NAME,
  .option = options,
  .options = OPTIONS,
  .explain = explain,
  .conflict = conflict,
  .hook = { [PHASE_CONNECT] = at_connect, [PHASE_RCPT] = at_rcpt }
};
