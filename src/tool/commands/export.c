/* qkarma export: the box for those who can refuse even more cheaply, or who
   would know it too: the kernel, tcpserver, other mail servers. In constant
   memory, however many clients there are. */

#include <string.h>
#include <time.h>

#include <skalibs/strerr.h>

#include "../args/words.h"
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

struct export_options
{
  struct format const *format;
  struct format_options format_options;
  int below;                /* by history, else those in the box */
  int64_t history;
  int private;              /* private addresses as well */
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
static int wanted(struct export_options *o, struct listed *l,
  struct key const *k, struct record const *r)
{
  uint64_t now = o->format_options.now;
  l->key = *k;
  l->history = record_history(r);
  l->boxed = rule_boxed(r, now);
  l->until = l->boxed ? r->until : (now / RECORD_DAY + 2) * RECORD_DAY;
  if (!key_isclient(k) || (!o->private && private(k))) return 0;
  if (o->below ? l->history >= o->history : !l->boxed) return 0;
  if (!k->is6 || o->format->ipv6) return 1;
  o->left_out++;
  return 0;
}

static void title(struct export_options const *o)
{
  char line[100];
  struct text t = TEXT(line);
  text_adds(&t, "# qkarma export ");
  text_adds(&t, o->format->name);
  text_adds(&t, ", ");
  stamp_adddate(&t, o->format_options.now);
  text_adds(&t, " UTC");
  out_line(&t);
}

static void left_out(struct export_options const *o)
{
  char line[200];
  struct text t = TEXT(line);
  if (!o->left_out) return;
  text_adds(&t, "# ");
  text_addu(&t, o->left_out);
  text_adds(&t, o->left_out == 1 ? " IPv6 client is" : " IPv6 clients are");
  text_adds(&t, " left out: ");
  text_adds(&t, o->format->lacks);
  out_line(&t);
}

static void print(struct export_options const *o, struct listed const *l)
{
  char line[EXPORT_LINE];
  struct text t = TEXT(line);
  o->format->line(&t, l, &o->format_options);
  out_line(&t);
}

static void whole(struct export_options *o, struct merged_scan *v)
{
  struct format const *f = o->format;
  struct listed l;
  int family = -1;          /* is6 of the last client */
  title(o);
  f->begin(&o->format_options);
  while (v && state_next(v))
  {
    if (!wanted(o, &l, &v->key, &v->record)) continue;
    if (family != l.key.is6)
    {
      if (family != -1 && f->close) f->close(family);
      family = l.key.is6;
      if (f->open) f->open(family);
    }
    print(o, &l);
  }
  if (family != -1 && f->close) f->close(family);
  left_out(o);
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

static void scan(struct export_options *o, char const *const *argv)
{
  char const *below = 0, *set = 0, *name;
  int boxed = 0;
  struct setting const settings[] = { { "--boxed", &boxed, 0 },
    { "--below", 0, &below }, { "--private", &o->private, 0 },
    { "--deny", &o->format_options.deny, 0 }, { "--set", 0, &set },
    { 0, 0, 0 } };
  struct words words;
  words_scan(&words, &command_export, settings, argv);
  name = words_last(&words);
  if (!name || (boxed && below) || (set && o->format_options.deny))
    words_usage(&command_export);
  o->format = formats[words_choice("a format", name, names)];
  if ((set || o->format_options.deny) && o->format != &format_tcprules)
    words_usage(&command_export);
  o->format_options.variable = set ? set : VARIABLE;
  variable(o->format_options.variable);
  o->below = !!below;
  if (below) o->history = history(below);
}

static int run(char const *const *argv)
{
  static struct merged_scan v;
  struct export_options o = { .format_options.now = (uint64_t)time(0) };
  int any;
  scan(&o, argv);
  any = state_scan(&v, state_open());
  whole(&o, any ? &v : 0);
  out_flush();
  return 0;
}

struct command const command_export =
{
  "export",
  "[--boxed|--below N] [--private] [--deny|--set variable] "
    "nft|tcprules|rbldnsd",
  "the box, for the kernel, tcpserver or other servers",
  "  nft              sets for nftables; their elements time out\n"
  "  tcprules         lines for tcprules, IPv4 only\n"
  "  rbldnsd          a zone for rbldnsd, of the type `combined`\n"
  "  --boxed          clients in the box (the default)\n"
  "  --below N        clients with a history below N, boxed or not\n"
  "  --private        private addresses too\n"
  "  --set variable   tcprules: set this one instead of RBLSMTPD\n"
  "  --deny           tcprules: close the connection\n",
  run
};
