/* tables: the checks and their options, as they are in the program's tables:

     check NAME
     option CHECK NAME TYPE DEFAULT
     allowed CHECK NAME: what is
     help CHECK NAME: what it is good for
     value CHECK NAME NUMBER NUMBER     its default, and what its text means
     event NAME POINTS */

#include <stdio.h>

#include "../../src/checks/registry.h"
#include "../../src/karma/event.h"

static void option(char const *check, struct option const *o)
{
  static char const *const types[] =
  {
    [OPTION_NUMBER] = "number",
    [OPTION_FRACTION] = "fraction",
    [OPTION_WORD] = "word",
    [OPTION_SET] = "set",
    [OPTION_TEXT] = "text"
  };
  char array[500];
  struct text t = TEXT(array);
  struct value standard, read = { 0, 0, 0, 0 };
  option_allowed(&t, o);
  printf("option %s %s %s %s\n", check, o->name, types[o->type], o->standard);
  printf("allowed %s %s: %.*s\n", check, o->name, (int)t.len, t.s);
  option_defaults(&standard, o, 1);
  option_set(&read, o, o->standard, "", 0);
  printf("value %s %s %llu %llu\n", check, o->name,
    (unsigned long long)standard.number, (unsigned long long)read.number);
  printf("help %s %s: %s\n", check, o->name, o->help);
}

int main(void)
{
  unsigned int i = 0, j;
  for (; registry[i]; i++)
  {
    printf("check %s\n", registry[i]->name);
    for (j = 0; j < registry[i]->options; j++)
      option(registry[i]->name, &registry[i]->option[j]);
  }
  for (i = 0; i < EVENTS; i++)
    printf("event %s %d\n", event_name((enum event)i),
      awards_default.points[i]);
  return 0;
}
