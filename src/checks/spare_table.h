/* control/spare.cdb, made of control/spare: its lines by what they spare, so
   that a look-up takes as long however many there are. It has what stat(2) told
   of the text (inode, size, both times) and is believed as long as that is
   so: a text that was edited by hand is read itself until somebody makes the
   table anew. */

#ifndef CHECKS_SPARE_TABLE_H
#define CHECKS_SPARE_TABLE_H

#include <sys/stat.h>

#include "spare.h"

#define SPARE_TABLE "control/spare.cdb"

/* A question and its answer. */
struct spare_search
{
  struct spare who;
  unsigned int line;          /* the number of the narrowest, 0: nobody's */
  unsigned int names : 1;     /* there are lines with domains */
  size_t narrow;              /* for whoever reads the text */
};

/* Its record of the text: a stamp, and behind that which look-ups are of any
   use. */
#define SPARE_RECORD "spare"      /* its key */
#define SPARE_STAMP 110           /* bytes, at most */

struct spare_lengths
{
  char v4[33];                /* by the bits of a prefix: '1' there is such a */
  char v6[129];               /* network, '0' there is none */
  char names;                 /* likewise: lines with domains */
};

void spare_table_stamp(struct text *t, struct stat const *st);

/* Answer by the table, if it is of the text of which stat said this. 1; 0 it is
   not, or there is none, or it is damaged. */
int spare_table_search(struct spare_search *x, int home, struct stat const *st);

/* 1 if there is a table of this text. */
int spare_table_fresh(int home, struct stat const *st);

/* Make the table, unless it is of the text as it is. 1; 0 the text is wrong, or
   no file of its own, and is read as it is; -1 (errno). */
int spare_table_renew(int home);

#endif
