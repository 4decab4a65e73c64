/* What went wrong, in words for the operator, made where it happened. */

#ifndef JOURNAL_ERROR_H
#define JOURNAL_ERROR_H

struct fault
{
  char text[400];     /* ended by NUL: `unable to open lock: ...` */
};

/* Note a system error: `unable to VERB OBJECT: ` and errno's text. Returns -1
   for the caller to pass on. */
int fault_system(struct fault *f, char const *verb, char const *object);

/* Note that a database cannot be read (errno). Returns -1. */
int fault_unreadable(struct fault *f, char const *object);

/* Note something else: `OBJECT: WHAT`. Returns -1. */
int fault_say(struct fault *f, char const *object, char const *what);

/* Likewise of a database that only `qkarma rebuild` can mend: adds that. */
int fault_broken(struct fault *f, char const *object, char const *what);

#endif
