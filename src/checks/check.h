/* What a check is. Each lives in one file and has one line in registry.c. */

#ifndef CHECKS_CHECK_H
#define CHECKS_CHECK_H

#include "../config/option.h"
#include "../session/session.h"

/* A hook judges the connection at a phase. It may raise events
   (session_event), flag the connection naughty or refuse the command, both by
   way of check_fail; and it may say a word for the log (session/result.h):
   one that says nothing passes the client. */
typedef void check_hook(struct session *s);

/* How long the greeting shall wait for what it wants to know, in
   ten-thousandths of a second as options have it; 0: not at all. Asked again
   whenever something came meanwhile. */
typedef uint64_t check_wait(struct session *s);

/* The client has just been looked up: what else of the databases it will want is
   to be had while they are open. Nothing is judged. */
struct reader;
typedef void check_looked(struct session *s, struct reader *reader);

/* What the check holds for this client before it has done anything: the value
   found, the rule that applies. One line for `qkarma explain`. */
typedef void check_explain(struct session *s, struct text *t);

struct check
{
  char const *name;
  unsigned int standard : 1;      /* in the ruleset where nobody made one */
  unsigned int always : 1;        /* its options count, listed or not */
  unsigned int waits : 1;         /* at connect it judges what comes while the
                                     greeting waits */
  struct option const *option;    /* the table of its options */
  unsigned int options;
  check_hook *before;             /* ahead of that wait, or 0: it begins */
  check_wait *wait;               /* 0: it needs no time */
  check_hook *answered;           /* answers of the DNS came, or 0: it asks what
                                     follows from them */
  check_looked *looked;           /* 0: it looks nothing else up */
  check_hook *hook[PHASES];       /* 0 where it has nothing to say */
  check_explain *explain;         /* 0: all depends on what the client does */
  char const *(*conflict)(struct value const *v);   /* 0, or: which of its
                                     options, with these values, cannot be
                                     together (0: all can) */
};

/* The value of the i-th option of a check for this session. */
struct value const *check_option(struct session const *s,
  struct check const *c, unsigned int i);

/* What comes of a failure: the value of the check's option `reject` (0: it is
   tolerated; naughty: flag; anything else: refuse now) with this type, or
   tolerated in any case while the configuration only observes. The log tells
   `why`; the client is told `text`. Returns 0 when tolerated. */
int check_fail(struct session *s, char const *name,
  struct value const *reject, enum reject_type type, struct text const *text,
  struct text const *why);

/* Flag it naughty, or tolerate it while observing. Likewise. */
int check_flag(struct session *s, char const *name, enum reject_type type,
  struct text const *text, struct text const *why);

/* Refuse at once with this type, or tolerate it while observing. Likewise. */
int check_refuse(struct session *s, char const *name, enum reject_type type,
  struct text const *text, struct text const *why);

/* Only say that it failed. Returns 0. */
int check_tolerate(struct session *s, char const *name,
  struct text const *why);

#endif
