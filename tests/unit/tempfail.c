/* tempfail: the chances of denysoft_client_stats.

     tempfail p SUCCESS PERMFAIL SB PB CAP   the probability; biases and cap in
                                             ten-thousandths
     tempfail draw KEY SLOT                  the draw; the secret is on stdin
     tempfail chi KEYS                       chi-square of the draws of so many
                                             clients over 100 equal parts
     tempfail agree KEYS                     how many draws of the same client
                                             differ within a slot, and how many
                                             agree (in 100 parts) with the next
     tempfail queue CLIENTS S AGE...         how many in 10,000 clients with S
                                             accepted and none refused are not
                                             through after attempts at these
                                             ages, in seconds */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/karma/tempfail.h"

#define SLOT 900
#define PARTS 100

static char secret[TEMPFAIL_SECRET] = "the same in every run of a test";

static struct key client(unsigned long i)
{
  struct address a;
  struct key k;
  char s[32];
  int n = sprintf(s, "198.%lu.%lu.%lu", i >> 16 & 255, i >> 8 & 255, i & 255);
  address_scan(&a, s, (size_t)n);
  key_client(&k, &a);
  return k;
}

static double draw(unsigned long i, uint64_t slot)
{
  struct key k = client(i);
  return tempfail_draw(secret, &k, slot);
}

static double probability(char const *const *s)
{
  struct tempfail t = { 0, 0, 10, 0 };
  struct outcome o = { 0, 0, 0 };
  o.success = strtoul(s[0], 0, 10) * (uint64_t)RECORD_WINDOW;
  o.permfail = strtoul(s[1], 0, 10) * (uint64_t)RECORD_WINDOW;
  t.success_bias = strtoul(s[2], 0, 10);
  t.permfail_bias = strtoul(s[3], 0, 10);
  t.cap = strtoul(s[4], 0, 10);
  return tempfail_probability(&t, &o);
}

static void one_draw(char const *name, char const *slot)
{
  struct key k;
  if (fread(secret, 1, sizeof secret, stdin) != sizeof secret
    || !key_scan(&k, name, strlen(name))) exit(100);
  printf("%.4f\n", tempfail_draw(secret, &k, strtoul(slot, 0, 10)));
}

static void chi(unsigned long keys)
{
  unsigned long i = 0, part[PARTS] = { 0 };
  double expected = (double)keys / PARTS, sum = 0;
  for (; i < keys; i++) part[(int)(draw(i, 2000000) * PARTS)]++;
  for (i = 0; i < PARTS; i++)
    sum += ((double)part[i] - expected) * ((double)part[i] - expected)
      / expected;
  printf("%.1f\n", sum);
}

static void agree(unsigned long keys)
{
  unsigned long i = 0, differ = 0, next = 0;
  for (; i < keys; i++)
  {
    double d = draw(i, i);
    differ += d != draw(i, i);
    next += (int)(d * PARTS) == (int)(draw(i, i + 1) * PARTS);
  }
  printf("%lu %lu\n", differ, next);
}

/* Clients begin at any second of a slot. */
static int through(unsigned long i, double p, char const *const *age)
{
  uint64_t begin = 1000000 + i * 7919;
  for (; *age; age++)
    if (draw(i, (begin + strtoul(*age, 0, 10)) / SLOT) >= p) return 1;
  return 0;
}

static void queue(unsigned long clients, char const *success,
  char const *const *age)
{
  char const *const counts[] = { success, "0", "10000", "10000", "9000" };
  double p = probability(counts);
  unsigned long i = 0, late = 0;
  for (; i < clients; i++) late += !through(i, p, age);
  printf("%lu\n", (late * 10000 + clients - 1) / clients);
}

int main(int argc, char const *const *argv)
{
  if (argc == 7 && !strcmp(argv[1], "p"))
    printf("%.4f\n", probability(argv + 2));
  else if (argc == 4 && !strcmp(argv[1], "draw")) one_draw(argv[2], argv[3]);
  else if (argc == 3 && !strcmp(argv[1], "chi"))
    chi(strtoul(argv[2], 0, 10));
  else if (argc == 3 && !strcmp(argv[1], "agree"))
    agree(strtoul(argv[2], 0, 10));
  else if (argc > 4 && !strcmp(argv[1], "queue"))
    queue(strtoul(argv[2], 0, 10), argv[3], argv + 4);
  else return 100;
  return 0;
}
