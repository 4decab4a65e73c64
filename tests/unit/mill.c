/* mill BYTES LINE: grinds a message of about so many bytes, always the same
   one, as it goes over the wire: every byte from 0 to 255, but a LF only
   behind a CR; lines up to LINE bytes; dots at their beginning; empty lines.
   Ends in CR LF, without the final dot. */

#include <stdio.h>
#include <stdlib.h>

static unsigned long state = 1;

static unsigned int roll(unsigned int sides)
{
  state = (state * 1103515245UL + 12345) & 0x7fffffff;
  return (unsigned int)(state >> 8) % sides;
}

/* A line's beginning: sometimes a dot, which is never alone. */
static size_t begin(void)
{
  unsigned int kind = roll(4);
  if (kind == 0) return 0;
  if (kind == 1) putchar('.');
  putchar(kind == 2 ? 'a' : '.');
  return 2;
}

static size_t line(size_t max)
{
  size_t n = begin(), len = n ? roll((unsigned int)max - 4) : 0;
  for (; n < len; n++)
  {
    int c = (int)roll(256);
    putchar(c == '\n' ? 'n' : c);
    /* A bare CR at the end would be one more. */
    if (n + 1 == len && c == '\r') putchar('r');
  }
  if (n == 2) putchar('z');
  fputs("\r\n", stdout);
  return n + 3;
}

int main(int argc, char **argv)
{
  size_t n = 0, bytes, max;
  if (argc != 3) return 100;
  bytes = (size_t)atol(argv[1]);
  max = (size_t)atol(argv[2]);
  while (n < bytes) n += line(max);
  return 0;
}
