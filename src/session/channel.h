/* A channel to one peer, the client or the backend: a descriptor for each
   direction, with a buffer each. Descriptors are non-blocking. Nothing here
   waits but channel_wait. A layer that encrypts (UCSPI-TLS descriptors) plugs
   in where a channel is opened; nobody else sees the descriptors. */

#ifndef SESSION_CHANNEL_H
#define SESSION_CHANNEL_H

#include <stddef.h>

#include "../base/text.h"

#define CHANNEL_INPUT 65536     /* what a pipe holds; what is never filled
                                   costs no memory */
#define CHANNEL_OUTPUT 131072   /* see CHANNEL_INPUT: a body may double */

struct channel
{
  int in;                 /* descriptors, -1 when closed */
  int out;
  unsigned int eof : 1;   /* nothing more will come */
  unsigned int reset : 1; /* ... because reading failed */
  unsigned int broken : 1;/* writing failed: output is thrown away */
  size_t start;           /* input[start..end) was read and not yet taken */
  size_t end;
  size_t pending;         /* bytes of output not yet written */
  char output[CHANNEL_OUTPUT];
  char input[CHANNEL_INPUT];
};

/* Use these descriptors from now on, with empty buffers. 1, or 0 (errno) when
   they cannot be made non-blocking. */
int channel_open(struct channel *c, int in, int out);

/* Close them (one or both may be closed already). */
void channel_close(struct channel *c);
void channel_close_out(struct channel *c);

/* Read once what is there. 1 when bytes came; 0 when there is nothing now or
   no room; -1 at the end (eof is set; reset too, after an error). */
int channel_fill(struct channel *c);

/* What was read: its first byte, and how many. */
char const *channel_data(struct channel const *c);
size_t channel_len(struct channel const *c);

/* The length of the first line that was read, its LF included, or 0. */
size_t channel_line(struct channel const *c);

/* Forget the first n bytes that were read, or all of them. */
void channel_take(struct channel *c, size_t n);
void channel_drain(struct channel *c);

/* Append to the output. 1, or 0 when it does not fit: flush first. A broken
   channel takes everything. */
int channel_put(struct channel *c, char const *s, size_t n);

/* Room in the output. */
size_t channel_room(struct channel const *c);

/* The free room of the output as an empty text (an empty one over nothing for
   a null or broken channel): fill it, then commit it. */
struct text channel_claim(struct channel *c);
void channel_commit(struct channel *c, struct text const *t);

/* Write once what is pending. 1 nothing pending now; 0 some is left. */
int channel_flush(struct channel *c);

/* Wait at most this many milliseconds, with select(2), until there is
   something to read or the end. 1, or 0 when the time is over, or a signal
   tells us to stop. For a closed channel nothing is waited for. */
int channel_wait(struct channel *c, unsigned int milliseconds);

/* Read and throw away what has come already, in bounded amount and without
   waiting, so that a close is not answered by the kernel with a reset that
   overtakes our last reply. */
void channel_discard(struct channel *c);

#endif
