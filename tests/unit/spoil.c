/* A disk that keeps another byte at $SPOIL of a database than it was given, a
   fault that nobody is told of: linked with --wrap. */

#include <stdlib.h>
#include <unistd.h>

#include "../../src/database/table_writer.h"

int __real_table_writer_finish(struct table_writer *t, struct header const *h);
int __wrap_table_writer_finish(struct table_writer *t, struct header const *h);

int __wrap_table_writer_finish(struct table_writer *t, struct header const *h)
{
  char const *at = getenv("SPOIL");
  int r = __real_table_writer_finish(t, h);
  if (r == 1 && at && pwrite(t->fd, "?", 1, atol(at)) != 1) _exit(111);
  return r;
}
