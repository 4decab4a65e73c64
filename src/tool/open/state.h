/* The state directory and its databases, opened for a command; what does not
   open ends it (111). */

#ifndef TOOL_OPEN_STATE_H
#define TOOL_OPEN_STATE_H

#include <stdint.h>

#include "../../database/reader.h"
#include "../../database/merged_scan.h"

/* The state directory. */
int state_open(void);

/* Before an order is given: root becomes the directory's owner, who may have
   put a link to anybody's file in the journal's place. */
void state_own(int home);

/* Its databases for look-ups; without any, nothing is known. A recent.cdb that
   is broken is warned of. */
void state_reader(struct reader *r, int home);

/* Look up. 1 found, 0 absent. */
int state_find(struct reader *r, struct key const *k, struct record *record);

/* Its databases from the first record to the last. 1; 0 there are none yet. */
int state_scan(struct merged_scan *v, int home);

/* Go on. 1; 0 at the end. */
int state_next(struct merged_scan *v);

/* When the databases were last written, Unix time; 0 never. */
uint64_t state_folded(int home);

#endif
