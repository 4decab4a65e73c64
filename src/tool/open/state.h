/* The state directory and its databases, opened for a command; what does not
   open ends it (111). */

#ifndef TOOL_OPEN_STATE_H
#define TOOL_OPEN_STATE_H

#include <stdint.h>

#include "../../database/reader.h"
#include "../../database/merged_scan.h"

/* The state directory, open until the process ends. */
int state_open(void);

/* What to add to an error that says why: where somebody was denied, who is not;
   otherwise nothing. */
char const *state_denied(int e);

/* Before an order is given: root becomes the directory's owner, who may have
   put a link to anybody's file in the journal's place. */
void state_own(int home);

/* Open its databases for look-ups; reader_close() closes them. Where there are
   none, no client is known. Warns of a broken recent.cdb. */
void state_reader(struct reader *r, int home);

/* Look up a key. 1 found, in *record; 0 absent. */
int state_find(struct reader *r, struct key const *k, struct record *record);

/* Open its databases to read all records; merged_scan_close() closes them. 1; 0
   there are none yet, and nothing is open. */
int state_scan(struct merged_scan *v, int home);

/* Go on to the next record, v->key and v->record. 1; 0 at the end. */
int state_next(struct merged_scan *v);

/* When the databases were last written, Unix time; 0 never. */
uint64_t state_folded(int home);

#endif
