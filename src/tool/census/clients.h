/* What became of each client, in bounded memory: 32 bytes each, for so many as
   there may be. Of others it is known that they came, and nothing else. */

#ifndef TOOL_CENSUS_CLIENTS_H
#define TOOL_CENSUS_CLIENTS_H

#include <stdint.h>

#include "boxes.h"
#include "../../karma/key.h"
#include "../../karma/line.h"

#define CLIENTS_SLOTS 1048576   /* a power of two */
#define CLIENTS_MOST 900000     /* of them in use */

struct client
{
  uint64_t number;          /* of its key */
  uint32_t since;           /* its box, as the fold has it */
  uint32_t until;
  uint32_t naughty;
  uint32_t nice;
  uint16_t day;             /* of the period, when it was last seen, plus 1 */
  uint16_t boxes;           /* it got, in the period */
  unsigned char is6;
  unsigned int used : 1;
  unsigned int before : 1;  /* it came in the period before */
  unsigned int within : 1;  /* it came in this period, */
  unsigned int server : 1;  /* and sent good mail, */
  unsigned int immune : 1;  /* and was immune once, */
  unsigned int refused : 1; /* and was refused from the box, and not immune
                               since */
};

/* Zero to begin with. */
struct clients
{
  unsigned int n;
  uint64_t lost;            /* connections of clients that are not followed */
  uint64_t before;          /* clients that came in the period before, */
  uint64_t within;          /* and in this one, */
  uint64_t servers;         /* and sent good mail in it */
  uint32_t seen[PERIOD_DAYS];   /* clients by day */
  struct client client[CLIENTS_SLOTS];
};

/* A line about a client: count it, and put it into the box, or take it out, as
   the fold would. Returns the client; 0 nobody knows who, or it is not
   followed. */
struct client *clients_line(struct clients *c, struct boxes *b,
  struct period const *p, struct line const *l);

/* Its key. */
void clients_key(struct key *k, struct client const *client);

/* Clients in a box that runs, of ours as it seems: that have a private address,
   or were immune once; and were refused since. Begin with *i = 0. 1, or 0 there is
   none any more. */
int clients_own(struct clients const *c, struct period const *p,
  unsigned int *i, struct client const **own);

#endif
