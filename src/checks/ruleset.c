/* The ruleset of a connection: how it is read. ruleset_run.c runs it. */

#include <fcntl.h>
#include <string.h>

#include "karma.h"
#include "last_right.h"
#include "limits.h"
#include "ruleset.h"
#include "../base/clock.h"
#include "../base/date.h"
#include "../config/control.h"

extern char **environ;

int ruleset_has(struct ruleset const *p, struct check const *check)
{
  unsigned int i = 0;
  while (i < p->checks && p->check[i] != check) i++;
  return i < p->checks;
}

void ruleset_use(struct ruleset const *p, struct session *s)
{
  s->ruleset = p;
  s->settings = &p->settings;
}

/* Where the values of a check are. */
static unsigned int place(struct check const *check)
{
  unsigned int i = 0, n = 0;
  for (; registry[i] != check; i++) n += registry[i]->options;
  return n;
}

struct value const *ruleset_options(struct ruleset const *p,
  struct check const *c)
{
  return p->value + place(c);
}

static void unknown_check(struct text *why, char const *name)
{
  unsigned int i = 0;
  text_adds(why, "there is no check ");
  text_addquoted(why, name, strlen(name));
  text_adds(why, "; the checks are");
  for (; registry[i]; i++)
  {
    text_adds(why, i ? ", " : " ");
    text_adds(why, registry[i]->name);
  }
}

static void unknown_option(struct text *why, struct check const *c,
  char const *name, size_t n)
{
  unsigned int i = 0;
  text_adds(why, c->name);
  text_adds(why, " has no option ");
  text_addquoted(why, name, n);
  text_adds(why, c->options ? "; its options are" : "; it has none");
  for (; i < c->options; i++)
  {
    text_adds(why, i ? ", " : " ");
    text_adds(why, c->option[i].name);
  }
}

/* Set an option by name; what is wrong goes to `why`. */
static int set(struct ruleset *p, struct check const *c, char const *name,
  char const *value, char const *source, unsigned int line, struct text *why)
{
  unsigned int i = option_find(c->option, c->options, name);
  if (i == c->options)
  {
    unknown_option(why, c, name, strlen(name));
    return 0;
  }
  if (option_set(&p->value[place(c) + i], &c->option[i], value, source, line))
    return 1;
  text_adds(why, c->name);
  text_addc(why, ' ');
  text_adds(why, name);
  text_adds(why, " cannot be ");
  text_addquoted(why, value, strlen(value));
  text_adds(why, "; allowed is ");
  option_allowed(why, &c->option[i]);
  return 0;
}

static int add(struct ruleset *p, struct check const *c, struct text *why)
{
  if (ruleset_has(p, c))
  {
    text_adds(why, c->name);
    text_adds(why, " is listed twice");
    return 0;
  }
  p->check[p->checks++] = c;
  return 1;
}

/* The options behind the name of a check. */
static int options_of(struct ruleset *p, struct check const *c,
  struct control const *f, struct text *why)
{
  unsigned int i = 1;
  int good = 1;
  for (; i < f->words && (good || p->all); i += 2)
  {
    size_t before = why->len;
    if (!good) control_mistake(why, f);
    if (i + 1 < f->words
      && set(p, c, f->word[i], f->word[i + 1], p->file, f->line, why))
    {
      why->len = before;
      continue;
    }
    good = 0;
    if (i + 1 < f->words) continue;
    text_adds(why, c->name);
    text_addc(why, ' ');
    text_addquoted(why, f->word[i], strlen(f->word[i]));
    text_adds(why, " has no value");
  }
  return good;
}

/* `observe', or `observe until DATE': then the clock is asked. */
static int observe(struct ruleset *p, struct control const *f,
  struct text *why)
{
  if (f->words == 1)
  {
    p->settings.observe = 1;
    return 1;
  }
  if (strcmp(f->word[1], "until") || f->words != 3)
  {
    text_adds(why, "observe stands alone, or with until and a date");
    return 0;
  }
  if (date_scan(&p->until, f->word[2], strlen(f->word[2])))
  {
    if (clock_seconds() < p->until) p->settings.observe = 1;
    return 1;
  }
  text_adds(why, "observe until cannot be ");
  text_addquoted(why, f->word[2], strlen(f->word[2]));
  text_adds(why, "; allowed is a date as 2023-11-14, or a time as"
    " 2023-11-14T22:13:20, in UTC");
  return 0;
}

