/* What connections earned, for reports. */

#ifndef TOOL_REPORT_CLASS_H
#define TOOL_REPORT_CLASS_H

#include "../../karma/line.h"

#define CLASSES 5

/* A place for each class, in the order in which reports tell of them: 0 to
   CLASSES - 1. */
unsigned int class_index(enum line_class c);

/* The class of a place. */
enum line_class class_at(unsigned int i);

/* The word for a place: naughty, boxed, nice, neutral, immune. */
char const *class_name(unsigned int i);

#endif
