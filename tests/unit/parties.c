/* tests/bin/parties: what stands in lines of whose mail it was, whatever room
   there is: nothing, or both addresses in their brackets, no escape cut. Prints
   the shortest line with anything, and the longest; and what was wrong. */

#include <stdio.h>
#include <string.h>

#include "../../src/session/parties.h"

static struct session s;
static struct parties parties[SESSION_PARTIES];
static struct karma_settings settings;

static void name(char const *what, char byte)
{
  char address[1000];
  memset(address, byte, sizeof address);
  parties_begin(&s, address, sizeof address);
  address[0] = *what;
  parties_recipient(&s, address, sizeof address);
  parties[s.party].recipients = UINT32_MAX;
}

/* How many brackets, and is each backslash that of a whole escape? */
static int good(char const *line, size_t n)
{
  unsigned int open = 0, close = 0;
  size_t i = 0;
  for (; i < n; i++)
  {
    open += line[i] == '<';
    close += line[i] == '>';
    if (line[i] == '\\' && (i + 4 > n || line[i + 1] != 'x'
      || !strchr("0123456789abcdef", line[i + 2])
      || !strchr("0123456789abcdef", line[i + 3]))) return 0;
  }
  return !n || (open == 2 && close == 2
    && !memcmp(line + n - strlen("+4294967294"), "+4294967294", 11));
}

static void rooms(char byte, unsigned int whom)
{
  size_t room, shortest = 0, longest = 0;
  for (room = 0; room <= LINE_LEN; room++)
  {
    char line[LINE_LEN + 1];
    struct text t = { line, 0, room, 0 };
    line[room] = '!';
    parties_add(&t, "; ", &s, whom);
    if (t.cut || line[room] != '!' || !good(line, t.len))
      printf("wrong in %u bytes: %.*s\n", (unsigned int)room, (int)t.len, line);
    if (!shortest) shortest = t.len;
    if (t.len > longest) longest = t.len;
  }
  printf("%u %u %u\n", (unsigned char)byte, (unsigned int)shortest,
    (unsigned int)longest);
  if (longest > PARTIES_TEXT) printf("PARTIES_TEXT is too small\n");
}

int main(void)
{
  static char const bytes[] = { 'x', '<', '>', '\\', ' ', '\n', (char)0xff, 0 };
  unsigned int i = 0;
  settings.envelope = 1;
  s.settings = &settings;
  s.parties = parties;
  for (; i < sizeof bytes; i++)
  {
    name("r", bytes[i]);
    rooms(bytes[i], parties_blame(&s));
  }
  return 0;
}
