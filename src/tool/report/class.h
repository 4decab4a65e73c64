/* The classes of connections, in the order in which reports list them. */

#ifndef TOOL_REPORT_CLASS_H
#define TOOL_REPORT_CLASS_H

#include "../../karma/line.h"

#define CLASSES 5

/* The index of a class in that order, 0 to CLASSES - 1. */
unsigned int class_index(enum line_class c);

/* The class of an index. */
enum line_class class_at(unsigned int i);

/* Its name: naughty, boxed, nice, neutral, immune. */
char const *class_name(unsigned int i);

#endif
