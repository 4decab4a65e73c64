/* control/dnsbl and control/rhsbl. */

#include <string.h>
#include <strings.h>

#include "awards.h"
#include "lists.h"
#include "../base/scan.h"
#include "../config/control.h"

#define KEY 20    /* letters and digits that no list has as a label */

static int alphanumeric(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
    || (c >= '0' && c <= '9');
}

/* A name of letters, digits, hyphens and underscores between single dots,
   two labels at least. */
static int is_zone(char const *s, size_t n)
{
  size_t i = 0, dots = 0;
  for (; i < n; i++)
  {
    if (s[i] == '.' && (!i || i + 1 == n || s[i - 1] == '.')) return 0;
    if (s[i] == '.') dots++;
    else if (!alphanumeric(s[i]) && s[i] != '-' && s[i] != '_') return 0;
  }
  return dots && n <= LISTS_ZONE;
}

/* The length of the label at s, when it looks like a key. */
static size_t key_at(char const *s)
{
  size_t n = 0;
  while (alphanumeric(s[n])) n++;
  return n >= KEY && (s[n] == '.' || !s[n]) ? n : 0;
}

/* Behind the last label that looks like a key; the zone itself if none does. */
static char const *behind_key(char const *zone)
{
  char const *s = zone;
  for (;;)
  {
    size_t n = key_at(s);
    if (n) zone = s + n + (s[n] == '.');
    s += strcspn(s, ".");
    if (!*s++) return zone;
  }
}

int list_keyed(char const *zone)
{
  return behind_key(zone) != zone;
}

void list_name(struct text *t, struct list const *list)
{
  if (list->as) text_adds(t, list->as);
  else text_adds(t, behind_key(list->zone));
}

/* A number or a range at *s, whose bits are set. 1, and *s stands behind it. */
static int scan_range(unsigned char *bits, char const **s)
{
  uint64_t from, to;
  size_t n = scan_decimal(*s, strlen(*s), &from, 255);
  if (!n) return 0;
  *s += n;
  to = from;
  if (!strncmp(*s, "..", 2) && (*s)[2] >= '0' && (*s)[2] <= '9')
  {
    n = scan_decimal(*s + 2, strlen(*s + 2), &to, 255);
    if (!n || to < from) return 0;
    *s += 2 + n;
  }
  for (; from <= to; from++) bits[from / 8] |= (unsigned char)(1 << from % 8);
  return 1;
}

/* 4 or [2..11] or [2;4;10..20] */
static int scan_octet(unsigned char *bits, char const **s)
{
  if (**s != '[')
  {
    uint64_t u;
    size_t n = scan_decimal(*s, strlen(*s), &u, 255);
    if (n) bits[u / 8] |= (unsigned char)(1 << u % 8);
    *s += n;
    return n > 0;
  }
  do
  {
    ++*s;
    if (!scan_range(bits, s)) return 0;
  }
  while (**s == ';');
  return *(*s)++ == ']';
}

/* Four of them. Returns what is behind, or 0. */
static char const *scan_filter(struct list_rule *r, char const *s)
{
  unsigned int i = 0;
  r->filter = 1;
  for (; i < 4; i++)
  {
    if (i && *s++ != '.') return 0;
    if (!scan_octet(r->octet[i], &s)) return 0;
  }
  return s;
}

/* Why the word is none, or 0. Its zone is cut off by a NUL. */
static char const *scan_word(struct list_rule *r, char *word)
{
  char *end = word + strcspn(word, "=*");
  char const *s = end;
  if (!is_zone(word, (size_t)(end - word)))
    return "a line begins with a zone, as bl.example.org";
  if (*s == '=' && (!(s = scan_filter(r, s + 1)) || (*s && *s != '*')))
    return "behind the = stands a filter, as 127.0.0.2 or 127.0.0.[2;4..11]";
  if (*s == '*' ? !awards_points(s + 1, &r->weight) : *s)
    return "behind the * stands a weight, a number from -1000 to 1000";
  *end = 0;
  return 0;
}

/* The number of the zone's list, which is begun if there is none; LISTS when
   there is no room. */
static unsigned int list_of(struct lists *l, char const *zone,
  unsigned int line)
{
  struct list *list;
  unsigned int i = 0;
  while (i < l->n && strcasecmp(l->list[i].zone, zone)) i++;
  if (i < l->n || i == LISTS) return i;
  list = &l->list[l->n++];
  list->zone = zone;
  list->line = line;
  list->canary = list->ipv4 = list->ipv6 = 1;
  return i;
}

static int is_name(char const *s)
{
  size_t n = 0;
  for (; s[n]; n++)
    if (!alphanumeric(s[n]) && s[n] != '-' && s[n] != '_' && s[n] != '.')
      return 0;
  return n && n <= LISTS_AS;
}

