/* The parts of the page, from its top. Each writes itself, or nothing where
   there is nothing to tell. */

#ifndef TOOL_PAGE_PARTS_H
#define TOOL_PAGE_PARTS_H

#include "../census/census.h"
#include "../../database/header.h"

/* How qkarma itself is: not from the lines of the journal. */
struct health
{
  uint64_t now;
  char const *host;         /* its name */
  uint64_t folded;          /* when the databases were last written; 0 never */
  uint64_t waiting;         /* seconds that the oldest line waits for the fold,
                               if that is too long; 0 it does not */
  struct header header;     /* of the databases; zero, if there are none */
  uint64_t segments;
  uint64_t journal;         /* bytes */
  uint64_t karma;           /* of karma.cdb, */
  uint64_t recent;          /* and of recent.cdb */
  uint64_t free;            /* bytes of the file system that are free for us */
  uint64_t size;            /* and all of them */
};

/* What all parts draw from: sums of the census. */
struct sums
{
  uint64_t all;                       /* connections */
  uint64_t before;                    /* in the period before; 0 if the journal
                                         does not go back so far */
  uint64_t lot[LOTS];
  uint64_t turned, turned_before;     /* away: refused and boxed */
  uint64_t bad;
  uint64_t messages, recipients, passwords, talked, encrypted;
  uint32_t per_bar[LOTS][PERIOD_HOURS];
  uint32_t bar[PERIOD_HOURS];         /* all lots */
  uint32_t in_box[PERIOD_HOURS];      /* at each hour */
  uint64_t observed;                  /* hours */
  uint32_t median;                    /* of the bars that are over */
};

void sums_take(struct sums *s, struct census const *c);

/* `day`, `hour` or `week`: what a bar is. */
char const *bar_name(struct period const *p);

/* What the period is called: `Mon 16 Oct to Tue 14 Nov 2023`, and if so wanted
   with hours; the first year only if it is another one. */
void part_dates(struct period const *p, int hours);

void part_head(struct census const *c, struct sums const *s,
  struct health const *h);
void part_warnings(struct census const *c, struct health const *h);
void part_numbers(struct census const *c, struct sums const *s);
void part_when(struct census const *c, struct sums const *s);
void part_outlines(struct census const *c, struct sums const *s);
void part_box(struct census const *c, struct sums const *s);
void part_where(struct census const *c);
void part_why(struct census const *c);
void part_names(struct census const *c, struct sums const *s);
void part_lists(struct census const *c);
void part_tls(struct census const *c, struct sums const *s);
void part_health(struct census const *c, struct health const *h);

#endif
