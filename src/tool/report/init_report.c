/* What `qkarma init` tells of what it did. */

#include <skalibs/allreadwrite.h>
#include <skalibs/strerr.h>

#include "init_report.h"
#include "../../base/text.h"
#include "../../config/home.h"

#define OUTPUT_MAX 5000     /* a path and a dozen lines */

static char output[OUTPUT_MAX];
static struct text said = TEXT(output);

void init_die(char const *verb, char const *name)
{
  if (*name == '/') strerr_diefusys(111, verb, " ", name);
  strerr_diefusys(111, verb, " ", home_path(), "/", name);
}

static void add_owner(struct text *t, uid_t uid, gid_t gid)
{
  text_addu(t, uid);
  text_addc(t, ':');
  text_addu(t, gid);
}

static void add_mode(struct text *t, mode_t mode)
{
  unsigned int digit = 4;
  while (digit--) text_addc(t, (char)('0' + (mode >> 3 * digit & 7)));
}

/* ` (0:0 to 998:998, 0600 to 0640)` */
static void add_change(struct text *t, struct tree_was const *was,
  struct owner const *o, mode_t mode)
{
  uid_t uid = o->uid == (uid_t)-1 ? was->uid : o->uid;
  gid_t gid = o->gid == (gid_t)-1 ? was->gid : o->gid;
  int owner = was->uid != uid || was->gid != gid;
  text_adds(t, " (");
  if (owner)
  {
    add_owner(t, was->uid, was->gid);
    text_adds(t, " to ");
    add_owner(t, uid, gid);
  }
  if (was->mode != mode)
  {
    if (owner) text_adds(t, ", ");
    add_mode(t, was->mode);
    text_adds(t, " to ");
    add_mode(t, mode);
  }
  text_addc(t, ')');
}

void init_report(enum tree_done done, struct init_entry const *entry,
  char const *more)
{
  if (done == TREE_BROKEN) init_die("make", entry->name);
  if (done == TREE_KEPT) return;
  text_adds(&said, done == TREE_MADE ? "  made    " : "  mended  ");
  text_adds(&said, entry->name);
  text_adds(&said, more);
  if (done == TREE_MENDED)
    add_change(&said, &entry->was, entry->owner, entry->mode);
  text_addc(&said, '\n');
}

void init_report_print(void)
{
  char line[OUTPUT_MAX];
  struct text t = TEXT(line);
  text_adds(&t, home_path());
  text_adds(&t, said.len ? ":\n" : " is as it should be\n");
  text_add(&t, said.s, said.len);
  if (allwrite(1, t.s, t.len) < t.len) strerr_diefusys(111, "write");
}
