/* The group of a set-group-ID program: what it has beyond its caller, and how
   whatever it starts loses that. */

#ifndef BASE_PRIVILEGE_H
#define BASE_PRIVILEGE_H

/* Remember the group that our file has given us, if it has given us one, and
   let nobody look into our memory. Costs no system call where it has not. Dies
   (100) if it has given us a user: that nobody wants. */
void privilege_begin(void);

/* 1 if there is such a group. */
int privilege_has(void);

/* The calling process has none of it any more: its real, effective and saved
   group are the caller's. 1, also if there was none; 0 (errno). It changes
   nothing in memory: a child that borrows ours may call it. */
int privilege_drop(void);

#endif
