/* The one list of all checks: a new one is named here, and nowhere else. */

#include <string.h>

#include "registry.h"

#define CHECKS(WRITE) \
  WRITE(earlytalker) \
  WRITE(karma) \
  WRITE(neighbourhood) \
  WRITE(protocol) \
  WRITE(naughty) \
  WRITE(denysoft) \
  WRITE(rblsmtpd) \
  WRITE(tarpit) \
  WRITE(concurrency) \
  WRITE(traps) \
  WRITE(dns) \
  WRITE(dnsbl) \
  WRITE(rdns) \
  WRITE(helo) \
  WRITE(sender) \
  WRITE(limits)

#define DECLARE(name) extern struct check const check_##name;
#define LIST(name) &check_##name,

CHECKS(DECLARE)

struct check const *const registry[] = { CHECKS(LIST) 0 };

/* Plans have room for all of them, or this does not compile. */
typedef char registry_fits[sizeof registry / sizeof *registry - 1
  <= REGISTRY_MAX ? 1 : -1];

struct check const *registry_find(char const *name)
{
  unsigned int i = 0;
  while (registry[i] && strcmp(registry[i]->name, name)) i++;
  return registry[i];
}

void registry_standard(stralloc *sa)
{
  unsigned int i = 0;
  for (; registry[i]; i++)
    if (registry[i]->standard)
    {
      stralloc_cats(sa, registry[i]->name);
      stralloc_catb(sa, "\n", 1);
    }
}
