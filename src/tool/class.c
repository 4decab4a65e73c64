/* What connections earned, for reports. */

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

char const *class_name(unsigned int i)
{
  return classes[i].name;
}
