/* The client's part of a connection, played to a server on this machine. */

#ifndef BENCH_SCRIPT_H
#define BENCH_SCRIPT_H

#include <stdint.h>

#include <skalibs/stralloc.h>

#define SCRIPT_STEPS 100

/* Perhaps begin with TLS; send what is in `say`, perhaps an end of file, and
   then hear this code; 0: the server's end. */
struct step
{
  char *tls;            /* its version, or 0 */
  stralloc say;
  int end;
  int code;
};

struct script
{
  struct step step[SCRIPT_STEPS];
  unsigned int steps;
};

/* Read a script (load.c tells what is in it); dies if it cannot. */
void script_read(struct script *script, char const *file);

/* Connect to a port of 127.0.0.1, from this address of network 127 (0:
   whichever). The descriptor, or -1. */
int dial(uint32_t from, unsigned int port);

/* Play it. The step at which it went otherwise, and the reply (of `max`
   bytes); after the last step, all went well. */
unsigned int script_play(struct script const *script, int s, char *reply,
  size_t max);

#endif
