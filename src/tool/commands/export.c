/* qkarma export: the box for those who can refuse even more cheaply, or who
   would know it too: the kernel, tcpserver, other mail servers. In constant
   memory, however many clients there are. */

#include <string.h>
#include <time.h>

#include <skalibs/strerr.h>

#include "../args/words.h"
#include "../export/previous_export.h"
#include "../export/format.h"
#include "../open/state.h"
#include "../print/out.h"
#include "../../base/scan.h"
#include "../../karma/rule.h"
#include "../../karma/stamp.h"

extern struct command const command_export;

#define VARIABLE "RBLSMTPD"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"
#define HISTORY_MOST 1000000000

static char const names[] = "nft tcprules rbldnsd";
static struct format const *const formats[] =
  { &format_nft, &format_tcprules, &format_rbldnsd };

struct wish
{
  struct format const *format;
  struct manner manner;
  int below;                /* by history, else those in the box */
  int64_t history;
  int private;              /* private addresses as well */
  char const *diff;
  uint64_t left_out;        /* clients that the format has no form for */
};

static int private(struct key const *k)
{
  struct address a;
  key_address(&a, k);
  return address_private(&a);
}

/* One that is not boxed is listed until tomorrow ends, so that it goes even
   if no export follows, and stays the same all day. */
static int wanted(struct wish *w, struct listed *l, struct key const *k,
  struct record const *r)
{
  uint64_t now = w->manner.now;
  l->key = *k;
  l->history = record_history(r);
  l->boxed = rule_boxed(r, now);
  l->until = l->boxed ? r->until : (now / RECORD_DAY + 2) * RECORD_DAY;
  if (!key_isclient(k) || (!w->private && private(k))) return 0;
  if (w->below ? l->history >= w->history : !l->boxed) return 0;
  if (!k->is6 || w->format->ipv6) return 1;
  w->left_out++;
  return 0;
}

/* The next client to export. 1; 0 there are no more. */
static int next(struct wish *w, struct listed *l, struct view *v)
{
  while (state_next(v))
    if (wanted(w, l, &v->key, &v->record)) return 1;
  return 0;
}

static void title(struct wish const *w)
{
  char line[100];
  struct text t = TEXT(line);
  text_adds(&t, "# qkarma export ");
  text_adds(&t, w->format->name);
  text_adds(&t, ", ");
  stamp_adddate(&t, w->manner.now);
  text_adds(&t, " UTC");
  out_line(&t);
}

static void left_out(struct wish const *w)
{
  char line[200];
  struct text t = TEXT(line);
  if (!w->left_out) return;
  text_adds(&t, "# ");
  text_addu(&t, w->left_out);
  text_adds(&t, w->left_out == 1 ? " IPv6 client is" : " IPv6 clients are");
  text_adds(&t, " left out: ");
  text_adds(&t, w->format->lacks);
  out_line(&t);
}

static void print(struct wish const *w, struct listed const *l)
{
  char line[EXPORT_LINE];
  struct text t = TEXT(line);
  w->format->line(&t, l, &w->manner);
  out_line(&t);
}

/* All of it. */
static void whole(struct wish *w, struct view *v)
{
  struct format const *f = w->format;
  struct listed l;
  int family = -1;          /* is6 of the last client */
  title(w);
  f->begin(&w->manner);
  while (v && next(w, &l, v))
  {
    if (family != l.key.is6)
    {
      if (family != -1 && f->close) f->close(family);
      family = l.key.is6;
      if (f->open) f->open(family);
    }
    print(w, &l);
  }
  if (family != -1 && f->close) f->close(family);
  left_out(w);
}

/* A client, against its line in the earlier export, if it has one. */
static void compare(struct wish const *w, struct listed const *l,
  struct earlier const *e)
{
  char line[EXPORT_LINE];
  struct text t = TEXT(line);
  w->format->line(&t, l, &w->manner);
  if (e && earlier_same(e, t.s, t.len)) return;
  if (e) w->format->gone(&e->key, e->line.s, e->line.len);
  w->format->fresh(l, t.s, t.len);
}

/* What changed: both are in the same order. */
static void changes(struct wish *w, struct view *v)
{
  static struct earlier e;
  int old = earlier_open(&e, w->diff, w->format);
  struct listed l;
  int new = v && next(w, &l, v);
  while (old || new)
  {
    int order = !old ? 1 : !new ? -1 : key_cmp(&e.key, &l.key);
    if (order < 0) w->format->gone(&e.key, e.line.s, e.line.len);
    else compare(w, &l, order ? 0 : &e);
    if (order <= 0) old = earlier_next(&e);
    if (order >= 0) new = next(w, &l, v);
  }
}

static int64_t history(char const *s)
{
  int minus = *s == '-';
  size_t n = strlen(s += minus);
  uint64_t u;
  if (!n || scan_decimal(s, n, &u, HISTORY_MOST) != n)
    strerr_dief(100, "--below cannot be ", s - minus,
      "; allowed is a number, such as -5");
  return minus ? -(int64_t)u : (int64_t)u;
}

static void variable(char const *s)
{
  if (!*s || strspn(s, LETTERS "0123456789") != strlen(s)
    || !strchr(LETTERS, *s))
    strerr_dief(100, "--set cannot be ", s, "; allowed is a variable's name");
  if (strlen(s) > EXPORT_LINE / 3) strerr_dief(100, "--set: too long a name");
}

static void scan(struct wish *w, char const *const *argv)
{
  char const *below = 0, *set = 0, *name;
  int boxed = 0;
  struct setting const settings[] = { { "--boxed", &boxed, 0 },
    { "--below", 0, &below }, { "--private", &w->private, 0 },
    { "--deny", &w->manner.deny, 0 }, { "--set", 0, &set },
    { "--diff", 0, &w->diff }, { 0, 0, 0 } };
  struct words words;
  words_scan(&words, &command_export, settings, argv);
  name = words_last(&words);
  if (!name || (boxed && below) || (set && w->manner.deny))
    words_usage(&command_export);
  w->format = formats[words_choice("a format", name, names)];
  if ((set || w->manner.deny) && w->format != &format_tcprules)
    words_usage(&command_export);
  w->manner.variable = set ? set : VARIABLE;
  variable(w->manner.variable);
  w->below = !!below;
  if (below) w->history = history(below);
}

static int run(char const *const *argv)
{
  static struct view v;
  struct wish w = { .manner.now = (uint64_t)time(0) };
  int any;
  scan(&w, argv);
  any = state_view(&v, state_open());
  (w.diff ? changes : whole)(&w, any ? &v : 0);
  out_flush();
  return 0;
}

struct command const command_export =
{
  "export",
  "[--boxed|--below N] [--private] [--deny|--set variable] [--diff file] "
    "nft|tcprules|rbldnsd",
  "the box, for the kernel, tcpserver or other servers",
  "  nft              sets for nftables; their elements time out\n"
  "  tcprules         lines for tcprules, IPv4 only\n"
  "  rbldnsd          a zone for rbldnsd, of the type `combined`\n"
  "  --boxed          clients in the box; so it is unless you say\n"
  "  --below N        clients with a history below N, boxed or not\n"
  "  --private        private addresses too\n"
  "  --set variable   tcprules: set this one instead of RBLSMTPD\n"
  "  --deny           tcprules: close the connection\n"
  "  --diff file      only what changed since this earlier export\n",
  run
};
