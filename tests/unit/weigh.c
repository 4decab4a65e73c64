/* weigh: src/karma/neighbourhood.h at the command line.

     weigh levels       addresses on stdin: the levels of each
     weigh q            `SECONDS: BAD GOOD BAD0 GOOD0, ...', the widest level
                        first, of records that are so many seconds in their
                        window; `-': no record: q after each
     weigh known        `NICE NAUGHTY SUCCESS SUCCESS0 WINDOWS', the record's
                        windows being so many old
     weigh served       `ASKED PATIENCE NOW': from and until */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../../src/karma/neighbourhood.h"

#define PERIOD 700

static void levels(char const *s)
{
  struct key level[NEIGHBOURHOOD_LEVELS], client;
  struct address a;
  unsigned int n, i = 0;
  if (!address_scan(&a, s, strlen(s))) return;
  key_client(&client, &a);
  n = neighbourhood_levels(level, &client);
  for (; i < n; i++)
  {
    char fmt[KEY_FMT];
    printf("%s%.*s", i ? " " : "", (int)key_fmt(fmt, &level[i]), fmt);
  }
}

static void weigh(char const *s)
{
  uint64_t e = 0, q = NEIGHBOURHOOD_EVEN;
  int n = 0;
  char const *space = "";
  sscanf(s, "%" SCNu64 ": %n", &e, &n);
  s += n;
  while (*s)
  {
    struct record r = { .period = PERIOD };
    if (*s != '-') sscanf(s, "%" SCNu64 "%" SCNu64 "%" SCNu64 "%" SCNu64,
      &r.bad, &r.good, &r.bad0, &r.good0);
    q = neighbourhood_weigh(q, &r, (uint64_t)PERIOD * RECORD_WINDOW + e);
    printf("%s%" PRIu64, space, q);
    space = " ";
    s += strcspn(s, ",");
    s += strspn(s, ", ");
  }
}

static void known(char const *s)
{
  struct record r = { .period = PERIOD };
  struct address a = { .known = 1, .ip = { 192, 0, 2, 7 } };
  char const *why;
  uint64_t windows = 0;
  sscanf(s, "%" SCNu64 "%" SCNu64 "%" SCNu64 "%" SCNu64 "%" SCNu64, &r.nice,
    &r.naughty, &r.now.success, &r.before.success, &windows);
  why = neighbourhood_excepted(&a, &r, (PERIOD + windows) * RECORD_WINDOW);
  printf("%s", why ? why : "a stranger");
}

static void served(char const *s)
{
  struct record r = { .period = PERIOD };
  uint64_t patience = 0, now = 0, from, until;
  sscanf(s, "%" SCNu64 "%" SCNu64 "%" SCNu64, &r.asked, &patience, &now);
  if (neighbourhood_served(&r, patience, now, &from, &until))
    printf("%" PRIu64 " %" PRIu64, from, until);
  else printf("never");
}

int main(int argc, char **argv)
{
  char line[1000];
  if (argc != 2) return 100;
  while (fgets(line, sizeof line, stdin))
  {
    line[strcspn(line, "\n")] = 0;
    if (!strcmp(argv[1], "levels")) levels(line);
    else if (!strcmp(argv[1], "q")) weigh(line);
    else if (!strcmp(argv[1], "known")) known(line);
    else if (!strcmp(argv[1], "served")) served(line);
    printf("\n");
  }
  return 0;
}
