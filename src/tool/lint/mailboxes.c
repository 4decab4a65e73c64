/* The Maildirs of the embedded backend: what maildir/delivery.c will ask of
   them, asked before there is mail. */

#include <errno.h>
#include <string.h>

#include "mailboxes.h"
#include "../../config/maildirs.h"

#define PATH 4096       /* bytes of a path; a longer one is cut */

enum { ENTER = ACCESS_SEARCH, LIST = ACCESS_READ | ACCESS_SEARCH,
  MAKE = ACCESS_WRITE | ACCESS_SEARCH };

static struct
{
  char const *name;
  unsigned int needs;
} const parts[] =
{
  { "", LIST },
  { "/tmp", MAKE },
  { "/new", MAKE | ACCESS_READ }
};

struct look
{
  struct findings *f;
  int home;
  struct smtpd_user user;
  struct maildirs_line line;
};

static void complain(struct look const *l, char const *path, char const *what)
{
  char array[PATH + 200];
  struct text t = TEXT(array);
  text_adds(&t, MAILDIRS_FILE ": line ");
  text_addu(&t, l->line.number);
  text_adds(&t, ": ");
  text_addclean(&t, path, strlen(path));
  text_adds(&t, ": ");
  text_adds(&t, what);
  finding_text(l->f, FINDING_ERROR, &t);
}

/* 1 if it is a directory, and the user may do this in it. */
static int directory(struct look const *l, char const *path,
  unsigned int needs)
{
  struct stat st;
  char const *wrong = 0;
  int known = l->user.uid != (uid_t)-1;
  if (fstatat(l->home, path, &st, 0) == -1) wrong = strerror(errno);
  else if (!S_ISDIR(st.st_mode)) wrong = "it is not a directory";
  else if (known && !access_may(&st, &l->user, needs))
    wrong = needs & ACCESS_WRITE ? "qkarma-maildir may not write into it"
      : "qkarma-maildir may not enter it";
  if (wrong) complain(l, path, wrong);
  return !wrong;
}

/* All directories above it can be passed. */
static int parents(struct look const *l)
{
  char path[PATH];
  char const *s = l->line.maildir, *slash = s;
  while ((slash = strchr(slash + 1, '/')))
  {
    size_t n = (size_t)(slash - s);
    if (n >= sizeof path || !slash[1]) break;
    memcpy(path, s, n);
    path[n] = 0;
    if (!directory(l, path, ENTER)) return 0;
  }
  return 1;
}

static void maildir(struct look const *l)
{
  char path[PATH];
  struct text t = { path, 0, sizeof path - 1, 0 };
  unsigned int i = 0;
  int good = parents(l);
  for (; good && i < sizeof parts / sizeof *parts; i++)
  {
    t.len = 0;
    text_adds(&t, l->line.maildir);
    text_adds(&t, parts[i].name);
    path[t.len] = 0;
    good = directory(l, path, parts[i].needs);
  }
}

/* Does the line before have the same Maildir? Then it was looked at. */
static int same_as_before(struct maildirs const *m, size_t i,
  char const *maildir)
{
  struct maildirs_line before;
  return i && maildirs_at(&before, m, i - 1)
    && !strcmp(before.maildir, maildir);
}

void mailboxes_find(struct findings *f, int home, struct smtpd_user const *v,
  int runs)
{
  static struct maildirs m = MAILDIRS_ZERO;
  struct look l = { f, home, access_user(home, v), { 0, 0, 0 } };
  char array[1000];
  struct text why = TEXT(array);
  size_t i = 0;
  int r = maildirs_read(&m, home, &why);
  if (!r && runs) finding(f, FINDING_ERROR, MAILDIRS_FILE,
    "there is no such file: qkarma-maildir accepts mail for nobody");
  for (; r == 1 && maildirs_at(&l.line, &m, i); i++)
    if (!same_as_before(&m, i, l.line.maildir)) maildir(&l);
}
