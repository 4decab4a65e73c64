/* What went wrong, in words. */

#include <errno.h>
#include <string.h>

#include "error.h"
#include "../base/text.h"

/* Join texts, up to a null pointer. */
static int join(struct error *f, char const *const *word)
{
  struct text t = { f->text, 0, sizeof f->text - 1, 0 };
  for (; *word; word++) text_adds(&t, *word);
  t.s[t.len] = 0;
  return -1;
}

int error_system(struct error *f, char const *verb, char const *object)
{
  char const *const words[] = { "unable to ", verb, " ", object, ": ",
    strerror(errno), 0 };
  return join(f, words);
}

int error_unreadable(struct error *f, char const *object)
{
  char const *const words[] = { "unable to read ", object, ": ",
    strerror(errno), "; if it is lost, `qkarma rebuild` makes it anew", 0 };
  return join(f, words);
}

int error_say(struct error *f, char const *object, char const *what)
{
  char const *const words[] = { object, ": ", what, 0 };
  return join(f, words);
}

int error_broken(struct error *f, char const *object, char const *what)
{
  char const *const words[] = { object, ": ", what,
    "; `qkarma rebuild` makes it anew", 0 };
  return join(f, words);
}
