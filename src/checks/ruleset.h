/* The ruleset of a connection: which checks run, in which order, with which
   options. From control/checks (or the built-in default), then the
   environment. */

#ifndef CHECKS_RULESET_H
#define CHECKS_RULESET_H

#include "registry.h"
#include "../base/text.h"

#define RULESET_VALUES 100      /* room for this many options */

struct ruleset
{
  unsigned int checks;
  struct check const *check[REGISTRY_MAX];
  unsigned int all : 1;         /* while it is read: tell all mistakes */
  unsigned int standard : 1;    /* there was no file */
  uint64_t until;               /* `observe until': Unix time; 0: without */
  char const *file;             /* where it comes from, for messages */
  char const *service;          /* the first variable that looks like an option
                                   and is a service's (option_of_service), to
                                   be warned of; or 0 */
  struct karma_settings settings;
  struct value value[RULESET_VALUES];   /* of the options of all checks, as the
                                   registry has them: ruleset_options */
};

/* Read control/checks below `home` (-1: as if there were none) and the
   environment. 1; or 0, and why says what is wrong and where, and what is
   allowed. A control/checks that is wrong is no reason to stop while there is a
   copy of the last right one (last_right.h): that is then in force, with
   p->file its name, and why says what is wrong all the same. */
int ruleset_read(struct ruleset *p, int home, struct text *why);

/* The same without the environment: what holds for everybody. */
int ruleset_read_bare(struct ruleset *p, int home, struct text *why);

/* The same from another file, which must be there, with the environment. */
int ruleset_read_file(struct ruleset *p, char const *file, struct text *why);

/* Append what is to be said of p->service. */
void ruleset_service(struct ruleset const *p, struct text *t);

/* Find all mistakes in a file of this kind below `at` (or AT_FDCWD), without
   the environment, and then those in the environment: each is a line of
   `why`. 1 there are none; 0. No such file: what is in force without one. */
int ruleset_lint(struct ruleset *p, int at, char const *file, struct text *why);
int ruleset_lint_environment(struct ruleset *p, struct text *why);

/* Read control/awards below `home`, if there is one, over what *a has.
   Likewise, with its own copy. */
int ruleset_awards(struct awards *a, int home, struct text *why);

/* The same from another file, which must be there. */
int ruleset_awards_file(struct awards *a, char const *file, struct text *why);

/* Find all mistakes in such a file. Likewise. */
int ruleset_awards_lint(struct awards *a, int at, char const *file,
  struct text *why);

/* The session is judged by this ruleset from now on, which must stay. */
void ruleset_use(struct ruleset const *p, struct session *s);

/* The values of a check's options, in the order of its table. */
struct value const *ruleset_options(struct ruleset const *p,
  struct check const *c);

/* The value of an option of a check, both by their names; 0 if there is no such
   option. */
struct value const *ruleset_value(struct ruleset const *p, char const *check,
  char const *option);

/* 1 if a variable (NAME=value) says something to a check, whether it is in the
   ruleset or not, or to whoever serves a connection. */
int ruleset_reads(char const *variable);

/* 1 if the check is in the ruleset. */
int ruleset_has(struct ruleset const *p, struct check const *check);

/* Judge the connection at this phase, by its ruleset: run the hooks of all
   checks in their order, then dispose of a naughty connection if this is the
   phase. An immune connection is not judged. Returns what is to happen; the
   texts for the reply are in s->refusal. */
enum verdict ruleset_run(struct session *s, enum phase phase);

/* At connect in two halves, where TLS comes between them: the checks that need
   no time, and then the wait and those that judge what comes in it.
   Likewise. */
enum verdict ruleset_run_at_once(struct session *s);
enum verdict ruleset_run_waiting(struct session *s);

/* 1 if the DNS is asked about this client before it is greeted. */
int ruleset_asks(struct session *s);

/* Answers of the DNS came: each check asks what follows from them. Nothing is
   judged. */
void ruleset_answered(struct session *s);

/* Just before the greeting is written: was there early talk while the backend
   started? Likewise. */
enum verdict ruleset_run_again(struct session *s);

/* Dispose of a naughty connection at once, whatever its phase: there will be
   no other. Likewise. */
enum verdict ruleset_dispose(struct session *s);

/* The connection is over: a last word of each check, then its line in the
   log (session/result.h), in their order. */
void ruleset_conclude(struct session *s);

/* Begin the judgement of a command that has no phase: no refusals yet. */
void ruleset_reset(struct session *s);

#endif
