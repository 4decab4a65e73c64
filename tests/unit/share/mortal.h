/* Who may be killed: before or in the middle of any write, before any rename,
   link, removal or truncation. It is a jump out of the program, whose files
   stay as they are. Link with -Wl,--wrap= for each of the functions __wrap_ in
   mortal.c. */

#ifndef SHARE_MORTAL_H
#define SHARE_MORTAL_H

#include <setjmp.h>

/* Where one is who was killed. */
extern jmp_buf mortal_killed;

/* The so many-th call that changes a file is the last; 0: nobody is killed. */
extern unsigned int mortal_calls;

/* A call of that kind: is it the last? Then mortal_die(), which does not
   return. */
int mortal_dies(void);
void mortal_die(void);

#endif
