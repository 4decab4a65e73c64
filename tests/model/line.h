/* What a line of the journal ought to say of a session. */

#ifndef LINE_H
#define LINE_H

struct line
{
  unsigned long accepted;     /* recipients */
  unsigned long deferred;
  unsigned long refused;
  char const *end;            /* the word; 0: any */
  unsigned long unknown;      /* commands */
  unsigned int authenticated : 1;   /* then nothing is held against it */
  unsigned int unsure : 1;    /* nobody knows whether its last command was
                                 looked at */
  unsigned int message_accepted : 1;
  unsigned int message_refused : 1;
  unsigned int bad_sender : 1;
  unsigned int bad_envelope : 1;
  unsigned int auth_failure : 1;
};

/* Does it say that? */
int line_is(struct line const *l, char const *s);

#endif
