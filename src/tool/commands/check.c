/* qkarma check: the configuration as it is in force, where each value comes
   from, and what is wrong or unwise in it or in the state directory. */

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include <skalibs/strerr.h>

#include "../args/account.h"
#include "../args/words.h"
#include "../lint/access.h"
#include "../lint/finding.h"
#include "../lint/front.h"
#include "../lint/mailboxes.h"
#include "../lint/names.h"
#include "../lint/probe.h"
#include "../lint/auth_offer.h"
#include "../lint/too_strict.h"
#include "../lint/configuration.h"
#include "../lint/share.h"
#include "../lint/unfolded.h"
#include "../lint/no_effect.h"
#include "../lint/tls.h"
#include "../open/control_file.h"
#include "../open/run_file.h"
#include "../open/state.h"
#include "../print/column.h"
#include "../print/out.h"
#include "../print/time_text.h"
#include "../../checks/last_right.h"
#include "../../config/host.h"
#include "../../config/program.h"
#include "../../karma/tempfail.h"

extern struct command const command_check;

#define WHY 16384

enum { OPTION = 23, VALUE = 43, SOURCE = 60 };

static char mistakes[16384];
static struct configuration config = { .why = TEXT(mistakes) };

static void source(struct text *t, struct value const *v)
{
  text_adds(t, v->source);
  if (!v->line) return;
  text_addc(t, ':');
  text_addu(t, v->line);
}

/* The words of a set, of which v->text has the last one that was given. */
static void set(struct text *t, char const *words, uint64_t bits)
{
  for (; *words; bits >>= 1)
  {
    size_t n = strcspn(words, " ");
    if (bits & 1 && t->len) text_addc(t, ' ');
    if (bits & 1) text_add(t, words, n);
    words += n + (words[n] == ' ');
  }
}

/* Nothing if it is off. */
static void value(struct text *t, struct option const *o,
  struct value const *v)
{
  if (o->type == OPTION_SET) set(t, o->words, v->number);
  else if (v->text) text_addclean(t, v->text, strlen(v->text));
}

static void option_text(struct check const *c, struct value const *v,
  unsigned int i)
{
  char line[400];
  struct text t = TEXT(line);
  char shown[200];
  struct text x = TEXT(shown);
  if (!i) text_adds(&t, c->name);
  column_left(&t, OPTION, c->option[i].name);
  column_goto(&t, VALUE);
  value(&x, &c->option[i], &v[i]);
  if (v[i].text) text_add(&t, x.s, x.len);
  else text_adds(&t, "off");
  column_goto(&t, SOURCE);
  source(&t, &v[i]);
  out_line(&t);
}

static void option_json(struct json *j, struct check const *c,
  struct value const *v, unsigned int i)
{
  char array[200], shown[1000];
  struct text t = TEXT(array), x = TEXT(shown);
  source(&t, &v[i]);
  value(&x, &c->option[i], &v[i]);
  json_open(j, 0, '{');
  json_string(j, "check", c->name);
  json_string(j, "option", c->option[i].name);
  if (v[i].text) json_bytes(j, "value", x.s, x.len);
  else json_null(j, "value");
  json_bytes(j, "source", t.s, t.len);
  json_close(j, '}');
}

static void options(struct json *j, struct check const *c)
{
  struct value const *v = ruleset_options(&config.ruleset, c);
  unsigned int i = 0;
  for (; i < c->options; i++)
    if (j) option_json(j, c, v, i);
    else option_text(c, v, i);
  if (c->options || j) return;
  out_puts(c->name);
  out_puts("\n");
}

static void observe(void)
{
  char line[100];
  struct text t = TEXT(line);
  text_adds(&t, "observe");
  if (config.ruleset.until)
  {
    text_adds(&t, " until ");
    time_text_add(&t, config.ruleset.until);
  }
  out_line(&t);
}

/* The checks in their order, then those whose options count though they are
   not listed: karma's are in each naughty line, limits hold for all, and dns
   for whoever asks. */
static void checks(struct json *j)
{
  unsigned int i = 0;
  if (j) json_open(j, "options", '[');
  else
  {
    out_puts("CHECK                  OPTION              VALUE            "
      "FROM\n");
    if (config.ruleset.settings.observe) observe();
  }
  for (; i < config.ruleset.checks; i++) options(j, config.ruleset.check[i]);
  for (i = 0; registry[i]; i++)
  {
    if (!registry[i]->always || ruleset_has(&config.ruleset, registry[i]))
      continue;
    if (!j) out_puts("(not listed)\n");
    options(j, registry[i]);
  }
  if (j) json_close(j, ']');
}

