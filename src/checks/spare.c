/* control/spare: who is not judged. */

#include <string.h>

#include "spare.h"
#include "../config/control.h"
#include "../karma/range.h"
#include "../session/log.h"

struct search
{
  struct address const *address;
  unsigned int line;          /* the first that holds it; 0: none */
};

static int line_of(void *data, struct control const *c, struct text *why)
{
  struct search *search = data;
  struct range r;
  if (c->words != 1 || !range_scan(&r, c->word[0], strlen(c->word[0])))
  {
    text_adds(why, "a line is an address, or a network as 192.0.2.0/24");
    return 0;
  }
  if (!search->line && range_holds(&r, search->address))
    search->line = c->line;
  return 1;
}

int spare_lint(int at, char const *file, struct text *why)
{
  static struct address const nobody;
  struct search search = { &nobody, 0 };
  return control_all(file, at, line_of, &search, why) != -1;
}

/* The first mistake is enough here: qkarma check tells all. */
static void warn(struct session const *s, struct text *why)
{
  char const *end = memchr(why->s, '\n', why->len);
  if (end) why->len = (size_t)(end - why->s);
  log_text(s, LOG_ERROR, "qkarma-smtpd", "warning", why);
}

void spare_client(struct session *s)
{
  char array[SESSION_TEXT];
  struct text why = TEXT(array);
  struct search search = { &s->client.address, 0 };
  if (s->client.immunity || !s->client.address.known) return;
  if (control_all(SPARE, s->home, line_of, &search, &why) == -1)
    warn(s, &why);
  if (!search.line) return;
  s->client.immunity = SPARE;
  s->spared = search.line;
}
