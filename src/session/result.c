/* What the checks say in the log. */

#include <string.h>

#include "result.h"
#include "log.h"
#include "parties.h"

static struct
{
  char const *text;
  enum log_level level;
} const words[] =
{
  [RESULT_SKIP] = { "skip", LOG_ALL },
  [RESULT_PASS] = { "pass", LOG_ALL },
  [RESULT_ERROR] = { "error", LOG_ERROR },
  [RESULT_TOLERATED] = { "fail, tolerated", LOG_FAIL },
  [RESULT_NAUGHTY] = { "fail, NAUGHTY", LOG_FAIL },
  [RESULT_FAIL] = { "fail", LOG_FAIL }
};

char const *result_name(enum result_word word)
{
  return words[word].text;
}

/* The check's result, or room for it; 0 when there is none. */
static struct result *find(struct session *s, char const *check)
{
  unsigned int i = 0;
  while (i < s->results && strcmp(s->result[i].check, check)) i++;
  if (i == SESSION_RESULTS) return 0;
  if (i == s->results)
  {
    s->results++;
    s->result[i].check = check;
  }
  return &s->result[i];
}

void result_set(struct session *s, char const *check, enum result_word word,
  struct text const *why)
{
  struct result *o = find(s, check);
  if (!o || word <= o->word) return;
  o->word = word;
  if (word >= RESULT_TOLERATED) o->whom = parties_blame(s);
  if (!why->len) return;
  o->len = why->len < SESSION_WHY ? why->len : SESSION_WHY;
  o->why = session_keep(s, why->s, &o->len);
}

void result_sets(struct session *s, char const *check, enum result_word word,
  char const *why)
{
  char array[SESSION_WHY];
  struct text t = TEXT(array);
  text_adds(&t, why);
  result_set(s, check, word, &t);
}

/* A check that had nothing to say. */
static void by_default(struct session *s, char const *check)
{
  char array[SESSION_WHY];
  struct text why = TEXT(array);
  char const *immune = session_immune(s);
  if (immune)
  {
    text_adds(&why, "immune by ");
    text_adds(&why, immune);
  }
  result_set(s, check, immune ? RESULT_SKIP : RESULT_PASS, &why);
}

static void write_line(struct session const *s, struct result *o)
{
  char array[SESSION_WHY + PARTIES_TEXT];
  struct text why = TEXT(array);
  o->logged = 1;
  if (words[o->word].level > s->level) return;
  parties_explain(&why, o->why, o->len, s, o->whom);
  log_text(s, words[o->word].level, o->check, words[o->word].text, &why);
}

void result_log(struct session *s, char const *check)
{
  struct result *o = find(s, check);
  if (!o) return;
  if (o->word == RESULT_NONE) by_default(s, check);
  write_line(s, o);
}

void result_log_others(struct session *s)
{
  unsigned int i = 0;
  for (; i < s->results; i++)
    if (!s->result[i].logged) write_line(s, &s->result[i]);
}
