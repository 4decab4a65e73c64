/* names: the rules about a client's names. Reads lines from stdin and answers
   each with a line.

     names generic ADDRESS      PTR names: `generic' or `good'
     names helo CLIENT [LOCAL]  HELO names, for us as mx.here.test and
                                here.test: the faults, or `good' */

#include <stdio.h>
#include <string.h>

#include "../../src/checks/name_rules.h"

static void helo(char const *line, struct helo_host const *h)
{
  static char const *const words[] =
  {
    "own", "localhost", "ip", "literal", "unqualified"
  };
  unsigned int faults = helo_faults(line, strlen(line), h), i = 0, n = 0;
  for (; i < HELO_FAULTS; i++)
    if (faults & 1u << i) printf("%s%s", n++ ? " " : "", words[i]);
  printf("%s\n", n ? "" : "good");
}

int main(int argc, char **argv)
{
  static char line[1000];
  struct helo_host h = { { "mx.here.test", "here.test" }, { { 0 }, 0, 0 },
    { { 0 }, 0, 0 } };
  if (argc < 3) return 100;
  address_scan(&h.client, argv[2], strlen(argv[2]));
  if (argc > 3) address_scan(&h.local, argv[3], strlen(argv[3]));
  while (fgets(line, sizeof line, stdin))
  {
    line[strcspn(line, "\n")] = 0;
    if (!strcmp(argv[1], "helo")) helo(line, &h);
    else puts(name_generic(line, &h.client) ? "generic" : "good");
  }
  return 0;
}
