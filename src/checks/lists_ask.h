/* Asking the lists of a file, and their canaries. */

#ifndef CHECKS_LISTS_ASK_H
#define CHECKS_LISTS_ASK_H

#include "lists.h"
#include "lists_score.h"

/* Zero before it is used. */
struct lists_asked
{
  struct lists const *lists;
  struct dns *dns;
  struct address about;               /* not known: it is a domain */
  struct dns_question question[LISTS];
  struct dns_question canary[LISTS];
  struct list_answer answer[LISTS];   /* as of the last lists_follow, */
  struct lists_score score;           /* and what they come to */
};

/* Ask all lists that want it about a client's address, or about a domain of n
   bytes. */
void lists_ask(struct lists_asked *x, struct lists const *l, struct dns *dns,
  struct address const *a);
void lists_ask_domain(struct lists_asked *x, struct lists const *l,
  struct dns *dns, char const *domain, size_t n);

/* See what has been answered, ask the canaries of lists that hit, and sum up:
   whenever answers have come. */
void lists_follow(struct lists_asked *x);

/* 1 while an answer of a list or of its canary is to come. */
int lists_waiting(struct lists_asked const *x);

#endif
