/* What all hosts must agree on once everybody has heard everything; who does
   not is wrong(). */

#ifndef SHARE_AGREE_H
#define SHARE_AGREE_H

/* The common log is the same, byte for byte. */
void agree_on_log(void);

/* Every line of every journal is in it exactly once, and nothing provisional
   is. */
void agree_on_lines(void);

/* The databases are the same, and what a fold from nothing makes of the log. */
void agree_on_databases(void);

#endif
