/* Names, numbered in the order in which they come. Memory grows with the
   number of names. */

#ifndef TOOL_REPORT_INTERN_H
#define TOOL_REPORT_INTERN_H

#include <stddef.h>
#include <stdint.h>

#include <skalibs/avltree.h>
#include <skalibs/genalloc.h>
#include <skalibs/stralloc.h>

struct interned_name
{
  size_t at;          /* in `text` */
  size_t len;
};

struct intern
{
  stralloc text;
  genalloc names;     /* struct interned_name */
  avltree tree;
};

#define INTERN_ZERO { STRALLOC_ZERO, GENALLOC_ZERO, AVLTREE_ZERO }

/* Prepare an empty one (INTERN_ZERO), which must not be moved afterwards. */
void intern_begin(struct intern *x);

/* The number of a name, any bytes: known already, or the next one. Returns 1
   if it is new, else 0; dies (111) without memory. */
int intern_number(struct intern *x, char const *s, size_t n, uint32_t *number);

/* How many there are; and a name by its number, with its length: it stands
   there until the next one comes. */
uint32_t intern_count(struct intern const *x);
char const *intern_name(struct intern const *x, uint32_t number, size_t *n);

#endif
