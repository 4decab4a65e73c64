/* Check digits. */

#include "sum.h"

#define MODULUS 65521
#define BLOCK 32      /* bytes */

/* The powers of 257 (mod 65521) from 257^32 to 257^0; of equal numbers those
   nearest to zero, for then compilers know a vector instruction that
   multiplies eight at once and adds them up. */
static int16_t const power[BLOCK + 1] =
{
  26387,
  -1427, 25489, 10297, 23750, 20743, -10627, 17040, 20207,
  -29750, -17707, 28485, -654, -2552, 9678, -10925, 2252,
  3578, 18370, -21089, 13685, 19939, -6551, -2320, 32624,
  13894, -27735, -32486, 16700, 4654, 528, 257, 1
};

/* A multiple of the modulus; a block's sum is not farther below zero. */
#define LEAST (MODULUS * 4096)

/* h and n more bytes, n <= BLOCK: one division for all of them, instead of one
   for each that waits for the one before. */
static inline uint32_t add(uint32_t h, unsigned char const *b, size_t n)
{
  int16_t const *p = power + BLOCK + 1 - n;
  uint32_t times = (uint32_t)(power[BLOCK - n] + MODULUS);
  int32_t sum = LEAST;
  size_t i = 0;
  for (; i < n; i++) sum += b[i] * p[i];
  return (uint32_t)(((uint64_t)h * times + (uint32_t)sum) % MODULUS);
}

uint32_t sum_add(uint32_t h, char const *s, size_t n)
{
  unsigned char const *b = (unsigned char const *)s;
  for (; n >= BLOCK; n -= BLOCK, b += BLOCK) h = add(h, b, BLOCK);
  if (n >= BLOCK / 2)
  {
    h = add(h, b, BLOCK / 2);
    n -= BLOCK / 2;
    b += BLOCK / 2;
  }
  return n ? add(h, b, n) : h;
}

int sum_match(char const *s, uint32_t h)
{
  static char const digits[] = "0123456789abcdef";
  return s[0] == digits[h >> 12 & 15] && s[1] == digits[h >> 8 & 15]
    && s[2] == digits[h >> 4 & 15] && s[3] == digits[h & 15];
}
