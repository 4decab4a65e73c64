/* Behind the look at the journal's directory that is number $LOOK, $MEANWHILE
   happens, a command of the shell: linked with --wrap. */

#include <stdlib.h>

#include <skalibs/genalloc.h>

#include "../../src/journal/journal.h"

int __real_journal_list(genalloc *list, int home);
int __wrap_journal_list(genalloc *list, int home);

int __wrap_journal_list(genalloc *list, int home)
{
  static int looks;
  char const *look = getenv("LOOK"), *meanwhile = getenv("MEANWHILE");
  int r = __real_journal_list(list, home);
  if (look && meanwhile && ++looks == atoi(look) && system(meanwhile) != 0)
    _Exit(111);
  return r;
}