/* One line of control/checks. */
static int line_of(void *data, struct control const *f, struct text *why)
{
  struct ruleset *p = data;
  struct check const *c;
  if (!strcmp(f->word[0], "observe")) return observe(p, f, why);
  c = registry_find(f->word[0]);
  if (c) return add(p, c, why) && options_of(p, c, f, why);
  unknown_check(why, f->word[0]);
  return 0;
}

static void standard(struct ruleset *p)
{
  unsigned int i = 0;
  p->standard = 1;
  for (; registry[i]; i++)
    if (registry[i]->standard) p->check[p->checks++] = registry[i];
}

/* Begin to tell of a mistake behind others. */
static void begin(struct text *why, int all)
{
  if (why->len) text_adds(why, all ? "\n" : "; ");
}

/* The option that a variable's name (behind its check's) says, or their
   number. */
static unsigned int option_of(struct check const *c, char const *name)
{
  unsigned int i = 0;
  for (; i < c->options; i++)
  {
    size_t n = option_begins(name, c->option[i].name);
    if (n && name[n] == '=') break;
  }
  return i;
}

static void variable_name(struct text *t, char const *variable)
{
  text_adds(t, "environment: ");
  text_addclean(t, variable, strcspn(variable, "="));
  text_adds(t, ": ");
}

void ruleset_service(struct ruleset const *p, struct text *t)
{
  variable_name(t, p->service);
  text_adds(t, "passed over: it is a service's, not an option");
}

/* Does the variable belong to this check? Then set its option. */
static int variable_of(struct ruleset *p, struct check const *c,
  char const *variable, struct text *why)
{
  size_t n = option_begins(variable, c->name), len;
  char const *name = variable + n + 1;
  unsigned int i;
  if (!n || name[-1] != '_' || !*name || *name == '=') return 1;
  i = option_of(c, name);
  len = strcspn(name, "=");
  if (i == c->options && option_of_service(name))
  {
    if (!p->service) p->service = variable;
    return 1;
  }
  begin(why, p->all);
  variable_name(why, variable);
  if (i < c->options)
    return set(p, c, c->option[i].name, name + len + 1, "environment", 0, why);
  unknown_option(why, c, name, len);
  return 0;
}

int ruleset_reads(char const *variable)
{
  static char const *const others[] = { "QKARMA", "PROTO=", "TCP", "SSL",
    "RELAYCLIENT=", "WHITELISTCLIENT=", "WHITELISTHOST=" };
  unsigned int i = 0;
  for (; i < sizeof others / sizeof *others; i++)
    if (!strncmp(variable, others[i], strlen(others[i]))) return 1;
  for (i = 0; registry[i]; i++)
  {
    size_t n = option_begins(variable, registry[i]->name);
    if (n && (variable[n] == '_' || variable[n] == '=')) return 1;
  }
  return 0;
}

/* Options that are good each but not together. */
static int conflicts(struct ruleset const *p, struct text *why)
{
  unsigned int i = 0;
  char const *what = 0;
  for (; registry[i] && !what; i++)
    if (registry[i]->conflict
      && (registry[i]->always || ruleset_has(p, registry[i])))
      what = registry[i]->conflict(ruleset_options(p, registry[i]));
  if (!what) return 1;
  begin(why, p->all);
  text_adds(why, what);
  return 0;
}

/* Of most variables the first letter tells that they are none of a check's.
   Checks by that letter: the number of the last one, and of the one before it
   that shares it, from 1 on; 0: none. */
struct initials
{
  unsigned char last[256];
  unsigned char before[REGISTRY_MAX];
};

