/* The lines that delivery puts before a message. */

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "trace.h"
#include "../base/date.h"
#include "../session/client.h"

static int name_byte(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
    || (c >= '0' && c <= '9') || (c && strchr("-._:[]", c));
}

void trace_addname(struct text *t, char const *s, size_t n)
{
  size_t i = 0;
  for (; i < n && i < TRACE_NAME; i++)
    text_addc(t, name_byte(s[i]) ? s[i] : '?');
}

void trace_addhost(struct text *t)
{
  char const *name = client_variable("LOCALHOST");
  char host[TRACE_NAME + 1];
  if (!name || !*name)
  {
    if (gethostname(host, sizeof host) == -1 || !*host)
      strcpy(host, "localhost");
    host[TRACE_NAME] = 0;
    name = host;
  }
  trace_addname(t, name, strlen(name));
}

static void add_variable(struct text *t, char const *name)
{
  char const *value = client_variable(name);
  if (!value || !*value) value = "unknown";
  trace_addname(t, value, strlen(value));
}

/* Sat, 22 Nov 2025 01:52:00 +0000. No strftime: the header speaks English
   whatever the locale. */
static void add_date(struct text *t)
{
  static char const days[] = "SunMonTueWedThuFriSat";
  static char const months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  struct date d;
  date_of(&d, (uint64_t)time(0));
  text_add(t, days + 3 * d.weekday, 3);
  text_adds(t, ", ");
  text_addu(t, d.day);
  text_addc(t, ' ');
  text_add(t, months + 3 * (d.month - 1), 3);
  text_addc(t, ' ');
  text_addu(t, d.year);
  text_addc(t, ' ');
  date_addtime(t, &d);
  text_adds(t, " +0000");
}

void trace_add(struct text *t, struct path const *sender,
  struct path const *recipient, struct text const *helo,
  char const *protocol)
{
  text_adds(t, "Return-Path: <");
  path_add(t, sender);
  text_adds(t, ">\nDelivered-To: ");
  path_add(t, recipient);
  text_adds(t, "\nReceived: from ");
  text_add(t, helo->s, helo->len);
  text_adds(t, " (");
  add_variable(t, "REMOTEHOST");
  text_adds(t, " [");
  add_variable(t, "REMOTEIP");
  text_adds(t, "])\n\tby ");
  trace_addhost(t);
  text_adds(t, " with ");
  text_adds(t, protocol);
  text_adds(t, "; ");
  add_date(t);
  text_addc(t, '\n');
}
