/* The pairs of a connection's line that reports are made from, found in one
   go. */

#ifndef TOOL_CENSUS_FACTS_H
#define TOOL_CENSUS_FACTS_H

#include <stddef.h>

#include "../../karma/line.h"
#include "../../session/verdict.h"

/* A word of the line; of none s is 0. */
struct word
{
  char const *s;
  size_t n;
};

struct facts
{
  struct word at, stop, would, observe, helo, from, to, tls, lists, dns;
  unsigned int seconds;   /* that it lasted */
};

void facts_find(struct facts *f, struct line const *l);

/* How far it came, of six phases; PHASE_CONNECT if that is not said. */
enum phase facts_phase(struct facts const *f);

/* 1 if the word is this string. */
int word_is(struct word const *w, char const *s);

/* Take what stands before the separator, or all; the rest remains. 1; 0 there
   is nothing left. */
int word_take(struct word *part, struct word *rest, char separator);

/* The number that the word is; 0 if it is none. */
unsigned int word_number(struct word const *w);

#endif
