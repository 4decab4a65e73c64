/* What the checks say in the log. */

#include <string.h>

#include "result.h"
#include "log.h"

static struct
{
  char const *text;
  enum say_level level;
} const words[] =
{
  [WORD_SKIP] = { "skip", SAY_ALL },
  [WORD_PASS] = { "pass", SAY_ALL },
  [WORD_ERROR] = { "error", SAY_ERROR },
  [WORD_TOLERATED] = { "fail, tolerated", SAY_FAIL },
  [WORD_NAUGHTY] = { "fail, NAUGHTY", SAY_FAIL },
  [WORD_FAIL] = { "fail", SAY_FAIL }
};

char const *opinion_word(enum word word)
{
  return words[word].text;
}

/* The check's opinion, or room for it; 0 when there is none. */
static struct opinion *find(struct session *s, char const *check)
{
  unsigned int i = 0;
  while (i < s->opinions && strcmp(s->opinion[i].check, check)) i++;
  if (i == SESSION_OPINIONS) return 0;
  if (i == s->opinions)
  {
    s->opinions++;
    s->opinion[i].check = check;
  }
  return &s->opinion[i];
}

void opinion_set(struct session *s, char const *check, enum word word,
  struct text const *why)
{
  struct opinion *o = find(s, check);
  if (!o || word <= o->word) return;
  o->word = word;
  if (!why->len) return;
  o->len = why->len < SESSION_WHY ? why->len : SESSION_WHY;
  o->why = session_keep(s, why->s, &o->len);
}

void opinion_sets(struct session *s, char const *check, enum word word,
  char const *why)
{
  char array[SESSION_WHY];
  struct text t = TEXT(array);
  text_adds(&t, why);
  opinion_set(s, check, word, &t);
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
  opinion_set(s, check, immune ? WORD_SKIP : WORD_PASS, &why);
}

static void write_line(struct session const *s, struct opinion *o)
{
  struct text why = { (char *)o->why, o->len, o->len, 0 };
  say_text(s, words[o->word].level, o->check, words[o->word].text, &why);
  o->said = 1;
}

void opinion_say(struct session *s, char const *check)
{
  struct opinion *o = find(s, check);
  if (!o) return;
  if (o->word == WORD_NONE) by_default(s, check);
  write_line(s, o);
}

void opinion_say_others(struct session *s)
{
  unsigned int i = 0;
  for (; i < s->opinions; i++)
    if (!s->opinion[i].said) write_line(s, &s->opinion[i]);
}
