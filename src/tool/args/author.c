/* Who gives orders. */

#include <stdlib.h>
#include <unistd.h>

#include "account.h"
#include "author.h"
#include "../../base/text.h"
#include "../../journal/order.h"

#define NAME 64

/* The name of the real user, or his number. */
static void real(char *name)
{
  struct text t = { name, 0, NAME - 1, 0 };
  if (account_name(name, NAME, (uint32_t)getuid()) == 1) return;
  text_addu(&t, (uint64_t)getuid());
  name[t.len] = 0;
}

void author_begin(void)
{
  static char name[NAME];
  char const *who = getenv("SUDO_USER");
  if (!who || !*who) who = getenv("DOAS_USER");
  if (!who || !*who)
  {
    real(name);
    who = name;
  }
  order_author(who);
}
