/* A connection of some client, now, without the client: the checks and their
   configuration are the real ones, and they are asked at each phase as if the
   client did nothing wrong. Nothing is waited for but, if that is wanted, the
   DNS, and nothing is written. */

#ifndef TOOL_SIMULATE_DRY_RUN_H
#define TOOL_SIMULATE_DRY_RUN_H

#include "../../checks/inquiry.h"
#include "../../checks/ruleset.h"
#include "../../karma/address.h"

#define DRY_RUN_ANSWER 4096       /* SESSION_FLAGS lines of SESSION_TEXT */
#define DRY_RUN_HOLDS 400

/* What a check holds for the client to begin with. */
struct holds
{
  size_t len;
  char text[DRY_RUN_HOLDS];
};

/* What a phase brought. */
struct phase_result
{
  enum phase phase;
  unsigned int results;           /* of checks that had none before, or one
                                     less grave */
  struct result result[SESSION_RESULTS];
  size_t len;
  char answer[DRY_RUN_ANSWER];    /* the refusal: lines with their CR LF */
};

struct dry_run
{
  struct session session;
  struct channel channel;
  struct ruleset ruleset;
  struct inquiry inquiry;         /* what was asked */
  struct holds holds[REGISTRY_MAX];   /* in the order of the ruleset */
  char const *immune;             /* why it is not judged, or 0 */
  unsigned int stages;            /* phases that it came to, in order */
  struct phase_result stage[PHASES];
  int refused;                    /* at the last of them; */
  int closed;                     /* and then the connection is closed */
};

/* What the client says. */
struct dry_run_input
{
  char const *helo;               /* 0: nothing in particular */
  char const *sender;             /* likewise; "" is the null sender */
  char const *recipient;
  int ask;                        /* the DNS is asked, and waited for */
};

/* Read the configuration (dies, 100, if it is wrong) and make the client
   known: the environment is changed for that. r must be zero. */
void dry_run_begin(struct dry_run *r, int home, struct address const *a);

/* Go through the phases, as far as one comes. */
void dry_run_run(struct dry_run *r, struct dry_run_input const *input);

#endif
