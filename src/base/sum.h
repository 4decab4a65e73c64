/* Check digits of journal lines and database values:
   h = (h * 257 + byte) mod 65521, from 0, as four lower-case hex digits.
   Against chance and programming errors, not against an attacker: swapped
   neighbours and overwritten digits are found, which a plain sum misses. */

#ifndef BASE_SUM_H
#define BASE_SUM_H

#include <stddef.h>
#include <stdint.h>

#define SUM_DIGITS 4

/* The check of what h covered and n more bytes; begin with h = 0. If n is not
   0, h may as well be any number that leaves the same rest. */
uint32_t sum_add(uint32_t h, char const *s, size_t n);

/* 1 if the four bytes at s are the digits of h, else 0. */
int sum_match(char const *s, uint32_t h);

#endif
