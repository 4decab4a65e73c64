/* Numbers and words out of text that is not NUL-terminated. */

#ifndef BASE_SCAN_H
#define BASE_SCAN_H

#include <stddef.h>
#include <stdint.h>

/* Scan decimal digits at the beginning of s[0..n). Returns how many there
   are, 0 when there is none or the number passes max. */
size_t scan_decimal(char const *s, size_t n, uint64_t *u, uint64_t max);

/* All of s[0..n) as such a number. 1, or 0. */
int scan_number(char const *s, size_t n, uint64_t *u, uint64_t max);

/* As scan_decimal for exactly n lower-case hex digits, n <= 16: n, or 0. */
size_t scan_hex(char const *s, size_t n, uint64_t *u);

/* All of s[0..n) as a number with at most 4 decimal places, given in
   ten-thousandths and not above max ten-thousandths. 1, or 0. */
int scan_fraction(char const *s, size_t n, uint64_t *tenthousandths,
  uint64_t max);

/* The next word of s[*at..n), between blanks and tabs; *at goes on behind it.
   1, and it is w[0..*len); 0 there is none. */
int scan_next(char const *s, size_t n, size_t *at, char const **w,
  size_t *len);

#endif
