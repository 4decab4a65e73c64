/* A connection of some client, now, without the client: the checks and their
   configuration are the real ones, and they are asked at each phase as if the
   client did nothing wrong. Nothing is waited for, and nothing is written. */

#ifndef TOOL_SIMULATE_DRY_RUN_H
#define TOOL_SIMULATE_DRY_RUN_H

#include "../../checks/ruleset.h"
#include "../../karma/address.h"

#define REHEARSAL_ANSWER 4096     /* SESSION_FLAGS lines of SESSION_TEXT */
#define REHEARSAL_HOLDS 400

/* What a check holds for the client to begin with. */
struct holds
{
  size_t len;
  char text[REHEARSAL_HOLDS];
};

/* What a phase brought. */
struct scene
{
  enum phase phase;
  unsigned int opinions;          /* of checks that had none before, or one
                                     less grave */
  struct opinion opinion[SESSION_OPINIONS];
  size_t len;
  char answer[REHEARSAL_ANSWER];  /* the refusal: lines with their CR LF */
};

struct rehearsal
{
  struct session session;
  struct channel channel;
  struct plan plan;
  struct holds holds[REGISTRY_MAX];   /* in the order of the plan */
  char const *immune;             /* why it is not judged, or 0 */
  unsigned int scenes;            /* phases that it came to, in order */
  struct scene scene[PHASES];
  int refused;                    /* at the last of them; */
  int closed;                     /* and then the connection is closed */
};

/* What the client says. */
struct part
{
  char const *helo;               /* 0: nothing in particular */
  char const *sender;             /* likewise; "" is the null sender */
  char const *recipient;
};

/* Read the configuration (dies, 100, if it is wrong) and make the client
   known: the environment is changed for that. r must be zero. */
void rehearsal_begin(struct rehearsal *r, int home, struct address const *a);

/* Go through the phases, as far as one comes. */
void rehearsal_run(struct rehearsal *r, struct part const *part);

#endif
