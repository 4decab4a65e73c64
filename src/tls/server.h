/* The daemon's life: clients are taken while there is room, certificates are
   looked at each minute and on SIGHUP, SIGTERM ends it. */

#ifndef TLS_SERVER_H
#define TLS_SERVER_H

#include "certificates.h"
#include "opener.h"
#include "tunnel.h"
#include "../config/tls.h"

struct server
{
  struct tls_settings settings;
  unsigned int sessions;        /* at most; the descriptors are enough */
  struct opener opener;
  struct certificates *certificates;
  struct tunnels tunnels;
  struct watch listener;        /* fd -1: no new ones are taken */
  struct watch signals;
  tain look;                    /* when to look at the certificates again */
  tain rest;                    /* until then nothing is accepted */
  unsigned int most;            /* tunnels since memory was given back */
};

/* Catch the signals and get ready to wait; the poller is open, and everything
   above `tunnels` and the listener's descriptor are set. 1, 0 (errno). */
int server_begin(struct server *s);

/* Serve. Returns (1) when there is nobody left to serve; 0 (errno) if we cannot
   wait any more. */
int server_run(struct server *s);

#endif
