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

int maildirs_lint(int at, char const *file, struct text *why)
{
  struct maildirs m = MAILDIRS_ZERO;
  return control_all(file, at, &line, &m, why) != -1;
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

static int same_domain(struct entry const *e, char const *domain, size_t n)
{
  return e->len - e->local == n && !strncasecmp(e->address + e->local, domain,
    n);
}

/* Has the line this local part? 0 no, 1 in another letter case, 2 yes. */
static unsigned int same_local(struct entry const *e, char const *local,
  size_t n)
{
  if (e->local != n || strncasecmp(e->address, local, n)) return 0;
  return memcmp(e->address, local, n) ? 1 : 2;
}

/* How well a line fits an address: 0 not, then better and better. */
static unsigned int fits(struct entry const *e, char const *address,
  size_t local, size_t n)
{
  char const *plus = memchr(address, '+', local);
  unsigned int fit;
  if (!same_domain(e, address + local, n - local)) return 0;
  if (!e->local) return 1;
  fit = same_local(e, address, local);
  if (fit) return 3 + fit;
  fit = plus ? same_local(e, address, (size_t)(plus - address)) : 0;
  return fit ? 1 + fit : 0;
}

static int is_postmaster(char const *local, size_t n)
{
  return n == strlen(POSTMASTER) && !strncasecmp(local, POSTMASTER, n);
}

/* Who is postmaster of a domain (n = 0: of none) without a line that says so:
   who is it of all, else of another domain, else the first one there. 0 when
   nobody is. */
static char const *postmaster(struct maildirs const *m, char const *domain,
  size_t n)
{
  struct entry const *e = genalloc_s(struct entry, &m->lines);
  struct entry const *end = e + genalloc_len(struct entry, &m->lines);
  char const *found = 0;
  unsigned int best = 0;
  int here = 0;
  for (; e < end; e++)
  {
    int ours = e->local < e->len && (!n || same_domain(e, domain, n));
    unsigned int fit = e->local == e->len ? 3 : !ours ? 0
      : is_postmaster(e->address, e->local) ? 2 : 1;
    here |= ours;
    if (fit <= best) continue;
    best = fit;
    found = e->maildir;
  }
  return here ? found : 0;
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
  if (!found && is_postmaster(address, local))
    found = postmaster(m, address + local, n - local);
  return found;
}