static void sort(struct initials *by)
{
  unsigned int i = 0;
  for (; registry[i]; i++)
  {
    unsigned char c = (unsigned char)(*registry[i]->name - 'a' + 'A');
    by->before[i] = by->last[c];
    by->last[c] = (unsigned char)(i + 1);
  }
}

/* Set the option that this variable says, of whichever check. */
static int variable(struct ruleset *p, struct initials const *by,
  char const *variable, struct text *why)
{
  unsigned int i = by->last[(unsigned char)*variable];
  for (; i; i = by->before[i - 1])
  {
    size_t before = why->len;
    if (!variable_of(p, registry[i - 1], variable, why)) return 0;
    why->len = before;
  }
  return 1;
}

static int variables(struct ruleset *p, struct text *why)
{
  struct initials by = { { 0 }, { 0 } };
  unsigned int i = 0;
  int good = 1;
  sort(&by);
  for (; environ[i] && (good || p->all); i++)
    if (!variable(p, &by, environ[i], why)) good = 0;
  return good;
}

/* Give all options their defaults. 1; 0 they are more than we have room for. */
static int defaults(struct ruleset *p)
{
  unsigned int i = 0;
  size_t n = 0;
  for (; registry[i]; i++)
  {
    struct check const *c = registry[i];
    if (n + c->options > RULESET_VALUES) return 0;
    option_defaults(p->value + n, c->option, c->options);
    n += c->options;
  }
  return 1;
}

/* 1 read, 0 there is no such file, -1. */
static int read_from(struct ruleset *p, int at, char const *file, int all,
  struct text *why)
{
  int r;
  memset(p, 0, sizeof *p);
  p->file = file;
  p->all = !!all;
  p->settings.awards = awards_default;
  if (!defaults(p)) return text_adds(why, "RULESET_VALUES is too small"), -1;
  r = (all ? control_all : control_each)(file, at, line_of, p, why);
  return r == 1 && !conflicts(p, why) ? -1 : r;
}

/* control/checks, or in its place the copy of when it was right. */
static int read_own(struct ruleset *p, int home, struct text *why)
{
  struct text nobody = { 0, 0, 0, 0 };
  int r = read_from(p, home, LAST_RIGHT_CHECKS, 0, why);
  if (!r) standard(p);
  return r != -1 || read_from(p, home, LAST_RIGHT_CHECKS LAST_RIGHT_SUFFIX, 0,
    &nobody) == 1;
}

/* What was read is complete: its figures where a session finds them. */
static int complete(struct ruleset *p, int good)
{
  karma_settings(&p->settings, ruleset_options(p, &check_karma));
  if (!ruleset_has(p, &check_karma) || p->settings.observe)
    p->settings.refuses = 0;
  p->settings.envelope
    = ruleset_options(p, &check_limits)[LIMIT_ENVELOPE].number != 0;
  return good;
}

int ruleset_read(struct ruleset *p, int home, struct text *why)
{
  return complete(p,
    read_own(p, home, why) && variables(p, why) && conflicts(p, why));
}

int ruleset_read_bare(struct ruleset *p, int home, struct text *why)
{
  return complete(p, read_own(p, home, why));
}

int ruleset_read_file(struct ruleset *p, char const *file, struct text *why)
{
  int r = read_from(p, AT_FDCWD, file, 0, why);
  if (!r)
  {
    text_adds(why, file);
    text_adds(why, ": there is no such file");
  }
  return complete(p, r == 1 && variables(p, why) && conflicts(p, why));
}

int ruleset_lint(struct ruleset *p, int at, char const *file, struct text *why)
{
  int r = read_from(p, at, file, 1, why);
  if (!r) standard(p);
  return complete(p, r != -1);
}

int ruleset_lint_environment(struct ruleset *p, struct text *why)
{
  int good;
  p->all = 1;
  good = variables(p, why);
  return complete(p, conflicts(p, why) && good);
}

struct value const *ruleset_value(struct ruleset const *p, char const *check,
  char const *option)
{
  struct check const *c = registry_find(check);
  unsigned int i = c ? option_find(c->option, c->options, option) : 0;
  return c && i < c->options ? ruleset_options(p, c) + i : 0;
}
