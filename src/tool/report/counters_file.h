/* The file in which counters are kept. */

#ifndef TOOL_REPORT_COUNTERS_FILE_H
#define TOOL_REPORT_COUNTERS_FILE_H

#include "counters.h"

/* Fill c, which is zero, and stays so if there is no such file, or if it is
   damaged, which is said. Dies (111) if it cannot be read. */
void counters_read(struct counters *c, int home);

/* Put it in the place of the old one, whole or not at all. Where one may not
   write, nothing happens; other trouble is said. */
void counters_write(struct counters const *c, int home);

#endif
