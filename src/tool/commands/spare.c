/* qkarma spare, unspare: lines of control/spare, without an editor. */

#include <string.h>

#include <skalibs/bytestr.h>
#include <skalibs/genalloc.h>
#include <skalibs/strerr.h>

#include "../args/words.h"
#include "../open/control_change.h"
#include "../open/spare_lines.h"
#include "../open/state.h"
#include "../print/out.h"
#include "../../checks/ruleset.h"

extern struct command const command_spare;
extern struct command const command_unspare;

#define COMMENT 25      /* column of the # */
#define WHY 500         /* bytes of a reason at most */
#define TRIES 100       /* somebody else changes the file, too */
#define WIDE4 16        /* a network with less bits in its prefix is one that */
#define WIDE6 32        /* nobody means by mistake */

/* An operand. */
struct wanted
{
  char const *word;
  struct spare who;
  struct spare_line held;       /* by this line, if .number */
  unsigned int lines;           /* that are just this */
};

struct order
{
  char const *why;
  int yes;
  int home;
  genalloc wanted;              /* struct wanted */
  struct control_change change;
};

#define WANTED(o) genalloc_s(struct wanted, &(o)->wanted)
#define WANTED_N(o) genalloc_len(struct wanted, &(o)->wanted)

static int same(struct spare const *a, struct spare const *b)
{
  return spare_within(a, b) && spare_within(b, a);
}

static void scan(struct order *o, char const *word)
{
  struct text nobody = { 0, 0, 0, 0 };
  struct wanted w = { .word = word };
  size_t i = 0;
  if (!spare_scan(&w.who, word, &nobody))
    strerr_dief(100, word, " is no address, no network, and no @domain");
  while (i < WANTED_N(o) && !same(&WANTED(o)[i].who, &w.who)) i++;
  if (i < WANTED_N(o)) return;
  if (!genalloc_append(struct wanted, &o->wanted, &w))
    strerr_diefusys(111, "remember ", word);
}

static int is_wide(struct spare const *e)
{
  return *e->name ? !strchr(e->name, '.')
    : e->range.bits < (e->range.address.is6 ? WIDE6 : WIDE4);
}

static void begin(struct order *o, struct command const *c,
  struct setting const *settings, char const *const *argv)
{
  struct words words;
  char const *word;
  words_scan(&words, c, settings, argv);
  while ((word = words_next(&words))) scan(o, word);
  if (!WANTED_N(o)) words_usage(c);
}

static void say(struct spare const *e, char const *what,
  struct spare_line const *by)
{
  char array[SPARE_WORD + 100];
  struct text t = TEXT(array);
  t.len = spare_fmt(array, e);
  text_adds(&t, what);
  if (by)
  {
    text_adds(&t, SPARE ", ");
    spare_line_add(&t, by, 0);
  }
  out_line(&t);
}

/* Which lines have to do with what is wanted? */
static void compare(void *data, struct spare_line const *line)
{
  struct order *o = data;
  size_t i = 0;
  for (; i < WANTED_N(o); i++)
  {
    struct wanted *w = WANTED(o) + i;
    if (!spare_within(&w->who, &line->spare)) continue;
    if (same(&line->spare, &w->who)) w->lines++;
    else w->held = *line;
  }
}

static void look(struct order *o)
{
  size_t i = 0;
  for (; i < WANTED_N(o); i++)
  {
    WANTED(o)[i].held.number = 0;
    WANTED(o)[i].lines = 0;
  }
  control_change_begin(&o->change, control_file_find("spare"), o->home);
  spare_lines_each(o->home, compare, o);
  o->change.after.len = 0;
}

static void grow(struct order *o, char const *s, size_t n)
{
  if (!stralloc_catb(&o->change.after, s, n))
    strerr_diefusys(111, "write " SPARE);
}

/* Change the file until nobody else does so at the same time. */
static void change(struct order *o, void (*text)(struct order *o))
{
  unsigned int i = 0;
  int r = 0;
  o->home = state_open();
  for (; !r && i < TRIES; i++)
  {
    look(o);
    text(o);
    if (control_change_same(&o->change.before, &o->change.after)) return;
    r = control_change_install(&o->change);
  }
  if (r == -1) strerr_diefusys(111, "write " SPARE);
  if (!r) strerr_dief(111, SPARE " is changed by somebody else all the time");
}

static int held(struct wanted const *w)
{
  return w->lines || w->held.number;
}

static void add_line(struct order *o, struct wanted const *w)
{
  char array[SPARE_WORD + COMMENT + WHY + 10];
  struct text t = TEXT(array);
  t.len = spare_fmt(array, &w->who);
  if (o->why)
  {
    do text_addc(&t, ' ');
    while (t.len < COMMENT);
    text_adds(&t, "# ");
    text_adds(&t, o->why);
  }
  text_addc(&t, '\n');
  grow(o, t.s, t.len);
}

