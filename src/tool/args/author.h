/* Who gives orders, for the journal. */

#ifndef TOOL_ARGS_AUTHOR_H
#define TOOL_ARGS_AUTHOR_H

/* From now on orders say who gave them: whoever became another user to do so,
   by sudo or doas, else the real user, by name, or by number where he has no
   name. To be called before the process becomes anybody else. It helps people
   to ask the right one, and proves nothing: who may append to the journal may
   write there what he likes. */
void author_begin(void);

#endif
