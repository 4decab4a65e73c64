/* The state directory and its databases. */

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include <skalibs/strerr.h>

#include "state.h"
#include "../../base/text.h"
#include "../../config/home.h"
#include "../../config/owner.h"

int state_open(void)
{
  int home = home_open();
  if (home == -1 && errno == ENOENT)
    strerr_dief(111, "unable to open ", home_path(), ": ", strerror(errno),
      "; `qkarma init` makes one, QKARMA names another");
  if (home == -1) strerr_diefusys(111, "open ", home_path());
  return home;
}

char const *state_denied(int e)
{
  static char array[1000];
  struct text t = { array, 0, sizeof array - 1, 0 };
  if (e != EACCES && e != EPERM) return "";
  text_adds(&t, "; root may, and the owner of ");
  text_adds(&t, home_path());
  return array;
}

void state_own(int home)
{
  if (!owner_become(home))
    strerr_diefusys(111, "become the owner of ", home_path());
}

void state_reader(struct reader *r, int home)
{
  if (reader_open(r, home) != -1) return;
  if (r->karma.fd == -1) strerr_dief(111, r->file, ": ", r->why);
  strerr_warnw(r->file, ": ", r->why);
}

int state_find(struct reader *r, struct key const *k, struct record *record)
{
  int found = reader_find(r, k, record);
  if (found == -1)
    strerr_dief(111, r->file, ": ", r->why, "; `qkarma verify` tells more");
  return found;
}

int state_scan(struct merged_scan *v, int home)
{
  struct error error;
  int r = merged_scan_open(v, home, &error);
  if (r == -1) strerr_dief(111, error.text);
  return r;
}

int state_next(struct merged_scan *v)
{
  struct error error;
  int r = merged_scan_next(v, &error);
  if (r == -1) strerr_dief(111, error.text);
  return r;
}

uint64_t state_folded(int home)
{
  static char const *const names[] = { KARMA_CDB, RECENT_CDB };
  uint64_t last = 0;
  unsigned int i = 0;
  for (; i < 2; i++)
  {
    struct stat st;
    if (fstatat(home, names[i], &st, 0) == -1)
    {
      if (errno != ENOENT) strerr_diefusys(111, "look at ", names[i]);
    }
    else if ((uint64_t)st.st_mtime > last) last = (uint64_t)st.st_mtime;
  }
  return last;
}
