/* The classes of connections, in the order in which reports list them. */

#include "class.h"

static struct { enum line_class class; char const *name; } const
  classes[CLASSES] =
{
  { CLASS_NAUGHTY, "naughty" },
  { CLASS_BOXED, "boxed" },
  { CLASS_NICE, "nice" },
  { CLASS_NEUTRAL, "neutral" },
  { CLASS_IMMUNE, "immune" }
};

unsigned int class_index(enum line_class c)
{
  unsigned int i = 0;
  while (i + 1 < CLASSES && classes[i].class != c) i++;
  return i;
}

enum line_class class_at(unsigned int i)
{
  return classes[i].class;
}

char const *class_name(unsigned int i)
{
  return classes[i].name;
}
