/* rules_say RULES: what the rules say of each address on stdin: `ADDRESS deny ',
   or all variables, each with a blank behind it. */

#include <stdio.h>
#include <string.h>

#include "../../src/server/rules.h"

int main(int argc, char **argv)
{
  char line[100];
  if (argc != 2) return 100;
  rules_use(argv[1], 0);
  while (fgets(line, sizeof line, stdin))
  {
    struct address a;
    char const *variable = 0;
    line[strcspn(line, "\n")] = 0;
    address_scan(&a, line, strlen(line));
    printf("%s ", line);
    switch (rules_find(&a))
    {
      case RULES_BROKEN: printf("broken "); break;
      case RULES_DENY: printf("deny "); break;
      default:
        while ((variable = rules_variable(variable)) != 0)
          printf("%s ", variable);
    }
    printf("\n");
  }
  return 0;
}
