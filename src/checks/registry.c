/* The one list of all checks: a new one is declared and listed here, and
   nowhere else. */

#include <string.h>

#include "registry.h"

extern struct check const check_concurrency;
extern struct check const check_denysoft;
extern struct check const check_earlytalker;
extern struct check const check_karma;
extern struct check const check_limits;
extern struct check const check_naughty;
extern struct check const check_protocol;
extern struct check const check_rblsmtpd;
extern struct check const check_tarpit;

struct check const *const registry[] =
{
  &check_earlytalker,
  &check_karma,
  &check_protocol,
  &check_naughty,
  &check_denysoft,
  &check_rblsmtpd,
  &check_tarpit,
  &check_concurrency,
  &check_limits,
  0
};

struct check const *registry_find(char const *name)
{
  unsigned int i = 0;
  while (registry[i] && strcmp(registry[i]->name, name)) i++;
  return registry[i];
}
