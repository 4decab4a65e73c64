/* What a check can answer. */

#include "verdict.h"

char const *phase_name(enum phase phase)
{
  static char const *const names[] =
  {
    [PHASE_CONNECT] = "connect",
    [PHASE_HELO] = "helo",
    [PHASE_MAIL] = "mail",
    [PHASE_RCPT] = "rcpt",
    [PHASE_DATA] = "data",
    [PHASE_DATA_POST] = "data_post",
    [PHASE_DISCONNECT] = "disconnect"
  };
  return names[phase];
}

enum verdict verdict_of(enum reject_type type)
{
  switch (type)
  {
    case REJECT_TEMP:
    case REJECT_SOFT:
      return VERDICT_DENYSOFT;
    case REJECT_DISCONNECT:
      return VERDICT_DENY_DISCONNECT;
    case REJECT_TEMP_DISCONNECT:
      return VERDICT_DENYSOFT_DISCONNECT;
    default:
      return VERDICT_DENY;
  }
}

char const *reject_name(enum reject_type type)
{
  static char const *const names[] =
  {
    [REJECT_TEMP] = "temp",
    [REJECT_SOFT] = "temp",
    [REJECT_PERM] = "perm",
    [REJECT_HARD] = "perm",
    [REJECT_DISCONNECT] = "disconnect",
    [REJECT_TEMP_DISCONNECT] = "temp_disconnect",
    [REJECT_NONE] = "none"
  };
  return names[type];
}

int verdict_refuses(enum verdict v)
{
  return v >= VERDICT_DENYSOFT;
}

int verdict_closes(enum verdict v)
{
  return v >= VERDICT_DENYSOFT_DISCONNECT;
}

int verdict_soft(enum verdict v)
{
  return v == VERDICT_DENYSOFT || v == VERDICT_DENYSOFT_DISCONNECT;
}
