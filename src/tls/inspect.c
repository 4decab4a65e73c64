/* What is wrong or unwise in what qkarma-tlsd is to serve with. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>

#include "context.h"
#include "file.h"
#include "inspect.h"
#include "readers.h"
#include "../config/tls.h"

#define LINE 1200       /* bytes of a finding */
#define SOON 14         /* days; what renews by itself has done so before */

struct inspection
{
  char const *host;
  struct tls_settings settings;
  struct pair pair[TLS_CERTIFICATES];   /* those that are good */
  unsigned int pairs;
  int served;                           /* of them those for the host */
  int errors;
};

static struct inspection all;

enum gravity { INFO, WARNING, ERROR };

/* Begin a finding, a line; say() ends and writes it. */
static void begin(struct text *t, enum gravity g)
{
  static char const *const words[] = { "info: ", "warning: ", "error: " };
  all.errors += g == ERROR;
  t->max--;     /* the LF always fits */
  text_adds(t, words[g]);
}

static void say(struct text *t)
{
  t->max++;
  text_addc(t, '\n');
  allwrite(1, t->s, t->len);
}

static void say_of(enum gravity g, char const *what, char const *how)
{
  char array[LINE];
  struct text t = TEXT(array);
  begin(&t, g);
  text_adds(&t, what);
  text_adds(&t, how);
  say(&t);
}

/* What is wrong with a line of control/tls. */
static void say_line(enum gravity g, struct tls_certificate const *c,
  char const *why)
{
  char array[LINE];
  struct text t = TEXT(array);
  begin(&t, g);
  text_adds(&t, TLS_FILE ": line ");
  text_addu(&t, c->line);
  text_adds(&t, ": ");
  text_adds(&t, why);
  say(&t);
}

static void say_mistakes(struct text *why)
{
  char *line = why->s;
  why->s[why->len] = 0;
  for (; *line; line += strcspn(line, "\n"), line += *line == '\n')
  {
    char array[LINE];
    struct text t = TEXT(array);
    begin(&t, ERROR);
    text_add(&t, line, strcspn(line, "\n"));
    say(&t);
  }
}

/* A descriptor, or -1: and it was told. Who is not root cannot be expected to
   read a key; that is no error of the operator's. */
static int open_file(struct tls_certificate const *c, char const *path)
{
  char array[LINE];
  struct text t = { array, 0, sizeof array - 1, 0 };
  int fd = file_open(AT_FDCWD, path);
  int e = errno, mine = e == EACCES && geteuid();
  if (fd != -1) return fd;
  file_add_error(&t, path, e);
  if (mine) text_adds(&t, "; root can look at it");
  array[t.len] = 0;
  say_line(mine ? WARNING : ERROR, c, array);
  return -1;
}

/* Read the next pair. 1, 0 and it was told. */
static int read_pair(struct pair *p, struct tls_certificate const *c)
{
  char array[LINE];
  struct text why = { array, 0, sizeof array - 1, 0 };
  struct pair_files files = { c->chain, c->key };
  int chain = open_file(c, c->chain);
  int key = open_file(c, c->key);
  int opened = chain != -1 && key != -1;
  int good = opened && pair_read(p, &files, chain, key, &why);
  if (good && !context_takes(p, &why)) pair_release(p), good = 0;
  if (chain != -1) fd_close(chain);
  if (key != -1) fd_close(key);
  array[why.len] = 0;
  if (opened && !good) say_line(ERROR, c, array);
  return good;
}

static void validity(struct pair const *p, struct tls_certificate const *c)
{
  char array[LINE];
  struct text t = TEXT(array);
  int days = pair_days(p);
  begin(&t, pair_invalid_now(p) ? ERROR : days < SOON ? WARNING : INFO);
  text_adds(&t, c->chain);
  text_adds(&t, ": ");
  pair_add_validity(p, &t);
  if (days < 0) text_adds(&t, ": it has expired");
  else if (pair_invalid_now(p)) text_adds(&t, ": it is not valid yet");
  else
  {
    text_adds(&t, ", ");
    text_addu(&t, (uint64_t)days);
    text_adds(&t, days == 1 ? " day from now" : " days from now");
  }
  if (pair_invalid_now(p))
    text_adds(&t, "; it is shown all the same, but who verifies, as users do, "
      "goes away");
  say(&t);
}

static void secrecy(struct tls_certificate const *c)
{
  char who[100], array[LINE];
  struct text readers = TEXT(who), t = TEXT(array);
  readers_add(&readers, c->key);
  if (!readers.len) return;
  begin(&t, WARNING);
  text_adds(&t, c->key);
  text_adds(&t, ": it can be read by ");
  text_add(&t, readers.s, readers.len);
  text_adds(&t, "; root alone will do");
  say(&t);
}

/* What DANE wants in the DNS (RFC 7672): this key, whoever vouches for it. It
   stays the same as long as the key does. */
static void dane(struct pair const *p)
{
  char array[LINE], name[256];
  struct text t = TEXT(array);
  int serves = all.host && pair_serves(p, all.host);
  all.served += serves;
  pair_name(p, name, sizeof name);
  begin(&t, INFO);
  text_adds(&t, "_25._tcp.");
  text_addclean(&t, serves ? all.host : name,
    strlen(serves ? all.host : name));
  text_adds(&t, ". IN TLSA 3 1 1 ");
  pair_add_digest(p, &t);
  say(&t);
}

static void look(struct tls_certificate const *c)
{
  struct pair *p = &all.pair[all.pairs];
  if (!read_pair(p, c)) return;
  all.pairs++;
  validity(p, c);
  secrecy(c);
  dane(p);
}

/* What no single certificate is wrong about. */
static void look_at_all(void)
{
  char array[LINE];
  struct text why = { array, 0, sizeof array - 1, 0 };
  if (!all.pairs) return;
  if (!context_make(&all.settings, all.pair, all.pairs, &why))
  {
    array[why.len] = 0;
    say_of(ERROR, TLS_FILE ": ", array);
  }
  if (all.host && !all.served)
    say_of(WARNING, TLS_FILE ": no certificate is for the name in the "
      "greeting, ", all.host);
}

int inspect(int home, char const *host)
{
  static char array[16384];
  struct text why = { array, 0, sizeof array - 1, 0 };
  unsigned int i = 0;
  all.host = host;
  if (fd_chdir(home) == -1) return -1;
  if (!tls_settings_survey(home, TLS_FILE, &why)) say_mistakes(&why);
  else if (!tls_settings_read(&all.settings, home, &why))
    say_of(ERROR, TLS_FILE ": ", "there is none");
  for (; i < all.settings.certificates; i++)
    look(&all.settings.certificate[i]);
  look_at_all();
  return all.errors;
}
