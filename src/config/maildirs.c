/* control/maildirs. */

#include <string.h>
#include <strings.h>

#include <skalibs/genalloc.h>

#include "maildirs.h"
#include "control.h"

#define POSTMASTER "postmaster"

struct entry
{
  char const *address;
  size_t local;           /* bytes before the @ */
  size_t len;
  char const *maildir;
  unsigned int number;    /* of its line */
};

/* The last @: one in a local part stands before it. */
static int scan(struct entry *e, char const *address)
{
  char const *at = strrchr(address, '@');
  e->address = address;
  e->len = e->local = strlen(address);
  if (!at) return !strcasecmp(address, POSTMASTER);
  e->local = (size_t)(at - address);
  return at[1] != 0;
}

static int line(void *data, struct control const *c, struct text *why)
{
  struct maildirs *m = data;
  struct entry e;
  if (c->words != 2)
    return text_adds(why, "there must be an address and a Maildir"), 0;
  if (!scan(&e, c->word[0]) || !*c->word[1])
    return text_adds(why, "this is no address, no @domain, and not "
      POSTMASTER), 0;
  e.maildir = c->word[1];
  e.number = c->line;
  if (!genalloc_append(struct entry, &m->lines, &e))
    return text_adds(why, "out of memory"), 0;
  return 1;
}

int maildirs_read(struct maildirs *m, int home, struct text *why)
{
  return control_each(MAILDIRS_FILE, home, &line, m, why);
}

int maildirs_at(struct maildirs_line *l, struct maildirs const *m, size_t i)
{
  struct entry const *e = genalloc_s(struct entry, &m->lines) + i;
  if (i >= genalloc_len(struct entry, &m->lines)) return 0;
  l->address = e->address;
  l->maildir = e->maildir;
  l->number = e->number;
  return 1;
}

/* How well a line fits an address: 0 not, then better and better. */
static unsigned int fits(struct entry const *e, char const *address,
  size_t local, size_t n)
{
  if (e->len - e->local != n - local
    || strncasecmp(e->address + e->local, address + local, n - local))
    return 0;
  if (!e->local) return 1;
  if (e->local != local || strncasecmp(e->address, address, local)) return 0;
  return memcmp(e->address, address, local) ? 2 : 3;
}

char const *maildirs_find(struct maildirs const *m, char const *address,
  size_t local, size_t n)
{
  struct entry const *e = genalloc_s(struct entry, &m->lines);
  size_t entries = genalloc_len(struct entry, &m->lines), i = 0;
  char const *found = 0;
  unsigned int best = 0;
  for (; i < entries; i++)
  {
    unsigned int fit = fits(&e[i], address, local, n);
    if (fit <= best) continue;
    best = fit;
    found = e[i].maildir;
  }
  return found;
}
