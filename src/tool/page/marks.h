/* What pictures are made of. A picture is as wide as there is room for, and so
   high in pixels; what is in it has its x in per cent and its y in pixels, so
   that type has one size on every screen. */

#ifndef TOOL_PAGE_MARKS_H
#define TOOL_PAGE_MARKS_H

#include <stdint.h>

#include "../census/census.h"

/* Begin a picture; what it tells is put next, as text without markup, for those
   who do not see it; then its body; then its end. */
void svg_open(unsigned int height, char const *title);
void svg_body(void);
void svg_close(void);

/* A row of the grid that all plots of time share: its label is put, then its
   plot, then what stands beside it. */
void row_open(void);
void row_plot(void);
void row_side(void);
void row_close(void);

/* n steps on a common scale up to max, as one outline filled with this class,
   whose top is at y, and h high. */
void outline(uint32_t const *v, unsigned int n, uint64_t max,
  char const *class, unsigned int y, unsigned int h);

/* A line through n values, from zero; a dot on the last. */
void spark(uint32_t const *v, unsigned int n);

/* A bar of a table: share of its cell, filled with a class. */
void bar(uint64_t share, char const *class, unsigned int height);

/* Where a time of the period is, as a share of the plot. */
uint64_t time_share(struct period const *p, uint64_t t);

/* Behind a plot of time: weekends, and when nothing was refused. */
void backdrop(struct census const *c, unsigned int top, unsigned int height);

/* The next time in which nothing was refused, from *hour on; *hour goes behind
   it. 1, or 0 there is none. */
int observed_next(struct census const *c, unsigned int *hour,
  unsigned int *from);

/* Below a plot of time, at y: days, months or hours. */
void axis(struct period const *p, unsigned int y);

/* A table: its class, and heads, ended by 0: `CLASS|text`, or text. */
void table_open(char const *class, char const *const *heads);
void table_close(void);

/* A table that is folded away, behind these words. */
void details_open(char const *words, char const *const *heads);
void details_close(void);

/* A list of names that is its own picture, in a division of its own. */
void name_list(char const *title, struct heavy const *h, unsigned int most,
  char const *class, char const *empty);

/* The greatest of n values, and where the first such is. */
uint32_t greatest(uint32_t const *v, unsigned int n, unsigned int *at);

uint64_t sum(uint32_t const *v, unsigned int n);

#endif