static void awards(struct json *j)
{
  int e = 0;
  if (j) json_open(j, "awards", '{');
  else out_puts("\nEVENT                  POINTS\n");
  for (; e < EVENTS; e++)
  {
    char line[100];
    struct text t = TEXT(line);
    int points = config.ruleset.settings.awards.points[e];
    if (e == EVENT_SENDER_TLD || e == EVENT_ADJUST) continue;
    if (j) json_number(j, event_name((enum event)e), points);
    if (j) continue;
    text_adds(&t, event_name((enum event)e));
    column_goto(&t, OPTION);
    if (points > 0) text_addc(&t, '+');
    text_addi(&t, points);
    if (points != awards_default.points[e])
      column_left(&t, VALUE, "control/awards");
    out_line(&t);
  }
  if (j) json_close(j, '}');
  else out_puts("\n");
}

/* The control files that configuration_read() does not read, and a variable
   that it passed over as one of those that Kubernetes and Docker set. */
static void files(struct findings *f, int home)
{
  struct control_file const *c = control_files;
  char array[WHY], host[HOST_LEN + 1];
  struct stat st;
  if (config.ruleset.service)
  {
    struct text passed = TEXT(array);
    ruleset_service(&config.ruleset, &passed);
    finding_text(f, FINDING_WARNING, &passed);
  }
  for (; c->name; c++)
  {
    struct text why = TEXT(array);
    if (!strcmp(c->path, LAST_RIGHT_CHECKS) || !strcmp(c->path,
      LAST_RIGHT_AWARDS)) continue;
    if (!c->lint(home, c->path, &why))
      finding_lines(f, FINDING_ERROR, &why);
  }
  if (host_read(host, home) == -1 && errno != ENOENT)
    finding(f, FINDING_ERROR, "control/host", errno == EINVAL
      ? "it does not hold one host's name" : strerror(errno));
  if (fstatat(home, "control/secret", &st, 0) == 0
    && st.st_size != TEMPFAIL_SECRET)
    finding(f, FINDING_ERROR, "control/secret", "it is not 32 bytes long");
}

static uint32_t account(char const *database, char const *name)
{
  uint32_t id;
  int r;
  if (!name) return UINT32_MAX;
  r = account_find(&id, database, name);
  if (r == -1) strerr_diefusys(111, "ask getent about ", name);
  if (!r) strerr_dief(100, "there is no ", name, " in ", database);
  return id;
}

/* The number of whom words of ours or of the run file name. qkarma-server needs
   no group to be named: it has the user's own. */
static void find_user(struct smtpd_user *v, char const *user,
  char const *group, int server)
{
  uint32_t own;
  v->uid = account("passwd", user);
  v->gid = account("group", group);
  v->also = (gid_t)-1;
  if (group || !user || !server) return;
  if (account_group(&own, user) != 1)
    strerr_dief(100, "the group of ", user, " is not known: give -g");
  v->gid = own;
}

struct check_options
{
  char const *name;       /* of the user, or 0 */
  struct smtpd_user user; /* that what stands behind runs as */
  char const *const *backend;
  char const *front;      /* a directory, or 0 */
  int server;             /* qkarma-server is in front */
  int home;
  int quiet;
};

/* Where what stands behind shall not have the journal's group, is it in there
   by its account? */
static void member(struct findings *f, struct check_options const *o)
{
  struct stat st;
  if (!o->name || !(o->front || o->server)
    || fstatat(o->home, "journal/current", &st, 0) == -1
    || o->user.gid == st.st_gid) return;
  if (account_member(st.st_gid, o->name) == 1)
    finding(f, FINDING_WARNING, o->name, "it is a member of the group of "
      "journal/current, and has it wherever tcpserver has not started it");
}

