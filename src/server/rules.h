/* Rules in the format of tcprules(1), looked up as tcpserver(1) does. */

#ifndef SERVER_RULES_H
#define SERVER_RULES_H

#include "../karma/address.h"

#define RULES_DENY 0
#define RULES_ALLOW 1
#define RULES_BROKEN (-1)

/* This file decides from now on, 0: nobody is refused, and no variable set. One
   that is not there allows everything if `optional', else nothing. */
void rules_use(char const *file, int optional);

/* Look the client up. RULES_DENY, RULES_ALLOW, or RULES_BROKEN (errno). The
   file is opened again when another one has its name or it has changed. */
int rules_find(struct address const *client);

/* The variable, NAME=value, behind this one of the rule that was found last; 0:
   its first. 0 there are no more. It stays until the next look-up. */
char const *rules_variable(char const *before);

/* 1 if a variable of that rule says something to qkarma-smtpd itself: that the
   client is immune, an option of a check, where the state is. Others are for
   what stands behind. */
int rules_matter(void);

/* 1 if that rule, or our own environment, sets QKARMA_PROXY: many clients come
   from this address. */
int rules_forward(void);

/* 1 if by that rule the client is another than the one that connected. */
int rules_rename(void);

/* Put the variables into the environment (variables.h). 1, 0 too many. */
int rules_apply(void);

#endif
