/* The log: one whole line per write on stderr, the client's address first,
   then who speaks, then a word that programs can search for. What the checks
   say is in result.h; their words are pass, fail, `fail, tolerated`,
   `fail, NAUGHTY`, skip and error, and nothing else. */

#ifndef SESSION_LOG_H
#define SESSION_LOG_H

#include "session.h"

enum log_level
{
  LOG_ERROR,    /* our own trouble: always */
  LOG_FAIL,     /* what goes wrong with a client: by default */
  LOG_ALL       /* pass and skip too: -v */
};

/* Write the line if the level is wanted. The strings are joined; those that
   come from outside must be clean already. Cut at 1200 bytes. */
#define log_line(s, level, who, ...) \
  log_strings((s), (level), (who), (char const *const[]){ __VA_ARGS__, 0 })
void log_strings(struct session const *s, enum log_level level,
  char const *who, char const *const *strings);

/* Likewise with a text. */
void log_text(struct session const *s, enum log_level level, char const *who,
  char const *word, struct text const *text);

#endif
