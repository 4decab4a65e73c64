/* The body of a message, streamed from the client to somebody. */

#ifndef SMTP_STREAM_H
#define SMTP_STREAM_H

#include "dialogue.h"

/* Where a body goes: to the backend (message.c), to the trainer (trainer.c), or
   to nobody. */
struct sink
{
  struct channel *channel;    /* 0: nobody's */
  unsigned int in;            /* PUMP_BACKEND_IN of one whose words count: it */
  unsigned int out;           /* listens until it speaks; PUMP_..._OUT */

  /* Append what is to be sent for n bytes of the body as body.h lets them
     through: at most 2 * n + SINK_MORE. Returns 0 when all from here on pass
     as they are. 0: they do from the beginning. */
  int (*filter)(struct dialogue *d, char const *s, size_t n,
    struct text *out);

  /* It has not read for `limits backend_timeout` seconds: it gets no more. */
  void (*give_up)(struct dialogue *d);
};

#define SINK_MORE XKARMA_LINE

extern struct sink const sink_nobody;

/* 1 if it still listens and has said nothing that counts. */
int sink_listens(struct sink const *sink);

/* Read the body to its strict end. It goes to the sink as long as that listens,
   and otherwise to nobody. 1 when the end was read; what is said of the body is
   in d->body. 0 when the client left or was too slow: the dialogue is over.

   A client is too slow that sends nothing for `limits data_timeout` seconds,
   or less over that time (5 minutes by default) than pace.h asks for. */
int stream_body(struct dialogue *d, struct sink const *sink);

#endif
