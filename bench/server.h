/* The server that is measured: a program under tcpserver, or one that listens
   itself. It is always at a free port of 127.0.0.1. */

#ifndef BENCH_SERVER_H
#define BENCH_SERVER_H

struct server
{
  int pid;
  unsigned int port;
  int own;              /* it listens itself */
};

/* Start it; dies if it cannot. A program of its own is told $PORT, and has
   half a minute to listen there. */
void server_start(struct server *server, char const *const *program,
  int argc, int own);

/* From now on there are so many seconds. Then the server is ended, and so are
   we: exit 111 with a word. */
void server_limit(struct server const *server, unsigned int seconds);

#endif
