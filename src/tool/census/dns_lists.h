/* What the lists of the DNS knew, and when they failed. */

#ifndef TOOL_CENSUS_DNS_LISTS_H
#define TOOL_CENSUS_DNS_LISTS_H

#include <stdint.h>

#include "facts.h"
#include "histogram.h"
#include "period.h"

#define DNS_LISTS 64
#define DNS_LISTS_NAME 64     /* bytes of a list's name */

struct dns_list
{
  char name[DNS_LISTS_NAME];
  int score;                  /* as of its last hit */
  uint64_t hits;
  uint64_t alone;             /* connections that no other list knew */
  uint64_t nice;              /* and that sent good mail */
  uint64_t failures;
  uint64_t dead_since;        /* it has failed each time since; 0 it has not */
  uint64_t dead_failures;     /* how often since then */
  uint32_t now_failed;        /* in the hours that are being read */
  uint32_t now_hits;
  uint32_t day[PERIOD_DAYS];  /* hits */
};

/* Zero to begin with. */
struct dns_lists
{
  unsigned int n;
  uint64_t asked;             /* questions, */
  uint64_t unanswered;        /* and how many of them came to nothing */
  struct histogram milliseconds;
  uint64_t hour;              /* when these began, counted from 1970 on: they
                                 go on until there is something to judge by */
  uint32_t now_asked;         /* connections that asked, in them */
  struct dns_list list[DNS_LISTS];
};

/* Count what a connection asked; nice: it sent good mail. */
void dns_lists_add(struct dns_lists *d, struct period const *p, uint64_t t,
  struct facts const *f, int nice);

/* The last of these hours are over, too. */
void dns_lists_end(struct dns_lists *d);

/* The lists by their hits: their indexes. */
void dns_lists_sorted(struct dns_lists const *d,
  unsigned int order[DNS_LISTS]);

#endif
