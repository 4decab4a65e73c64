/* Judgements on a connection. */

#include "classify.h"
#include "rule.h"

enum client_class classify_client(struct record const *r, int64_t karma,
  struct karma_settings const *k, int accepted)
{
  int64_t history = record_history(r);
  if (karma <= -k->strikes) return CLIENT_BAD;
  if (history < 0 && !rule_mixed(r, k->mixed)) return CLIENT_BAD;
  if (history > 0 || accepted) return CLIENT_GOOD;
  return CLIENT_UNKNOWN;
}

char const *client_class_name(enum client_class s)
{
  static char const *const names[] =
  {
    [CLIENT_BAD] = "bad",
    [CLIENT_UNKNOWN] = "unknown",
    [CLIENT_GOOD] = "good"
  };
  return names[s];
}

enum line_class classify_connection(int64_t karma, int64_t strikes,
  int64_t nice, int accepted)
{
  if (karma <= -strikes) return CLASS_NAUGHTY;
  if (karma >= nice && accepted) return CLASS_NICE;
  return CLASS_NEUTRAL;
}
