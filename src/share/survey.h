/* The common log as it stands here, for people. Reads only. */

#ifndef SHARE_SURVEY_H
#define SHARE_SURVEY_H

#include <stdint.h>

#include <skalibs/genalloc.h>

#include "../journal/error.h"
#include "../journal/frame.h"

/* What the log has of a host. */
struct survey_host
{
  struct journal_place at;    /* behind its last entry */
  uint64_t entries;           /* in this segment */
  uint64_t ms;                /* when the last of these was taken, Unix time; 0:
                                 there is none */
};

struct survey
{
  char name[HOST_LEN + 1];
  uint64_t number;            /* of the segment that common/current is, */
  uint64_t size;              /* and how far it goes */
  struct entry_id last;       /* the last entry of the engine */
  uint64_t alone;             /* so many entries behind it are ours alone */
  genalloc hosts;             /* struct survey_host */
  uint64_t waiting;           /* seconds: our oldest line that was not heard; 0:
                                 all were */
};

/* 1; 0 there is no common log; -1. All zero before. */
int survey(struct survey *s, int home, struct error *error);

#endif
