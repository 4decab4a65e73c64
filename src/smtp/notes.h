/* Notes from below the backend: $QKARMA_FD, a pipe that the backend and its
   children inherit. A content filter writes lines into it:

     +N reason     -N reason     naughty text

   and so reaches the karma of the connection that brought the message. */

#ifndef SMTP_NOTES_H
#define SMTP_NOTES_H

#include "../session/session.h"

#define NOTES_FD 9          /* what the backend finds in QKARMA_FD: dash cannot
                               redirect to 10, and 3 to 5 belong to
                               checkpassword and UCSPI-TLS */
#define NOTES_LINE 512      /* a longer line is garbage */
#define NOTES_MAX 100       /* lines in a connection; what follows is read and
                               forgotten: it must not fill the log */

struct notes
{
  int fd;                   /* the end we read, -1 when there is none */
  size_t len;
  unsigned int skip : 1;    /* inside a line that is too long */
  unsigned int lines;       /* so far */
  char line[NOTES_LINE];
};

/* Make the pipe: our end in n->fd. Returns the other, which is the child's, or
   -1 (errno). */
int notes_open(struct notes *n);

/* Read what is there, without waiting, and apply every whole line. What makes
   no sense is named in the log and forgotten. At the end of file the pipe is
   closed. Returns how many bytes came. */
size_t notes_read(struct notes *n, struct session *s);

/* Close it, if it is open: whoever still writes is too late. */
void notes_close(struct notes *n);

#endif
