/* control/spare: who is not judged. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "spare.h"
#include "spare_table.h"
#include "../config/control.h"
#include "../session/log.h"

static char small(char c)
{
  return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

/* A name as the DNS has it, in small letters, with or without the dot at its
   end. 1, 0. */
static int scan_name(char *to, char const *s)
{
  size_t n = strlen(s), i = 0;
  if (n && s[n - 1] == '.') n--;
  if (!n || n > SPARE_NAME) return 0;
  for (; i < n; i++)
  {
    char c = to[i] = small(s[i]);
    int dot = c == '.';
    if (!dot && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-'
      && c != '_') return 0;
    if (dot && (!i || to[i - 1] == '.' || i == n - 1)) return 0;
  }
  to[n] = 0;
  return 1;
}

int spare_scan(struct spare *e, char const *word, struct text *why)
{
  e->name[0] = 0;
  if (*word == '@' ? scan_name(e->name, word + 1)
    : range_scan(&e->range, word, strlen(word))) return 1;
  text_adds(why,
    "a line is an address, a network as 192.0.2.0/24, or @ and a domain");
  return 0;
}

size_t spare_fmt(char *s, struct spare const *e)
{
  size_t n = strlen(e->name);
  if (!n) return range_fmt(s, &e->range);
  *s = '@';
  memcpy(s + 1, e->name, n);
  return 1 + n;
}

/* Is a name this domain, or below it? Both in small letters. */
static int below(char const *name, char const *domain)
{
  size_t n = strlen(name), len = strlen(domain);
  return n >= len && !memcmp(name + n - len, domain, len)
    && (n == len || name[n - len - 1] == '.');
}

int spare_within(struct spare const *inner, struct spare const *e)
{
  if (*inner->name || *e->name)
    return *inner->name && *e->name && below(inner->name, e->name);
  return range_within(&inner->range, &e->range);
}

/* How much stands in it: the narrower of two lines has more. */
static size_t narrow(struct spare const *e)
{
  return *e->name ? strlen(e->name) : e->range.bits;
}

static int line_of(void *data, struct control const *c, struct text *why)
{
  struct spare_search *x = data;
  struct spare e;
  if (!spare_scan(&e, c->words == 1 ? c->word[0] : "", why)) return 0;
  x->names |= *e.name != 0;
  if (!spare_within(&x->who, &e) || (x->line && narrow(&e) <= x->narrow))
    return 1;
  x->line = c->line;
  x->narrow = narrow(&e);
  return 1;
}

int spare_lint(int at, char const *file, struct text *why)
{
  struct spare_search nobody = { .who.name = "" };
  return control_all(file, at, line_of, &nobody, why) != -1;
}

int spare_has_names(int home)
{
  struct spare_search nobody = { .who.name = "" };
  struct text why = { 0, 0, 0, 0 };
  control_all(SPARE, home, line_of, &nobody, &why);
  return nobody.names;
}

/* The first mistake is enough here: qkarma check tells all. */
static void warn(struct session const *s, struct text *why)
{
  char const *end = memchr(why->s, '\n', why->len);
  if (end) why->len = (size_t)(end - why->s);
  log_text(s, LOG_ERROR, "qkarma-smtpd", "warning", why);
}

/* The table answers, or where that is not of this text, the text itself. Who
   has neither pays for one look. */
static void search(struct session const *s, struct spare_search *x)
{
  char array[SESSION_TEXT];
  struct text why = TEXT(array);
  struct stat st = { 0 };
  x->line = x->names = 0;
  if (s->home == -1 || (fstatat(s->home, SPARE, &st, AT_SYMLINK_NOFOLLOW) == -1
    && errno == ENOENT)) return;
  if (spare_table_search(x, s->home, &st)) return;
  if (control_all(SPARE, s->home, line_of, x, &why) == -1) warn(s, &why);
}

void spare_session(struct session *s, unsigned int line)
{
  s->client.immunity = SPARE;
  s->spared = line;
}

void spare_client(struct session *s)
{
  struct spare_search x = { .who.name = "" };
  if (s->client.immunity || !s->client.address.known) return;
  x.who.range.address = s->client.address;
  x.who.range.bits = s->client.address.is6 ? 128 : 32;
  search(s, &x);
  s->spare_names = x.names;
  if (x.line) spare_session(s, x.line);
}

unsigned int spare_name(struct session const *s, char const *name)
{
  struct spare_search x = { .line = 0 };
  if (!scan_name(x.who.name, name)) return 0;
  search(s, &x);
  return x.line;
}
