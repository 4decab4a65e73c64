/* A tunnel: the client's socket, on which TLS is spoken, and the socket of its
   qkarma-smtpd, on which plaintext is. It goes through stages, each a unit:

     greet.c       qkarma-smtpd was told that there is room; it will hand over
                   the client
     handshake.c   TLS begins
     relay.c       bytes pass in both directions
     linger.c      all was said: the client is given time to have read it

   Nothing here waits, and no stage does more in one turn than some 64 KiB in
   each direction: a client that stalls or pours holds up nobody. */

#ifndef TLS_TUNNEL_H
#define TLS_TUNNEL_H

#include <stddef.h>
#include <stdint.h>

#include <openssl/ssl.h>

#include "certificates.h"
#include "../base/poller.h"
#include "timer.h"

#define TUNNEL_TURN 65536     /* bytes a turn and direction */

struct tunnel;

/* What all tunnels share. */
struct tunnels
{
  struct certificates *certificates;
  int all;                    /* -v: what went well is logged, too */
  unsigned int open;          /* how many there are */
  unsigned int starting;      /* those of them without TLS yet */
  struct timer_list patience; /* `timeout`: for the handover, the handshake,
                                 the last bytes to a client */
  struct timer_list linger;
  struct tunnel *dead;        /* to be freed behind the batch of events */
};

/* One direction: what was read and could not be written yet. While there is
   such, its source is not read. */
struct flow
{
  char *pending;              /* bytes at[0..len), or 0 */
  size_t at;
  size_t len;
  unsigned int ended : 1;     /* the source has ended */
  unsigned int closed : 1;    /* ... and the destination was told */
  unsigned int sink : 1;      /* nobody is there: thrown away */
};

struct tunnel
{
  struct tunnels *all;
  struct watch peer;          /* qkarma-smtpd */
  struct watch client;
  unsigned int peer_events;   /* of this turn */
  unsigned int client_events;
  void (*turn)(struct tunnel *t);   /* the stage */
  void (*late)(struct tunnel *t);   /* its time is over */
  struct timer timer;
  SSL *ssl;                   /* 0: not yet, or no more */
  struct context *context;    /* while the handshake lasts */
  unsigned int reading;       /* what SSL_read waits for, */
  unsigned int writing;       /* and SSL_write: WATCH_READ or WATCH_WRITE */
  unsigned int useless;       /* records from the client since the last one with
                                 something for qkarma-smtpd in it */
  unsigned int starting : 1;
  unsigned int lost : 1;      /* TLS has failed: no more calls for it */
  char how;                   /* HANDOVER_STARTTLS or HANDOVER_TLS */
  struct flow in;             /* client to qkarma-smtpd */
  struct flow out;
  uint64_t lingered;          /* bytes */
  struct tunnel *next;        /* among the dead */
};

/* Begin without any. `timeout` in seconds. */
void tunnels_begin(struct tunnels *all, struct certificates *c,
  unsigned int timeout);

/* A qkarma-smtpd has connected. The descriptor is ours then. */
void tunnel_begin(struct tunnels *all, int peer);

/* Ask for these events; out of memory, the tunnel is over. */
void tunnel_want(struct tunnel *t, unsigned int peer, unsigned int client);

/* The next stage; `late` 0: it has no deadline. */
void tunnel_stage(struct tunnel *t, void (*turn)(struct tunnel *t),
  void (*late)(struct tunnel *t));

/* TLS is there, or will not be: no longer one of those that start. */
void tunnel_started(struct tunnel *t);

/* Everything is closed; the memory stays until the batch of events is over. */
void tunnel_over(struct tunnel *t);

/* Tunnels whose time is over go on; the dead are freed. */
void tunnels_late(struct tunnels *all);
void tunnels_bury(struct tunnels *all);

/* If a tunnel's deadline is sooner than that one, take it. */
void tunnels_sooner(struct tunnels const *all, tain *deadline);

#endif
