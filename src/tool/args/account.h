/* Users and groups by name. */

#ifndef TOOL_ARGS_ACCOUNT_H
#define TOOL_ARGS_ACCOUNT_H

#include <stddef.h>
#include <stdint.h>

/* The number of a user (database "passwd") or a group ("group"). A name of
   digits is that number, whether there is such an account or not; others are
   asked of getent(1). 1; 0 there is no such account; -1 cannot tell (errno:
   ENOENT there is no getent, EPROTO it fails, or prints no
   number). */
int account_find(uint32_t *id, char const *database, char const *name);

/* The number of the user's own group. 1, 0, -1 as above. */
int account_group(uint32_t *gid, char const *user);

/* Has the group with this number a member of this name? 1, 0, -1 as above. */
int account_member(uint32_t gid, char const *user);

/* The name of the user with this number, ended by NUL, in at most `max` bytes
   (EPROTO: it does not fit). 1; 0 there
   is none; -1 cannot tell (errno as above). */
int account_name(char *name, size_t max, uint32_t uid);

#endif
