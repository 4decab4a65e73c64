/* What a check is. Each lives in one file and has one line in registry.c. */

#ifndef CHECKS_CHECK_H
#define CHECKS_CHECK_H

#include "../config/option.h"
#include "../session/session.h"

/* A hook judges the connection at a phase. It may raise events
   (session_event), flag the connection naughty (session_flag) or refuse the
   command (session_refuse), the latter two mostly by way of check_fail; and
   it says one word in the log. */
typedef void check_hook(struct session *s);

struct check
{
  char const *name;
  struct option const *option;    /* the table of its options */
  unsigned int options;
  struct value *value;            /* as many, in the same order */
  check_hook *hook[PHASES];       /* 0 where it has nothing to say */
  char const *(*conflict)(void);  /* 0, or: which of its options, as they are,
                                     cannot be together (0: all can) */
};

/* What comes of a failure: the value of the check's option `reject` (0: it is
   tolerated; naughty: flag; anything else: refuse now) with this type, or
   tolerated in any case while the configuration only observes. Says so in the
   log, with `why`; the client is told `text`. Returns 0 when tolerated. */
int check_fail(struct session *s, char const *name,
  struct value const *reject, enum reject_type type, struct text const *text,
  struct text const *why);

/* Flag it naughty, or only say so while observing. Likewise. */
int check_flag(struct session *s, char const *name, enum reject_type type,
  struct text const *text, struct text const *why);

/* Refuse at once with this type, or only say so while observing: the same for
   checks without such an option. */
int check_refuse(struct session *s, char const *name, enum reject_type type,
  struct text const *text, struct text const *why);

#endif
