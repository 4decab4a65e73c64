/* Colours and bars, as far as stdout can show them. */

#ifndef TOOL_PRINT_TERMINAL_H
#define TOOL_PRINT_TERMINAL_H

#include <stddef.h>

#include "../../base/text.h"

enum colour
{
  COLOUR_RED = 31,
  COLOUR_GREEN = 32,
  COLOUR_YELLOW = 33,
  COLOUR_GREY = 90
};

/* Write the line with a LF and empty it; its bytes from..to in a colour, if
   the terminal has any. */
void terminal_line(struct text *t, size_t from, size_t to, enum colour c);

/* Append a bar of value / most of `width` columns: in eighth blocks on a
   terminal in a UTF-8 locale, else of `#`. A value above 0
   has one block at least. */
void terminal_bar(struct text *t, uint64_t value, uint64_t most,
  unsigned int width);

#endif
