/* Control files. Whoever refuses one says why, and the two who read it, a
   connection and `qkarma check', are of one mind. */

#include <string.h>
#include <fcntl.h>
#include <unistd.h>

#include "fuzz.h"
#include "../../src/checks/lists.h"
#include "../../src/checks/ruleset.h"
#include "../../src/checks/spare.h"
#include "../../src/checks/tlds.h"
#include "../../src/checks/traps.h"
#include "../../src/config/maildirs.h"
#include "../../src/config/tls.h"

#define CHECKS "control/checks"
#define AWARDS "control/awards"

static int checks(struct text *why)
{
  static struct ruleset r;
  memset(&r, 0, sizeof r);
  return ruleset_read_bare(&r, AT_FDCWD, why);
}

static int lint_checks(int at, char const *file, struct text *why)
{
  static struct ruleset r;
  memset(&r, 0, sizeof r);
  return ruleset_lint(&r, at, file, why);
}

static int awards(struct text *why)
{
  struct awards a = awards_default;
  unsigned int i = 0;
  int r = ruleset_awards(&a, AT_FDCWD, why);
  for (; r == 1 && i < EVENTS; i++)
    MUST(a.points[i] <= AWARD_MAX && a.points[i] >= -AWARD_MAX);
  return r;
}

static int lint_awards(int at, char const *file, struct text *why)
{
  struct awards a = awards_default;
  return ruleset_awards_lint(&a, at, file, why);
}

static int dnsbl(struct text *why)
{
  static struct lists l;
  memset(&l, 0, sizeof l);
  return lists_read(&l, AT_FDCWD, DNSBL, why);
}

static int maildirs(struct text *why)
{
  struct maildirs m = MAILDIRS_ZERO;
  int r = maildirs_read(&m, AT_FDCWD, why);
  if (r == 1) maildirs_find(&m, "ann+x@example.org", 5, 17);
  return r;
}

static int tls(struct text *why)
{
  static struct tls_settings s;
  memset(&s, 0, sizeof s);
  return tls_settings_read(&s, AT_FDCWD, why);
}

/* Read as a connection reads it (1; 0 or -1 it is wrong), where there is a
   function that says so, and looked at as check does (1; 0). Check finds also
   what a connection can live with: that is so in `stricter'. */
static struct
{
  char const *file;
  int (*read)(struct text *);
  int (*lint)(int, char const *, struct text *);
  int stricter;
} const kinds[] =
{
  { CHECKS, checks, lint_checks, 0 },
  { AWARDS, awards, lint_awards, 0 },
  { DNSBL, dnsbl, lists_lint, 1 },
  { MAILDIRS_FILE, maildirs, maildirs_lint, 0 },
  { TLS_FILE, tls, tls_settings_survey, 0 },
  { TLDS, 0, tlds_lint, 0 },
  { TRAPS, 0, traps_lint, 0 },
  { SPARE, 0, spare_lint, 0 }
};

void fuzz(char const *s, size_t n)
{
  struct bytes b = { s, n };
  char array[2000], more[20000];
  struct text why = TEXT(array), all = TEXT(more);
  unsigned int i = bytes_number(&b) % (sizeof kinds / sizeof *kinds);
  int good, clean;
  if (n > 20000) return;
  close(fuzz_file(kinds[i].file, b.s, b.n));
  good = kinds[i].read ? kinds[i].read(&why) : 1;
  MUST(good == 1 || why.len);
  clean = kinds[i].lint(AT_FDCWD, kinds[i].file, &all);
  MUST(clean == 1 || all.len);
  if (kinds[i].read)
    MUST(clean == 1 ? good == 1 : good != 1 || kinds[i].stricter);
  unlink(kinds[i].file);
}
