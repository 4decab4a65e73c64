/* What went wrong, in words for the operator, made where it happened. */

#ifndef JOURNAL_ERROR_H
#define JOURNAL_ERROR_H

struct error
{
  char text[400];     /* ended by NUL: `unable to open lock: ...` */
};

/* Note a system error: `unable to VERB OBJECT: ` and errno's text. Returns -1
   for the caller to pass on. */
int error_system(struct error *f, char const *verb, char const *object);

/* Note that a database cannot be read (errno). Returns -1. */
int error_unreadable(struct error *f, char const *object);

/* Note something else: `OBJECT: WHAT`. Returns -1. */
int error_say(struct error *f, char const *object, char const *what);

/* Likewise of a database that only `qkarma rebuild` can mend: adds that. */
int error_broken(struct error *f, char const *object, char const *what);

#endif
