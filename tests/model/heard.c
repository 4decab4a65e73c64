/* What the hostile server has noted, and what its replies mean. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "heard.h"

char const *heard_entry(char const **at, char kind)
{
  static char text[4200];
  size_t n = strcspn(*at, "\n");
  if (**at != kind) return 0;
  snprintf(text, sizeof text, "%.*s", (int)(n > 2 ? n - 2 : 0),
    n > 2 ? *at + 2 : "");
  *at += n + ((*at)[n] == '\n');
  return text;
}

int heard_code(char const *reply)
{
  return atoi(reply);
}

enum heard_fate heard_fate(char const *reply)
{
  char code[4] = "";
  if (heard_code(reply) < 300) return HEARD_ACCEPTED;
  if (heard_code(reply) < 500) return HEARD_LATER;
  memcpy(code, reply, 3);
  if (!strstr("550 551 553 554 556", code)) return HEARD_NOBODY;
  return !strncmp(reply + 4, "5.", 2) && strchr("234", reply[6])
    && reply[7] == '.' ? HEARD_NOBODY : HEARD_FOR_GOOD;
}

/* Which of the words that may pass begins a line; or there is none: 0. */
static char const *word(char const *line)
{
  static char const *const pass[] = { "PIPELINING", "AUTH", "ETRN", "SIZE",
    "8BITMIME", 0 };
  size_t n = strcspn(line, " =|");
  unsigned int i = 0;
  while (pass[i] && (strlen(pass[i]) != n || strncmp(pass[i], line, n))) i++;
  return pass[i];
}

int heard_filter(char *to, char const *reply)
{
  size_t len = 0, last = 0, n;
  int etrn = 0;
  char const *r = reply;
  for (; *r; r += n)
  {
    n = strcspn(r, "|") + 1;
    if (r > reply && !word(r + 4)) continue;
    if (r > reply && !strcmp(word(r + 4), "ETRN")) etrn = 1;
    last = len;
    memcpy(to + len, r, n);
    len += n;
  }
  to[len] = 0;
  to[last + 3] = ' ';
  return etrn;
}
