/* The log: one whole line per write on stderr, the client's address first,
   then who speaks, then a word that programs can search for. What the checks
   say is in result.h; their words are pass, fail, `fail, tolerated`,
   `fail, NAUGHTY`, skip and error, and nothing else. */

#ifndef SESSION_LOG_H
#define SESSION_LOG_H

#include "session.h"

enum say_level
{
  SAY_ERROR,    /* our own trouble: always */
  SAY_FAIL,     /* what goes wrong with a client: by default */
  SAY_ALL       /* pass and skip too: -v */
};

/* Write the line if the level is wanted. The strings are joined; those that
   come from outside must be clean already. Cut at 1200 bytes. */
#define say(s, level, who, ...) \
  say_strings((s), (level), (who), (char const *const[]){ __VA_ARGS__, 0 })
void say_strings(struct session const *s, enum say_level level,
  char const *who, char const *const *strings);

/* Likewise with a text. */
void say_text(struct session const *s, enum say_level level, char const *who,
  char const *word, struct text const *text);

#endif
