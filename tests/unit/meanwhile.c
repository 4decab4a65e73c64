/* Behind the look at the journal's directory that is number $LOOK, $MEANWHILE
   happens, a command of the shell: linked with --wrap. */

#include <stdlib.h>

#include <skalibs/genalloc.h>

#include "../../src/journal/journal.h"

int __real_journal_list_of(genalloc *list, int home, char const *log);
int __wrap_journal_list_of(genalloc *list, int home, char const *log);

int __wrap_journal_list_of(genalloc *list, int home, char const *log)
{
  static int looks;
  char const *look = getenv("LOOK"), *meanwhile = getenv("MEANWHILE");
  int r = __real_journal_list_of(list, home, log);
  if (look && meanwhile && ++looks == atoi(look) && system(meanwhile) != 0)
    _Exit(111);
  return r;
}
