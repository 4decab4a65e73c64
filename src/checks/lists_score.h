/* What the answers of lists come to. Nothing is judged by halves: the sum of
   all, less what open lists could take away, decides before the end; at the
   end, what is known. */

#ifndef CHECKS_LISTS_SCORE_H
#define CHECKS_LISTS_SCORE_H

#include <stdint.h>

#include "lists.h"

enum list_state
{
  LIST_SILENT,      /* it was not asked */
  LIST_OPEN,        /* its answer, or its canary's, has not come */
  LIST_CLEAR,       /* it says nothing that counts */
  LIST_HIT,         /* it does */
  LIST_TROUBLE      /* it cannot be believed */
};

/* What one list says. */
struct list_answer
{
  enum list_state state;
  char const *trouble;      /* with LIST_TROUBLE: `does not answer` */
  unsigned int asks : 1;    /* a hit waits for the canary, which is not asked */
  int64_t score;            /* of a hit: its lines that match, together; also of
                               one that waits for its canary */
  int64_t down, up;         /* what an open list can still change */
};

/* 1 if the address is a code by which lists say that they do not answer:
   127.255.255.x (Spamhaus and others), x.x.x.255 (dnswl), and 127.0.0.1, which
   RFC 5782 reserves. */
int list_refusal(unsigned char const *ip);

/* What list number i of l says, by its question and its canary. Unasked ones
   are DNS_UNASKED. */
void list_look(struct list_answer *a, struct lists const *l, unsigned int i,
  struct dns_question const *question, struct dns_question const *canary);

struct lists_score
{
  int64_t score;            /* of those that have answered */
  int64_t down, up;         /* how far the open ones can take it, <= 0, >= 0 */
  unsigned int asked, open, hits, troubles;
};

/* The sum over n answers. */
void lists_sum(struct lists_score *s, struct list_answer const *a,
  unsigned int n);

/* Whatever comes, it is at the threshold; or below it. Neither while that
   depends on open lists. */
int lists_certain(struct lists_score const *s, int64_t threshold);
int lists_hopeless(struct lists_score const *s, int64_t threshold);

/* For the log: `score 4 Spamhaus*3 spamcop*1, open sorbs`. Nothing when no list
   says anything and none is open. */
void lists_words(struct text *t, struct lists const *l,
  struct list_answer const *a);

/* What is wrong with which: `sorbs does not answer, njabl names the whole
   world`; with `late`, open ones did not answer in time. */
void lists_troubles(struct text *t, struct lists const *l,
  struct list_answer const *a, int late);

/* For the journal: `Spamhaus:3,dnswl:-1`. */
void lists_journal(struct text *t, struct lists const *l,
  struct list_answer const *a);

/* For the client, by the list that counts most. `whose` is `Your address` or
   `The sender's domain`, `about` what stands for %i. Never a zone. */
void lists_reply(struct text *t, struct lists const *l,
  struct list_answer const *a, char const *whose, char const *about,
  size_t aboutlen);

#endif
