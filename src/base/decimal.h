/* Numbers in decimal digits. skalibs writes them too, for any base, and so at
   the cost of a division by a variable for each digit: in a fold that is a
   fifth of all. */

#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include <stddef.h>
#include <stdint.h>

#define DECIMAL_FMT 20    /* digits at most */

/* Write the digits of u, no final NUL. Returns how many they are. */
size_t decimal_fmt(char *s, uint64_t u);

#endif
