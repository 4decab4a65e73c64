/* Names, numbered in the order in which they come. Memory grows with the
   number of names. */

#ifndef TOOL_REPORT_INTERN_H
#define TOOL_REPORT_INTERN_H

#include <stddef.h>
#include <stdint.h>

#include <skalibs/avltree.h>
#include <skalibs/genalloc.h>
#include <skalibs/stralloc.h>

struct index_name
{
  size_t at;          /* in `text` */
  size_t len;
};

struct index
{
  stralloc text;
  genalloc names;     /* struct index_name */
  avltree tree;
};

#define INDEX_ZERO { STRALLOC_ZERO, GENALLOC_ZERO, AVLTREE_ZERO }

/* Prepare an empty one (INDEX_ZERO). It must not be moved then. */
void index_begin(struct index *x);

/* The number of a name, any bytes: known already, or the next one. Returns 1
   if it is new, else 0; dies (111) without memory. */
int index_number(struct index *x, char const *s, size_t n, uint32_t *number);

/* How many there are; and a name by its number, until the next one comes. */
uint32_t index_count(struct index const *x);
char const *index_name(struct index const *x, uint32_t number, size_t *n);

#endif
