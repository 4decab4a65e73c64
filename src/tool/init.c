/* qkarma init: makes the state directory, or mends its owners and modes. Run
   again it does no harm: what is there stays, with its contents. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>
#include <skalibs/random.h>
#include <skalibs/strerr.h>

#include "account.h"
#include "tree.h"
#include "words.h"
#include "../base/text.h"
#include "../config/home.h"
#include "../config/host.h"
#include "../store/journal.h"
#include "../store/lock.h"

extern struct command const command_init;

#define ACCOUNT "qkarma"      /* owner and group, as root, unless -u and -g */
#define SECRET_LEN 32
#define HOST_UNKNOWN "localhost"
#define OUTPUT_MAX 5000     /* a path and a dozen lines */

static char output[OUTPUT_MAX];
static struct text said = TEXT(output);

static void dief(char const *verb, char const *name)
{
  strerr_diefusys(111, verb, " ", home_path(), "/", name);
}

/* Tell what was done, or die of it. */
static void report(enum tree_done done, char const *name, char const *more)
{
  if (done == TREE_BROKEN) dief("make", name);
  if (done == TREE_KEPT) return;
  text_adds(&said, done == TREE_MADE ? "  made    " : "  mended  ");
  text_adds(&said, name);
  text_adds(&said, more);
  if (done == TREE_MENDED)
  {
    text_adds(&said, " (");
    tree_change(&said);
    text_addc(&said, ')');
  }
  text_addc(&said, '\n');
}

static uint32_t account(char const *database, char const *name)
{
  char const *what = *database == 'p' ? "user" : "group";
  uint32_t id;
  switch (account_find(&id, database, name))
  {
    case 1: return id;
    case 0:
      if (strcmp(name, ACCOUNT))
        strerr_dief(100, "there is no ", what, " ", name);
      strerr_dief(100, "there is no ", what, " " ACCOUNT ": make it with "
        "useradd -r -U -M -d ", home_path(), " -s /usr/sbin/nologin " ACCOUNT
        ", or name others with -u and -g");
    default:
      strerr_diefusys(111, "ask getent about ", what, " ", name,
        " (a number needs no asking)");
  }
}

/* Whose the tree is. Its control tells, since a restored tree may stand in a
   directory that root has made; what is root's there is nobody's choice. */
static void owner_before(struct owner *o)
{
  struct stat st;
  int home = home_open();
  o->uid = (uid_t)-1;
  o->gid = (gid_t)-1;
  if (home == -1) return;
  if (fstatat(home, "control", &st, AT_SYMLINK_NOFOLLOW) == 0
    && S_ISDIR(st.st_mode))
  {
    if (st.st_uid) o->uid = st.st_uid;
    if (st.st_gid) o->gid = st.st_gid;
  }
  fd_close(home);
}

/* Whose the tree shall be. For an ordinary user it stays his own. */
static void owner(struct owner *o, char const *const *argv)
{
  char const *user = 0, *group = 0;
  struct setting const settings[] = { { "-u", 0, &user }, { "-g", 0, &group },
    { 0, 0, 0 } };
  struct words w;
  words_scan(&w, &command_init, settings, argv);
  if (words_next(&w)) words_usage(&command_init);
  o->uid = (uid_t)-1;
  o->gid = (gid_t)-1;
  if (!geteuid()) owner_before(o);
  if (!geteuid() && !user && o->uid == (uid_t)-1) user = ACCOUNT;
  if (!geteuid() && !group && o->gid == (gid_t)-1) group = ACCOUNT;
  if (user) o->uid = account("passwd", user);
  if (group) o->gid = account("group", group);
}

