/* Options of the checks. */

#include <string.h>
#include <strings.h>

#include "option.h"
#include "../base/scan.h"

static char const by_default[] = "default";

unsigned int option_find(struct option const *o, unsigned int n,
  char const *name)
{
  unsigned int i = 0;
  while (i < n && strcmp(o[i].name, name)) i++;
  return i;
}

int option_word(char const *words, char const *s, size_t n)
{
  int i = 0;
  while (*words)
  {
    size_t len = 0;
    while (words[len] && words[len] != ' ') len++;
    if (len == n && !strncasecmp(words, s, n)) return i;
    words += len + (words[len] == ' ');
    i++;
  }
  return -1;
}

/* The bits of all words in a text. 0 when one is unknown or there is none. */
static uint64_t bits(char const *words, char const *text)
{
  uint64_t set = 0;
  for (text += strspn(text, " ,"); *text; text += strspn(text, " ,"))
  {
    size_t n = strcspn(text, " ,");
    int i = option_word(words, text, n);
    if (i == -1) return 0;
    set |= (uint64_t)1 << i;
    text += n;
  }
  return set;
}

static int set_bits(struct value *v, struct option const *o, char const *text,
  char const *source)
{
  uint64_t set = bits(o->words, text);
  if (!set) return 0;
  v->number = v->source && !strcmp(v->source, source) ? v->number | set : set;
  return 1;
}

static int set_number(struct value *v, struct option const *o,
  char const *text)
{
  size_t n = strlen(text);
  uint64_t u;
  int good = o->type == OPTION_FRACTION ? scan_fraction(text, n, &u, o->max)
    : n && scan_decimal(text, n, &u, o->max) == n;
  if (!good || u < o->min) return 0;
  v->number = u;
  return 1;
}

int option_set(struct value *v, struct option const *o, char const *text,
  char const *source, unsigned int line)
{
  int i;
  switch (o->type)
  {
    case OPTION_NUMBER:
    case OPTION_FRACTION:
      if (!set_number(v, o, text)) return 0;
      break;
    case OPTION_WORD:
      i = option_word(o->words, text, strlen(text));
      if (i == -1) return 0;
      v->number = (uint64_t)i;
      break;
    case OPTION_SET:
      if (!set_bits(v, o, text, source)) return 0;
      break;
    case OPTION_TEXT:
      break;
  }
  v->text = o->type == OPTION_TEXT && !strcasecmp(text, "off") ? 0 : text;
  v->source = source;
  v->line = line;
  return 1;
}

void option_defaults(struct value *v, struct option const *o, unsigned int n)
{
  unsigned int i = 0;
  for (; i < n; i++)
  {
    v[i].number = o[i].number;
    v[i].text = o[i].type == OPTION_TEXT ? 0 : o[i].standard;
    v[i].source = by_default;
    v[i].line = 0;
  }
}

static void allowed_words(struct text *t, char const *words)
{
  size_t n = strcspn(words, " ");
  text_add(t, words, n);
  while (words[n])
  {
    words += n + 1;
    n = strcspn(words, " ");
    text_adds(t, words[n] ? ", " : " or ");
    text_add(t, words, n);
  }
}

void option_allowed(struct text *t, struct option const *o)
{
  int fraction = o->type == OPTION_FRACTION;
  if (o->type == OPTION_TEXT) text_adds(t, "a text, or off");
  else if (o->type == OPTION_WORD || o->type == OPTION_SET)
    allowed_words(t, o->words);
  else if (!fraction && !o->min && o->max == 1) text_adds(t, "0 or 1");
  else
  {
    text_adds(t, "a number from ");
    text_addfraction(t, fraction ? o->min : o->min * OPTION_ONE);
    text_adds(t, " to ");
    text_addfraction(t, fraction ? o->max : o->max * OPTION_ONE);
    if (fraction) text_adds(t, ", with up to 4 decimal places");
  }
}

static char as_variable(char c)
{
  return c == '-' ? '_' : c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* Behind PORT_: `80_TCP` and what may follow. */
static int of_port(char const *s, size_t n)
{
  static char const words[] =
    "TCP TCP_ADDR TCP_PORT TCP_PROTO TCP_START TCP_END "
    "UDP UDP_ADDR UDP_PORT UDP_PROTO UDP_START UDP_END "
    "SCTP SCTP_ADDR SCTP_PORT SCTP_PROTO SCTP_START SCTP_END";
  size_t i = strspn(s, "0123456789");
  return i && s[i] == '_' && option_word(words, s + i + 1, n - i - 1) != -1;
}

/* Does s[0..n) begin with this, and go on? */
static int goes_on(char const *s, size_t n, char const *with)
{
  size_t len = strlen(with);
  return n > len && !strncmp(s, with, len);
}

static int of_service(char const *s, size_t n)
{
  return option_word("PORT SERVICE_HOST SERVICE_PORT", s, n) != -1
    || goes_on(s, n, "SERVICE_PORT_") || goes_on(s, n, "ENV_")
    || (goes_on(s, n, "PORT_") && of_port(s + 5, n - 5))
    || (n == 4 && !strncmp(s, "NAME=/", 6));
}

int option_of_service(char const *name)
{
  size_t n = strcspn(name, "="), i = 0;
  for (; i < n; i++)
    if ((!i || name[i - 1] == '_') && of_service(name + i, n - i)) return 1;
  return 0;
}

size_t option_begins(char const *variable, char const *name)
{
  size_t n = 0;
  while (name[n] && variable[n] == as_variable(name[n])) n++;
  return name[n] ? 0 : n;
}
