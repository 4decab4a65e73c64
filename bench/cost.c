/* cost COMMAND [ARGS...]: runs it, and prints what it cost (see spent.h). What
   it writes to stdout goes to stderr. */

#include <skalibs/strerr.h>

#include "spent.h"

int main(int argc, char const *const *argv)
{
  PROG = "cost";
  if (argc < 2) strerr_dieusage(100, "cost COMMAND [ARGS...]");
  return spent_end(spent_begin(argv + 1, 2), 1);
}
