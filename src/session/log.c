/* The log. */

#include <skalibs/allreadwrite.h>

#include "log.h"

#define SAY_LEN 1200   /* a whole journal line fits behind the words */

static void begin(struct text *t, struct session const *s, char const *who)
{
  t->max--;   /* the LF always fits */
  text_add(t, s->client.name, s->client.namelen);
  text_addc(t, ' ');
  text_adds(t, who);
  text_adds(t, ": ");
}

static void end(struct text *t)
{
  t->max++;
  text_addc(t, '\n');
  allwrite(2, t->s, t->len);
}

void log_strings(struct session const *s, enum log_level level,
  char const *who, char const *const *strings)
{
  char line[SAY_LEN];
  struct text t = TEXT(line);
  if (level > s->level) return;
  begin(&t, s, who);
  for (; *strings; strings++) text_adds(&t, *strings);
  end(&t);
}

void log_text(struct session const *s, enum log_level level, char const *who,
  char const *word, struct text const *text)
{
  char line[SAY_LEN];
  struct text t = TEXT(line);
  if (level > s->level) return;
  begin(&t, s, who);
  text_adds(&t, word);
  if (text->len) text_adds(&t, ": ");
  text_add(&t, text->s, text->len);
  end(&t);
}