/* Words, or a URL: else a mistyped word of ours would be one. */
static int is_text(char const *s)
{
  size_t n = 0;
  if (!strchr(s, ' ') && !strstr(s, "://")) return 0;
  for (; s[n]; n++)
    if (s[n] < 32 || s[n] > 126 || (s[n] == '%' && s[n + 1] != 'i')) return 0;
  return n <= LISTS_TEXT;
}

/* What one line says of a list holds for it; two may not differ. */
static int same(char const **was, char const *is)
{
  if (*was && strcmp(*was, is)) return 0;
  *was = is;
  return 1;
}

/* One of our words and its value. Returns how many words that was, or 0 and
   *why. */
static unsigned int property(struct list *list, char *const *word,
  unsigned int words, char const **why)
{
  char const *value = words > 1 ? word[1] : "";
  *why = "behind the first word may stand as NAME, a text (words or a URL; "
    "%i is the address), canary off, ipv4 0, ipv6 0";
  if (!strcmp(word[0], "as") && is_name(value))
  {
    *why = "the list is called two names";
    return same(&list->as, value) ? 2 : 0;
  }
  if (!strcmp(word[0], "canary") && !strcmp(value, "off"))
    return list->canary = 0, 2;
  if (!strcmp(word[0], "ipv4") && !strcmp(value, "0"))
    return list->ipv4 = 0, 2;
  if (!strcmp(word[0], "ipv6") && !strcmp(value, "0"))
    return list->ipv6 = 0, 2;
  if (!is_text(word[0])) return 0;
  *why = "the list has two texts";
  return same(&list->text, word[0]) ? 1 : 0;
}

static int line_of(void *data, struct control const *f, struct text *why)
{
  struct lists *l = data;
  struct list_rule *r = &l->rule[l->rules];
  char const *wrong = "there are more than 48 lines";
  unsigned int i = 1, n = 1;
  if (l->rules == LISTS_RULES) return text_adds(why, wrong), 0;
  memset(r, 0, sizeof *r);
  r->weight = 1;
  wrong = scan_word(r, f->word[0]);
  if (wrong) return text_adds(why, wrong), 0;
  r->list = list_of(l, f->word[0], f->line);
  if (r->list == LISTS)
    return text_adds(why, "there are more than 16 lists"), 0;
  for (; i < f->words && n; i += n)
    n = property(&l->list[r->list], f->word + i, f->words - i, &wrong);
  if (!n) return text_adds(why, wrong), 0;
  l->rules++;
  return 1;
}

int lists_read(struct lists *l, int home, char const *file, struct text *why)
{
  l->n = l->rules = 0;
  memset(l->list, 0, sizeof l->list);
  return control_each(file, home, line_of, l, why);
}

/* The key must not be told by us either. */
static int keys(struct lists const *l, char const *file, struct text *why)
{
  unsigned int i = 0;
  int good = 1;
  for (; i < l->n; i++)
  {
    struct control f = CONTROL_ZERO;
    if (l->list[i].as || !list_keyed(l->list[i].zone)) continue;
    f.name = file;
    f.line = l->list[i].line;
    f.all = 1;
    control_mistake(why, &f);
    text_adds(why, "that looks like a key: give the list another name, "
      "as NAME, for the log and the client");
    good = 0;
  }
  return good;
}

int lists_lint(int at, char const *file, struct text *why)
{
  static struct lists l;
  int good;
  memset(&l, 0, sizeof l);
  good = control_all(file, at, line_of, &l, why) != -1;
  return keys(&l, file, why) && good;
}

int list_wants(struct list const *list, struct address const *a)
{
  return a->known && (a->is6 ? list->ipv6 : list->ipv4);
}

static int join(char *name, char const *what, size_t n, char const *zone)
{
  size_t len = strlen(zone);
  if (!n || n + 1 + len > DNS_NAME - 2) return 0;   /* of 255 on the wire one is
                                     the first length, one the end */
  memmove(name, what, n);
  name[n] = '.';
  memcpy(name + n + 1, zone, len + 1);
  return 1;
}

int list_question(char name[DNS_NAME + 1], struct list const *list,
  struct address const *a)
{
  char reversed[DNS_REVERSED];
  if (!a->known) return 0;
  dns_reversed(reversed, a);
  return join(name, reversed, strlen(reversed), list->zone);
}

int list_question_domain(char name[DNS_NAME + 1], struct list const *list,
  char const *domain, size_t n)
{
  if (n && domain[n - 1] == '.') n--;
  return join(name, domain, n, list->zone);
}

/* RFC 5782, 5: 127.0.0.1, ::FFFF:7F00:1, INVALID. */
void list_canary(char name[DNS_NAME + 1], struct list const *list,
  struct address const *a)
{
  static struct address const four = { .ip = { 127, 0, 0, 1 }, .known = 1 },
    six = { .ip = { [10] = 0xff, [11] = 0xff, [12] = 127, [15] = 1 },
      .is6 = 1, .known = 1 };
  if (a) list_question(name, list, a->is6 ? &six : &four);
  else join(name, "invalid", 7, list->zone);
}
