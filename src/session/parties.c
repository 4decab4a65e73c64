/* Who wrote to whom. */

#include <string.h>

#include "parties.h"

#define DOTS "..."
#define FRAME (sizeof "; from=<" DOTS "> to=<" DOTS ">+4294967295" + 3)
                                /* and the last escape, which is taken back */

static struct parties *current(struct session *s)
{
  return s->parties && s->party < SESSION_PARTIES ? s->parties + s->party : 0;
}

/* Keep what there is room for. The length of all. */
static size_t keep(char *to, char const *path, size_t n)
{
  memcpy(to, path, n < SESSION_ADDRESS ? n : SESSION_ADDRESS);
  return n;
}

void parties_begin(struct session *s, char const *path, size_t n)
{
  struct parties *p;
  if (s->begun && s->blamed)
  {
    s->party += s->party < SESSION_PARTIES;
    s->blamed = 0;
  }
  s->addressed = s->begun = 1;
  p = current(s);
  if (!p) return;
  p->refused = 0;
  p->recipients = 0;
  p->fromlen = keep(p->from, path, n);
}

void parties_recipient(struct session *s, char const *path, size_t n)
{
  struct parties *p = current(s);
  if (p && s->addressed && !p->recipients++) p->tolen = keep(p->to, path, n);
}

void parties_refused(struct session *s, char const *path, size_t n)
{
  struct parties *p = current(s);
  if (!p || !s->addressed || p->refused) return;
  p->refused = 1;
  p->tolen = keep(p->to, path, n);
}

unsigned int parties_blame(struct session *s)
{
  if (!s->settings->envelope || !current(s)) return 0;
  s->blamed = 1;
  return s->party + 1;
}

/* What is known of it, or 0. What no MAIL has begun is not even looked at: a
   client that is refused before costs no page more. */
static struct parties const *known(struct session const *s, unsigned int whom)
{
  return whom && (whom <= s->party || s->begun) ? s->parties + whom - 1 : 0;
}

/* One byte of an address as the journal has it. */
static void add_byte(struct text *t, char c)
{
  if (c == '<') text_adds(t, "\\x3c");
  else if (c == '>') text_adds(t, "\\x3e");
  else text_addescaped(t, &c, 1);
}

/* An address in at most `max` bytes. */
static void add(struct text *t, char const *name, char const *s, size_t n,
  size_t max)
{
  size_t begin, i = 0;
  text_adds(t, name);
  text_addc(t, '<');
  begin = t->len;
  while (i < n && i < SESSION_ADDRESS)
  {
    size_t len = t->len;
    add_byte(t, s[i]);
    if (t->len - begin > max)
    {
      t->len = len;
      break;
    }
    i++;
  }
  if (i < n) text_adds(t, DOTS);
  text_addc(t, '>');
}

void parties_add(struct text *t, char const *separator,
  struct session const *s, unsigned int whom)
{
  struct parties const *p = known(s, whom);
  size_t room = t->max - t->len, max = SESSION_ADDRESS;
  if (!p || room < FRAME) return;
  if (max > (room - FRAME) / 2) max = (room - FRAME) / 2;
  text_adds(t, separator);
  add(t, "from=", p->from, p->fromlen, max);
  if (!p->recipients) return;
  add(t, " to=", p->to, p->tolen, max);
  if (p->recipients == 1) return;
  text_addc(t, '+');
  text_addu(t, p->recipients - 1);
}

void parties_explain(struct text *t, char const *why, size_t n,
  struct session const *s, unsigned int whom)
{
  size_t i = t->len;
  text_add(t, why, n);
  while (++i < t->len)
    if (t->s[i] == '<' && t->s[i - 1] == '=') t->s[i] = '?';
  parties_add(t, t->len ? "; " : "", s, whom);
}