/* A directory with something in it, but no control, is not ours to chown. */
static int strange(int home)
{
  struct stat st;
  unsigned int entries = 0;
  int fd = openat(home, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *dir = fd == -1 ? 0 : fdopendir(fd);
  if (!dir) strerr_diefusys(111, "read directory ", home_path());
  while (entries < 3 && readdir(dir)) entries++;
  closedir(dir);
  return entries == 3     /* more than . and .. */
    && fstatat(home, "control", &st, AT_SYMLINK_NOFOLLOW) == -1;
}

static int make_home(struct owner const *o)
{
  enum tree_done done;
  int made = mkdir(home_path(), S_IRWXU) == 0;
  int home;
  if (!made && errno != EEXIST)
    strerr_diefusys(111, "make directory ", home_path());
  home = home_open();
  if (home == -1) strerr_diefusys(111, "open directory ", home_path());
  if (!made && strange(home))
    strerr_dief(100, home_path(), " is not empty and no state directory");
  done = tree_opened(home, o, 0755);
  report(made && done != TREE_BROKEN ? TREE_MADE : done, ".", "");
  return home;
}

static int directory(int home, char const *name, struct owner const *o,
  mode_t mode)
{
  int fd;
  report(tree_directory(&fd, home, name, o, mode), name, "");
  return fd;
}

/* This host's name in the journal: of what the system calls itself, that
   which can stand in a file's name. */
static void host_name(struct text *t)
{
  char name[256];
  size_t i = 0;
  if (gethostname(name, sizeof name) == -1) name[0] = 0;
  name[sizeof name - 1] = 0;
  for (; name[i] && t->len < HOST_LEN; i++)
  {
    char c = name[i];
    int alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
      || (c >= '0' && c <= '9');
    if (alnum) text_addc(t, c);
    else if (t->len) text_addc(t, c == '.' ? c : '-');
  }
  if (!t->len) text_adds(t, HOST_UNKNOWN);
}

/* A file that stays as it is, or begins with these n bytes. */
static enum tree_done file(int at, char const *name, char const *s, size_t n,
  struct owner const *o, mode_t mode)
{
  enum tree_done done = tree_file(at, name, o, mode);
  if (done != TREE_BROKEN || errno != ENOENT) return done;
  return tree_create(at, name, s, n, o, mode);
}

static void make_host(int control, struct owner const *o)
{
  char line[HOST_LEN + 1], more[HOST_LEN + 4];
  struct text host = TEXT(line), note = TEXT(more);
  enum tree_done done;
  host_name(&host);
  text_adds(&note, " (");
  text_add(&note, host.s, host.len);
  text_add(&note, ")", 2);
  text_addc(&host, '\n');
  done = file(control, "host", host.s, host.len, o, 0644);
  report(done, "control/host", done == TREE_MADE ? more : "");
}

static void make_secret(int control, struct owner const *o)
{
  char secret[SECRET_LEN];
  struct stat st;
  random_buf(secret, sizeof secret);
  report(file(control, "secret", secret, sizeof secret, o, 0640),
    "control/secret", "");
  if (fstatat(control, "secret", &st, AT_SYMLINK_NOFOLLOW) == -1)
    dief("look at", "control/secret");
  if (st.st_size != SECRET_LEN)
    strerr_dief(100, home_path(), "/control/secret is not 32 bytes long: "
      "remove it and run this again");
}

/* The first segment is the store's to make, under its lock; a fold that holds
   the lock has made one already. */
static void make_segment(int home, int journal, struct owner const *o)
{
  enum tree_done done = tree_file(journal, "current", o, 0660);
  char const *file;
  int made = 0, lock;
  if (done == TREE_BROKEN && errno == ENOENT)
  {
    lock = lock_take(home);
    if (lock == -1) dief("take", "lock");
    made = journal_create(home, &file);
    if (made == -1) dief("make", file);
    fd_close(lock);
    done = tree_file(journal, "current", o, 0660);
  }
  report(made && done != TREE_BROKEN ? TREE_MADE : done, "journal/current",
    "");
}

static void tell(void)
{
  char line[OUTPUT_MAX];
  struct text t = TEXT(line);
  text_adds(&t, home_path());
  text_adds(&t, said.len ? ":\n" : " is as it should be\n");
  text_add(&t, said.s, said.len);
  if (allwrite(1, t.s, t.len) < t.len) strerr_diefusys(111, "write");
}

static int run(char const *const *argv)
{
  struct owner o;
  int home, control, journal;
  owner(&o, argv);
  umask(077);
  home = make_home(&o);
  control = directory(home, "control", &o, 0750);
  make_host(control, &o);
  make_secret(control, &o);
  journal = directory(home, "journal", &o, 0755);
  report(file(home, "lock", 0, 0, &o, 0644), "lock", "");
  make_segment(home, journal, &o);
  directory(home, "base", &o, 0755);
  tell();
  return 0;
}

struct command const command_init =
{
  "init",
  "[-u user] [-g group]",
  "make the state directory, or mend its owners and modes",
  "  -u user      who owns it and runs fold and tool \n"
  "  -g group     the group that qkarma-smtpd runs with\n"
  "Without them both stay as they are; as root, in a new tree: qkarma\n",
  run
};