static void find(struct findings *f, struct check_options const *o)
{
  struct offer offer = { 0 };
  struct tls_service tls = { 0 };
  struct smtpd_user front = o->server ? front_server(&o->user)
    : front_user(&o->user, o->home, o->front);
  struct lint_input input = { &config.ruleset, &offer, &tls };
  int maildir = program_runs(o->backend, "qkarma-maildir");
  configuration_tell(&config, f);
  files(f, o->home);
  mailboxes_find(f, o->home, &o->user, maildir);
  front_find(f, o->home, &o->user, o->front,
    maildir && (o->front || o->server));
  member(f, o);
  access_find(f, o->home, &front);
  tls_find(f, o->home, o->server ? &o->user : &front, &tls);
  unfolded_find(f, o->home);
  share_find(f, o->home);
  if (*o->backend) probe_find(f, o->backend, o->quiet, &offer);
  if (!config.in_force) return;
  no_effect_find(f, &input);
  names_find(f, o->home, &input);
  auth_offer_find(f, &input);
  too_strict_find(f, &input);
}

static void summary(struct findings const *f, struct check_options const *o)
{
  char line[100];
  struct text t = TEXT(line);
  if (!*o->backend) out_puts("No backend was named, so none was looked at.\n");
  column_count(&t, f->errors, "error");
  text_adds(&t, ", ");
  column_count(&t, f->warnings, "warning");
  out_line(&t);
}

static int run_text(struct check_options const *o)
{
  struct findings f = { .quiet = !!o->quiet };
  if (config.in_force && !o->quiet)
  {
    checks(0);
    awards(0);
  }
  find(&f, o);
  if (!o->quiet) summary(&f, o);
  return f.errors > 0;
}

static int run_json(struct check_options const *o)
{
  struct json j = { 0 };
  struct findings f = { .json = &j };
  json_open(&j, 0, '{');
  if (config.in_force)
  {
    json_bool(&j, "observe", config.ruleset.settings.observe);
    if (config.ruleset.until)
      json_number(&j, "observe_until", (int64_t)config.ruleset.until);
    checks(&j);
    awards(&j);
  }
  json_open(&j, "findings", '[');
  find(&f, o);
  json_close(&j, ']');
  json_bool(&j, "good", !f.errors);
  json_close(&j, '}');
  json_end(&j);
  return f.errors > 0;
}

static int run(char const *const *argv)
{
  static struct run_file file;
  char const *user = 0, *group = 0, *service = 0;
  int json = 0, wrong;
  struct check_options o = { 0 };
  struct setting const settings[] =
  {
    { "-u", 0, &user }, { "-g", 0, &group }, { "--run", 0, &service },
    { "--front", 0, &o.front }, { "--server", &o.server, 0 },
    { "--checks", 0, &config.checks }, { "--awards", 0, &config.awards },
    { "--json", &json, 0 }, { "--quiet", &o.quiet, 0 }, { 0, 0, 0 }
  };
  struct words words;
  o.backend = words_command(&words, &command_check, settings, argv);
  if (service) run_file_read(&file, service);
  if (!*o.backend && *file.backend) o.backend = file.backend;
  if (!o.front) o.front = file.front;
  if (file.server) o.server = 1;
  o.name = user ? user : file.user;
  find_user(&o.user, o.name, group ? group : file.group, o.server);
  if ((json && o.quiet) || (o.front && o.server)) words_usage(&command_check);
  o.home = state_open();
  configuration_read(&config, o.home);
  wrong = (json ? run_json : run_text)(&o);
  out_flush();
  return wrong;
}

struct command const command_check =
{
  "check",
  "[--run file] [-u user] [-g group] [--front directory] [--server]"
    " [--checks file] [--awards file] [--json|--quiet] [backend [args...]]",
  "the configuration in force, and what is wrong or unwise",
  "  --run file a service's run file: its USER, GROUP, PORT,\n"
  "             BACKEND, and what it exports\n"
  "  -u user    that qkarma-smtpd runs as (anybody)\n"
  "  -g group   that it runs with (journal/current's)\n"
  "  --front directory  where a set-group-ID qkarma-smtpd is\n"
  "  --server   qkarma-server is in the place of tcpserver\n"
  "  --checks file  in place of control/checks\n"
  "  --awards file  in place of control/awards\n"
  "  backend    is started and asked whether it would relay; no mail is sent\n"
  "  --json     an object\n"
  "  --quiet    for cron: only what is found, and nothing if all is good\n"
  "\nThe environment counts as it does for a connection. Exits 1 if anything\n"
  "is wrong, else 0: what is only unwise is a warning.\n",
  run
};
