/* What the operator wants a refused client to be told. */

#include <string.h>
#include <unistd.h>

#include "wording.h"
#include "../base/clock.h"
#include "../karma/box.h"

/* Short enough to be told by telephone: seconds and process. */
static void add_id(struct text *t, struct session *s)
{
  if (!s->idlen)
  {
    struct text id = TEXT(s->id);
    text_addhex(&id, clock_seconds() & 0xffffff, 6);
    text_addhex(&id, (uint64_t)getpid() & 0xffff, 4);
    s->idlen = id.len;
  }
  text_add(t, s->id, s->idlen);
}

void wording_add(struct text *t, char const *wording, struct session *s,
  uint64_t until)
{
  for (; *wording; wording++)
  {
    if (*wording != '%')
    {
      text_addc(t, *wording);
      continue;
    }
    if (!*++wording) return;
    switch (*wording)
    {
      case 'i': text_add(t, s->client.name, s->client.namelen); break;
      case 'h': text_adds(t, client_host()); break;
      case 'c': add_id(t, s); break;
      case 'd': box_adddays(t, until, clock_seconds()); break;
      default: text_addc(t, '%');
    }
  }
}

static char const *wrong(char const *wording, int days)
{
  size_t i = 0;
  for (; wording[i]; i++)
  {
    if (wording[i] < ' ' || wording[i] > '~') return "has more than ASCII";
    if (wording[i] != '%') continue;
    if (!wording[i + 1] || !strchr(days ? "ihcd%" : "ihc%", wording[i + 1]))
      return days ? "may have %i, %h, %c, %d and %%, and no other %"
        : "may have %i, %h, %c and %%, and no other %";
    i++;
  }
  return i > WORDING_MAX ? "is longer than 150 bytes" : 0;
}

char const *wording_conflict(char const *option, char const *wording,
  int days)
{
  static char array[100];
  struct text t = TEXT(array);
  char const *why = wording ? wrong(wording, days) : 0;
  if (!why) return 0;
  text_adds(&t, option);
  text_adds(&t, why);
  text_addc(&t, 0);
  return array;
}
