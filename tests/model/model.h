/* What a session was, and what it ought to have been. */

#ifndef MODEL_H
#define MODEL_H

#include <stddef.h>

#define STEPS 60
#define REPLY 2000

enum kind
{
  KIND_GREETING,        /* nothing was sent */
  KIND_COMMAND,
  KIND_BODY,            /* of a message, to its dot */
  KIND_AUTH             /* a line of AUTH */
};

/* What the client sent, and what it heard then. */
struct step
{
  enum kind kind;
  char const *sent;     /* as it went, its line end included */
  size_t n;
  unsigned int clean : 1;   /* of a body: all lines end in CR LF, and there is
                               no NUL: it must arrive as it is */
  unsigned int heard : 1;   /* a whole reply came */
  char reply[REPLY];    /* its line ends as | */
};

struct session
{
  struct step step[STEPS];
  unsigned int steps;
  unsigned int closed : 1;  /* the client closed, and heard no end */
  unsigned int torn : 1;    /* ... in the middle of its last step */
  char *log;            /* the hostile server's, ended by NUL */
  char *line;           /* of the journal, likewise */
};

/* Is all as it ought to be? `flagged' is the phase at which the client, whom a
   check has flagged, is refused, or 0. 0, or what is wrong. */
char const *model_judge(struct session const *s, char const *flagged);

#endif