static void added(struct order *o)
{
  stralloc const *before = &o->change.before;
  size_t i = 0;
  grow(o, before->s, before->len);
  for (; i < WANTED_N(o); i++)
  {
    if (held(WANTED(o) + i)) continue;
    if (o->change.after.len
      && o->change.after.s[o->change.after.len - 1] != '\n') grow(o, "\n", 1);
    add_line(o, WANTED(o) + i);
  }
}

/* A reason is one line, and none that a terminal takes for something else. */
static void check_why(char const *s)
{
  size_t n = strlen(s), i = 0;
  if (n > WHY) strerr_dief(100, "--why is longer than 500 bytes");
  for (; i < n; i++)
    if ((unsigned char)s[i] < ' ' || s[i] == 127)
      strerr_dief(100, "--why has a byte that is no text");
}

static void check_wide(struct order const *o)
{
  size_t i = 0;
  for (; i < WANTED_N(o); i++)
    if (!o->yes && is_wide(&WANTED(o)[i].who))
      strerr_dief(100, WANTED(o)[i].word,
        " is a large part of the network; --yes if that is what you want");
}

/* Names are asked for by the check rdns alone. */
static void warn(struct order const *o)
{
  static struct ruleset ruleset;
  struct text nobody = { 0, 0, 0, 0 };
  size_t i = 0;
  while (i < WANTED_N(o) && !*WANTED(o)[i].who.name) i++;
  if (i < WANTED_N(o) && ruleset_read_bare(&ruleset, o->home, &nobody)
    && !ruleset_has(&ruleset, registry_find("rdns")))
    strerr_warnw(WANTED(o)[i].word, " spares nobody while the check rdns is not"
      " in control/checks: no name is asked for");
}

static int run_spare(char const *const *argv)
{
  static struct order o;
  struct setting const settings[] = { { "--why", 0, &o.why },
    { "--yes", &o.yes, 0 }, { 0, 0, 0 } };
  size_t i = 0;
  begin(&o, &command_spare, settings, argv);
  if (o.why) check_why(o.why);
  check_wide(&o);
  change(&o, added);
  for (; i < WANTED_N(&o); i++)
  {
    struct wanted const *w = WANTED(&o) + i;
    if (w->lines) say(&w->who, " stands in " SPARE " already", 0);
    else if (w->held.number) say(&w->who, " is spared already by ", &w->held);
    else say(&w->who, " is spared from the next connection on", 0);
  }
  out_flush();
  warn(&o);
  return 0;
}

/* The next line that is just one of those that are wanted; what stands before it
   stays. */
struct removal
{
  struct order *o;
  unsigned int line;    /* the one that `at` is the beginning of */
  size_t at;
};

static size_t line_end(stralloc const *sa, size_t at)
{
  size_t n = byte_chr(sa->s + at, sa->len - at, '\n');
  return at + n + (at + n < sa->len);
}

static void skip_to(struct removal *r, unsigned int line)
{
  stralloc const *before = &r->o->change.before;
  size_t from = r->at;
  for (; r->line < line; r->line++) r->at = line_end(before, r->at);
  grow(r->o, before->s + from, r->at - from);
}

static void take_out(void *data, struct spare_line const *line)
{
  struct removal *r = data;
  struct wanted const *w = WANTED(r->o);
  size_t i = 0, n = WANTED_N(r->o);
  while (i < n && !same(&w[i].who, &line->spare)) i++;
  if (i == n) return;
  skip_to(r, line->number);
  r->at = line_end(&r->o->change.before, r->at);
  r->line++;
}

static void removed(struct order *o)
{
  struct removal r = { o, 1, 0 };
  spare_lines_each(o->home, take_out, &r);
  grow(o, o->change.before.s + r.at, o->change.before.len - r.at);
}

static int run_unspare(char const *const *argv)
{
  static struct order o;
  struct setting const settings[] = { { 0, 0, 0 } };
  size_t i = 0;
  int wrong = 0;
  begin(&o, &command_unspare, settings, argv);
  change(&o, removed);
  for (; i < WANTED_N(&o); i++)
  {
    struct wanted const *w = WANTED(&o) + i;
    wrong |= !w->lines || w->held.number;
    if (w->held.number) say(&w->who, " is still spared by ", &w->held);
    else if (!w->lines) say(&w->who, " does not stand in " SPARE, 0);
    else say(&w->who, " is judged from the next connection on", 0);
  }
  out_flush();
  return wrong;
}

struct command const command_spare =
{
  "spare",
  "[--why text] [--yes] address|network|@domain...",
  "clients that are not judged",
  "  network      of any length: 192.0.2.0/24\n"
  "  @domain      all whose confirmed reverse name is in it, if the check rdns\n"
  "               is in control/checks\n"
  "  --why text   stands behind it in control/spare\n"
  "  --yes        even if that is a large part of the network\n"
  "\n`" TOOL_NAME " list spared` lists them, `" TOOL_NAME " unspare` takes them"
  " out again.\n",
  run_spare
};

struct command const command_unspare =
{
  "unspare",
  "address|network|@domain...",
  "judge them again",
  "Takes lines out of control/spare. Exits 1 if there was no such line, or a\n"
  "wider one still spares it.\n",
  run_unspare
};
