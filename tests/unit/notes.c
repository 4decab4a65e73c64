/* notes: reads notes from stdin, whatever that is, as often as it is read while
   something else is waited for: once. Prints how many bytes that were. */

#include <stdio.h>

#include "../../src/smtp/notes.h"

int main(void)
{
  static struct session session;
  static struct notes notes;
  printf("%zu\n", notes_read(&notes, &session));
  return 0;
}
