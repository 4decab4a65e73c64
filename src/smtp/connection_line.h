/* The session's line in the journal. */

#ifndef SMTP_CONNECTION_LINE_H
#define SMTP_CONNECTION_LINE_H

#include "../session/session.h"

/* How a connection ended: the END word of its line. */
enum end
{
  END_QUIT,
  END_HANGUP,     /* the client closed before the greeting */
  END_LOST,       /* or later, without QUIT */
  END_TIMEOUT,
  END_REJECTED,   /* refused by us or by the backend */
  END_BOXED,      /* refused by karma's box */
  END_IMMUNE,     /* became the backend at once */
  END_TLS,        /* went on encrypted, past our eyes */
  END_ERROR       /* our own trouble, or the backend's */
};

/* Write the one line of this connection, the time taken now. When that fails,
   one warning with the line itself goes to the log; the dialogue is
   unaffected. */
void connection_line_write(struct session const *s, enum end end);

/* The warning: this line, its LF included, could not be appended (errno). */
void connection_line_failed(struct session const *s, struct text *line);

#endif
