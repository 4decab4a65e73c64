/* Options of the checks. Each check declares its options in one table;
   parsing, the environment, `qkarma check` and the manual come from it. */

#ifndef CONFIG_OPTION_H
#define CONFIG_OPTION_H

#include <stddef.h>
#include <stdint.h>

#include "../base/text.h"

#define OPTION_ONE 10000    /* what 1 is in a fraction */

enum option_type
{
  OPTION_NUMBER,      /* an integer from min to max */
  OPTION_FRACTION,    /* likewise with up to 4 decimal places; the value and
                         the limits are in ten-thousandths */
  OPTION_WORD,        /* one of `words`, in any letter case; its index */
  OPTION_SET,         /* likewise, repeatable; a bit per word */
  OPTION_TEXT         /* any text; `off` is none, a null pointer */
};

struct option
{
  char const *name;
  enum option_type type;
  char const *standard;   /* the default, as text, */
  uint64_t number;        /* and as a value: every connection needs them all,
                             and most of them as they are */
  uint64_t min;
  uint64_t max;
  char const *words;      /* separated by single blanks */
  char const *help;       /* one line for people */
};

struct value
{
  uint64_t number;
  char const *text;       /* as it was given */
  char const *source;     /* `default`, a file's name, or a variable's */
  unsigned int line;      /* in the file, else 0 */
};

/* Give all options of a table their defaults. */
void option_defaults(struct value *v, struct option const *o, unsigned int n);

/* The index of the option of this name in a table of n, or n. */
unsigned int option_find(struct option const *o, unsigned int n,
  char const *name);

/* Set a value from text, which must stay. A SET that still has its default or
   comes from another source begins anew; in a variable its words are
   separated by blanks or commas. 1; or 0 when the text is not allowed, and
   the value is as before. */
int option_set(struct value *v, struct option const *o, char const *text,
  char const *source, unsigned int line);

/* Append what is allowed: `a number from 0 to 3600`. */
void option_allowed(struct text *t, struct option const *o);

/* The length of a name if a variable begins with it, as EARLYTALKER_CHECK_AT
   with `earlytalker`, and behind that and the `_` with `check-at`; else 0. */
size_t option_begins(char const *variable, char const *name);

/* 1 if a variable's name (with its `=`), from behind a check's name and the
   `_` on, is no option but one of those that Kubernetes and Docker set for a
   service or a link: SERVICE_HOST, SERVICE_PORT, SERVICE_PORT_x, PORT,
   PORT_80_TCP, PORT_80_TCP_ADDR ..., ENV_x, NAME with a value that begins with
   a slash; or X_ and one of these, of a service whose name goes on. */
int option_of_service(char const *name);

/* The index of s[0..n) among words separated by blanks, in any letter case,
   or -1. */
int option_word(char const *words, char const *s, size_t n);

#endif
