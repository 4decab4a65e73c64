/* A line of the journal, read as qkarma.journal(5) has it. */

#include <stdio.h>
#include <string.h>

#include "line.h"

/* Is it there if it ought to be, and else not? */
static int agrees(char const *events, char const *event, unsigned int is)
{
  return (strstr(events, event) != 0) == (is != 0);
}

static int events_are(struct line const *l, char const *s)
{
  return agrees(s, "message_accepted", l->message_accepted)
    && agrees(s, "message_refused", l->message_refused)
    && agrees(s, "bad_sender", l->bad_sender)
    && agrees(s, "auth_failure", l->auth_failure)
    && agrees(s, "unknown_command", l->unknown > 0)
    && (l->unsure || agrees(s, "bad_envelope", l->bad_envelope));
}

int line_is(struct line const *l, char const *s)
{
  char class, end[40], events[300];
  unsigned long accepted, deferred, refused;
  return sscanf(s, "@%*s %*s %*s %lu %lu %lu %c %39s %299s", &accepted,
      &deferred, &refused, &class, end, events) == 6
    && accepted == l->accepted && deferred == l->deferred
    && refused == l->refused && (!l->end || !strcmp(end, l->end))
    && (class == 'i') == l->authenticated
    && (l->authenticated || events_are(l, events));
}
