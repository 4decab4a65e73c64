/* This host's name in the journal: the one word in control/host, written once
   by `qkarma init`, so that a change of the machine's name changes nothing. */

#ifndef CONFIG_HOST_H
#define CONFIG_HOST_H

#include <stddef.h>

#define HOST_LEN 64   /* bytes at most */

/* 1 if s[0..n) can be a host's name here: 1 to HOST_LEN letters, digits, dots
   and hyphens, the first of them no dot. */
int host_valid(char const *s, size_t n);

/* Read control/host below `home` into host (HOST_LEN + 1 bytes, ended by
   NUL). 1; 0 there is no such file; -1 broken (errno; EINVAL when it does not
   hold one valid name). */
int host_read(char *host, int home);

/* Likewise another file that holds one such name. */
int host_read_from(char *host, int home, char const *file);

#endif
