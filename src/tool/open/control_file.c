/* The control files that an operator writes. */

#include <string.h>

#include "control_file.h"
#include "../../checks/last_right.h"
#include "../../checks/lists.h"
#include "../../checks/ruleset.h"
#include "../../checks/spare_table.h"
#include "../../checks/tlds.h"
#include "../../checks/traps.h"
#include "../../config/control.h"
#include "../../config/maildirs.h"
#include "../../config/tls.h"

#define NEXT " is in force from the next connection on\n"

static int checks(int at, char const *file, struct text *why)
{
  static struct ruleset ruleset;
  return ruleset_lint(&ruleset, at, file, why);
}

static int awards(int at, char const *file, struct text *why)
{
  struct awards points = awards_default;
  return ruleset_awards_lint(&points, at, file, why);
}

static int recipient(void *data, struct control const *c, struct text *why)
{
  (void)data;
  if (c->words == 1 && strchr(c->word[0], '@')) return 1;
  text_adds(why, "a line is user@domain or @domain");
  return 0;
}

static int recipients(int at, char const *file, struct text *why)
{
  return control_all(file, at, recipient, 0, why) != -1;
}

struct control_file const control_files[] =
{
  { "checks", LAST_RIGHT_CHECKS, checks, 0, NEXT },
  { "awards", LAST_RIGHT_AWARDS, awards, 0, NEXT },
  { "tlds", TLDS, tlds_lint, 0, NEXT },
  { "traps", TRAPS, traps_lint, 0, NEXT },
  { "spare", SPARE, spare_lint, spare_table_renew, NEXT },
  { "dnsbl", DNSBL, lists_lint, 0, NEXT },
  { "rhsbl", RHSBL, lists_lint, 0, NEXT },
  { "denysoft_recipients", "control/denysoft_recipients", recipients, 0, NEXT },
  { "maildirs", MAILDIRS_FILE, maildirs_lint, 0, NEXT },
  { "tls", TLS_FILE, tls_settings_survey, 0,
    " is in force when qkarma-tlsd is restarted\n" },
  { 0, 0, 0, 0, 0 }
};

struct control_file const *control_file_find(char const *name)
{
  struct control_file const *c = control_files;
  while (c->name && strcmp(c->name, name)) c++;
  return c->name ? c : 0;
}
