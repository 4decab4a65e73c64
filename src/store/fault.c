/* What went wrong, in words. */

#include <errno.h>
#include <string.h>

#include "fault.h"
#include "../base/text.h"

int fault_system(struct fault *f, char const *verb, char const *object)
{
  int e = errno;
  struct text t = { f->text, 0, sizeof f->text - 1, 0 };
  text_adds(&t, "unable to ");
  text_adds(&t, verb);
  text_addc(&t, ' ');
  text_adds(&t, object);
  text_adds(&t, ": ");
  text_adds(&t, strerror(e));
  t.s[t.len] = 0;
  return -1;
}

int fault_say(struct fault *f, char const *object, char const *what)
{
  struct text t = { f->text, 0, sizeof f->text - 1, 0 };
  text_adds(&t, object);
  text_adds(&t, ": ");
  text_adds(&t, what);
  t.s[t.len] = 0;
  return -1;
}
