/* naughty: disposes of flagged connections at the phase that the operator
   chose. Whatever that is, data_post is the fallback: a connection may be
   flagged when its phase has passed. */

#include "limits.h"
#include "naughty.h"
#include "wording.h"
#include "../session/result.h"

enum { REJECT, REJECT_TYPE, TRAIN, WORDING };

static struct option const options[] =
{
  [REJECT] = { "reject", OPTION_WORD, "rcpt", 3, 0, 0, PHASE_WORDS,
    "the phase at which a naughty connection is refused" },
  [REJECT_TYPE] = { "reject_type", OPTION_WORD, "disconnect", 4, 0, 0,
    REJECT_WORDS, "how, if the check that flagged it did not say" },
  [TRAIN] = { "train", OPTION_TEXT, "off", 0, 0, 0, 0,
    "a program that gets the refused message on its stdin" },
  [WORDING] = { "text", OPTION_TEXT, "off", 0, 0, 0, 0,
    "what a flagged client is told, in the place of each check's words" }
};

#define OPTIONS (sizeof options / sizeof *options)

static struct value const *option(struct session const *s, unsigned int i)
{
  return check_option(s, &check_naughty, i);
}

static enum verdict type_of(struct session const *s)
{
  enum reject_type type = s->flag[0].type;
  if (type == REJECT_NONE)
    type = (enum reject_type)option(s, REJECT_TYPE)->number;
  return verdict_of(type);
}

static void speak(struct session *s, enum result_word word, char const *what)
{
  char array[SESSION_TEXT];
  struct text why = TEXT(array);
  text_adds(&why, what);
  text_adds(&why, ", flagged by ");
  text_adds(&why, s->flag[0].check);
  result_set(s, "naughty", word, &why);
}

/* In the words of those who flagged it. */
static void refuse_in_theirs(struct session *s)
{
  unsigned int i = 0;
  for (; i < s->flags; i++)
  {
    struct flag const *f = &s->flag[i];
    struct text text = { (char *)f->text, f->len, f->len, 0 };
    session_refuse(s, f->check, type_of(s), &text);
  }
}

static void refuse_in_ours(struct session *s, char const *wording)
{
  char array[SESSION_TEXT];
  struct text text = TEXT(array);
  wording_add(&text, wording, s, 0);
  session_refuse(s, "naughty", type_of(s), &text);
}

void naughty_dispose(struct session *s, enum phase phase)
{
  char const *wording = option(s, WORDING)->text;
  if (!s->flags) return;
  if (phase != option(s, REJECT)->number && phase != PHASE_DATA_POST) return;
  if (wording) refuse_in_ours(s, wording);
  else refuse_in_theirs(s);
  speak(s, RESULT_FAIL, "refused");
}

static void at_disconnect(struct session *s)
{
  if (s->flags) speak(s, RESULT_TOLERATED, "the client left first");
}

static void explain(struct session *s, struct text *t)
{
  text_adds(t, "what is flagged is refused at ");
  text_adds(t, option(s, REJECT)->text);
  text_adds(t, limit_auth(s) ? ", unless it authenticates"
    : "; once flagged, it cannot authenticate");
}

char const *naughty_train(struct session const *s)
{
  return option(s, TRAIN)->text;
}

static char const *conflict(struct value const *v)
{
  return wording_conflict("naughty text ", v[WORDING].text, 0);
}

struct check const check_naughty =
{
  .name = "naughty",
  .standard = 1,
  .option = options,
  .options = OPTIONS,
  .explain = explain,
  .conflict = conflict,
  .hook = { [PHASE_DISCONNECT] = at_disconnect }
};
