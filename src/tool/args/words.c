/* The words behind a command. */

#include <string.h>

#include <skalibs/strerr.h>

#include "help.h"
#include "words.h"
#include "../../base/scan.h"
#include "../../config/option.h"

void words_usage(struct command const *c)
{
  strerr_die(100, PROG, ": usage: " TOOL_NAME " ", c->name,
    *c->words ? " " : "", c->words);
}

/* The setting whose name is the first n bytes of this word, or 0. */
static struct setting const *named(struct words const *w, char const *word,
  size_t n)
{
  struct setting const *s = w->settings;
  while (s->name && (strlen(s->name) != n || memcmp(s->name, word, n))) s++;
  return s->name ? s : 0;
}

/* The setting that this word is, and its value if that hangs on by `=`. */
static struct setting const *find(struct words const *w, char const *word,
  char const **value)
{
  size_t n = strcspn(word, "=");
  struct setting const *s = named(w, word, n);
  *value = word[n] ? word + n + 1 : 0;
  if (!s) help_answer(w->command, word);
  if (!s)
    strerr_dief(100, "there is no option ", word, "; `" TOOL_NAME " help ",
      w->command->name, "` lists those that are");
  if (*value && s->on)
    strerr_dief(100, s->name, " takes no value, as in ", word);
  return s;
}

/* The word behind an option that takes a value. Another option there is a value
   that was forgotten: `--why=-n` says that it is meant. */
static char const *behind(struct words *w, char const *name)
{
  char const *word = *w->next;
  if (!word) strerr_dief(100, name, " needs a value");
  if (named(w, word, strcspn(word, "=")) || !strcmp(word, "--")
    || help_general(word))
    strerr_dief(100, name, " needs a value, and ", word, " is an option; ",
      name, "=", word, " if that is the value");
  w->next++;
  return word;
}

/* Take an option, and its value, if one is next. 1, or 0 it is no option. */
static int take(struct words *w)
{
  char const *word = *w->next, *value;
  struct setting const *s;
  if (w->plain || !word || *word != '-' || !word[1]) return 0;
  w->next++;
  if (!strcmp(word, "--"))
  {
    w->plain = 1;
    return 1;
  }
  s = find(w, word, &value);
  if (s->on) *s->on = 1;
  else *s->value = value ? value : behind(w, s->name);
  return 1;
}

void words_scan(struct words *w, struct command const *c,
  struct setting const *settings, char const *const *argv)
{
  w->command = c;
  w->settings = settings;
  w->first = argv + 1;
  words_rewind(w);
  while (words_next(w)) continue;
  words_rewind(w);
}

char const *const *words_command(struct words *w, struct command const *c,
  struct setting const *settings, char const *const *argv)
{
  w->command = c;
  w->settings = settings;
  w->first = argv + 1;
  words_rewind(w);
  while (take(w)) continue;
  return w->next;
}

char const *words_next(struct words *w)
{
  while (take(w)) continue;
  return *w->next ? *w->next++ : 0;
}

void words_rewind(struct words *w)
{
  w->next = w->first;
  w->plain = 0;
}

void words_end(struct words *w)
{
  char const *word = words_next(w);
  if (word)
    strerr_dief(100, word, " is one word too many; `" TOOL_NAME " help ",
      w->command->name, "` tells what there may be");
}

char const *words_last(struct words *w)
{
  char const *word = words_next(w);
  if (word) words_end(w);
  return word;
}

/* Set an option's value by its table entry, or say what is allowed. */
static uint64_t value_of(struct option const *o, char const *value)
{
  char array[200];
  struct text why = { array, 0, sizeof array - 1, 0 };
  struct value v = { 0, 0, 0, 0 };
  if (option_set(&v, o, value, o->name, 0)) return v.number;
  option_allowed(&why, o);
  array[why.len] = 0;
  strerr_dief(100, o->name, " cannot be ", value, "; allowed is ", array);
}

uint64_t words_number(char const *name, char const *value, uint64_t standard,
  uint64_t min, uint64_t max)
{
  struct option const o = { name, OPTION_NUMBER, 0, 0, min, max, 0, 0 };
  return value ? value_of(&o, value) : standard;
}

uint64_t words_fraction(char const *name, char const *value,
  uint64_t standard, uint64_t min, uint64_t max)
{
  struct option const o = { name, OPTION_FRACTION, 0, 0, min, max, 0, 0 };
  return value ? value_of(&o, value) : standard;
}

int words_choice(char const *name, char const *value, char const *words)
{
  struct option const o = { name, OPTION_WORD, 0, 0, 0, 0, words, 0 };
  return (int)value_of(&o, value);
}
