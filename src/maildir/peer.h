/* The client, waited for with patience that ends. Output goes out when no
   complete command is left in the input (RFC 2920). */

#ifndef MAILDIR_PEER_H
#define MAILDIR_PEER_H

#include <stddef.h>
#include <sys/types.h>

#include "../session/channel.h"

#define PEER_LINE 2048      /* bytes of a command at most, CR LF included */
#define PEER_PATIENCE 300   /* seconds; begins anew with every read */

enum peer_got
{
  PEER_INPUT,     /* a line, or bytes */
  PEER_LONG,      /* a line that was too long and is thrown away */
  PEER_GONE,      /* the client has hung up */
  PEER_SLOW,      /* nothing came in time */
  PEER_STOP       /* we were told to end, by SIGTERM, SIGINT or SIGHUP */
};

/* From now on the signals that end a process end the waiting instead, so that
   what was begun can be taken back. 1, or 0 (errno). */
int peer_trap(void);

/* Wait for the end of a child, for some seconds; then it is killed. 1 and how
   it ended, as wait does; 0 when it took too long. */
int peer_child(pid_t pid, unsigned int seconds, int *status);

/* Get a command: s[0..n) without its line end, valid until the next call. */
enum peer_got peer_line(struct channel *c, char const **s, size_t *n);

/* Get bytes of a message, whatever has come; channel_data has them. */
enum peer_got peer_bytes(struct channel *c);

/* Say one line, or the beginning of a longer reply (`250-SIZE`). It is sent
   when there is nothing more to do. */
void peer_say(struct channel *c, char const *line);

/* Send now what was said. */
void peer_flush(struct channel *c);

#endif
