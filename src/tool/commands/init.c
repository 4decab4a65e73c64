/* qkarma init: makes the state directory, or mends its owners and modes. Run
   again it does no harm: what is there stays, with its contents. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/random.h>
#include <skalibs/stralloc.h>
#include <skalibs/strerr.h>

#include "../args/account.h"
#include "../args/words.h"
#include "../report/init_front.h"
#include "../report/init_report.h"
#include "../../base/clock.h"
#include "../../base/date.h"
#include "../../base/text.h"
#include "../../checks/registry.h"
#include "../../config/home.h"
#include "../../config/host.h"
#include "../../database/reader.h"
#include "../../fold/lock.h"
#include "../../journal/journal.h"

extern struct command const command_init;

#define ACCOUNT "qkarma"      /* owner and group, as root, unless -u and -g */
#define SECRET_LEN 32
#define OBSERVE 7             /* days */
#define DAY 86400u
#define HOST_UNKNOWN "localhost"

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
        " (a number is taken as it is)");
  }
}

/* Whose a tree is that is there already: who can fold, and what qkarma-smtpd
   has to be in to enter control. What is root's there is nobody's choice. */
static void owner_there(struct owner *o)
{
  struct stat control, journal;
  int home = home_open(), there;
  if (home == -1) return;
  there = fstatat(home, "control", &control, AT_SYMLINK_NOFOLLOW) == 0;
  if (fstatat(home, "journal", &journal, AT_SYMLINK_NOFOLLOW) == -1)
    journal = control;
  fd_close(home);
  if (!there) return;
  if (journal.st_uid) o->uid = journal.st_uid;
  if (control.st_gid) o->gid = control.st_gid;
}

struct front
{
  char const *directory;    /* 0: none */
  gid_t gid;                /* (gid_t)-1: as it is */
};

/* Whose the tree shall be: who is named; else it stays whose it is; else, for
   root, qkarma's. */
static void owner(struct owner *o, struct front *f, char const *const *argv)
{
  char const *user = 0, *group = 0, *mail = 0;
  struct setting const settings[] = { { "-u", 0, &user }, { "-g", 0, &group },
    { "--front", 0, &f->directory }, { "--for", 0, &mail }, { 0, 0, 0 } };
  struct words w;
  words_scan(&w, &command_init, settings, argv);
  words_end(&w);
  if (mail && !f->directory) words_usage(&command_init);
  f->gid = mail ? account("group", mail) : (gid_t)-1;
  o->uid = (uid_t)-1;
  o->gid = (gid_t)-1;
  if (!geteuid())
  {
    owner_there(o);
    if (!user && o->uid == (uid_t)-1) user = ACCOUNT;
    if (!group && o->gid == (gid_t)-1) group = ACCOUNT;
  }
  if (user) o->uid = account("passwd", user);
  if (group) o->gid = account("group", group);
}

/* A directory with something in it, but no control, is not ours to chown. */
static int not_ours(int home)
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
  struct init_entry entry = { .name = ".", .mode = 0755, .owner = o };
  enum tree_done done;
  int made = mkdir(home_path(), S_IRWXU) == 0;
  int home;
  if (!made && errno != EEXIST)
    strerr_diefusys(111, "make directory ", home_path());
  home = home_open();
  if (home == -1) strerr_diefusys(111, "open directory ", home_path());
  if (!made && not_ours(home))
    strerr_dief(100, home_path(), " is not empty, and is not a state"
      " directory");
  done = tree_opened(home, o, entry.mode, &entry.was);
  init_report(made && done != TREE_BROKEN ? TREE_MADE : done, &entry, "");
  return home;
}

/* *made, unless that is a null pointer: it was not there. */
static int directory(int home, char const *name, struct owner const *o,
  mode_t mode, int *made)
{
  struct init_entry entry = { .name = name, .mode = mode, .owner = o };
  int fd;
  enum tree_done done = tree_directory(&fd, home, name, o, mode, &entry.was);
  init_report(done, &entry, "");
  if (made) *made = done == TREE_MADE;
  return fd;
}

/* This host's name in the journal: what gethostname() says, as far as it can
   stand in a file's name. */
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
  struct init_entry *e)
{
  enum tree_done done = tree_file(at, name, e->owner, e->mode, &e->was);
  if (done != TREE_BROKEN || errno != ENOENT) return done;
  return tree_create(at, name, s, n, e->owner, e->mode);
}

static void make_host(int control, struct owner const *o)
{
  char line[HOST_LEN + 1], more[HOST_LEN + 4];
  struct text host = TEXT(line), note = TEXT(more);
  struct init_entry entry = { .name = "control/host", .mode = 0644,
    .owner = o };
  enum tree_done done;
  host_name(&host);
  text_adds(&note, " (");
  text_add(&note, host.s, host.len);
  text_add(&note, ")", 2);
  text_addc(&host, '\n');
  done = file(control, "host", host.s, host.len, &entry);
  init_report(done, &entry, done == TREE_MADE ? more : "");
}

static void make_secret(int control, struct owner const *o)
{
  struct init_entry entry = { .name = "control/secret", .mode = 0640,
    .owner = o };
  char secret[SECRET_LEN];
  struct stat st;
  random_buf(secret, sizeof secret);
  init_report(file(control, "secret", secret, sizeof secret, &entry), &entry,
    "");
  if (fstatat(control, "secret", &st, AT_SYMLINK_NOFOLLOW) == -1)
    init_die("look at", "control/secret");
  if (st.st_size != SECRET_LEN)
    strerr_dief(100, home_path(), "/control/secret is not 32 bytes long: "
      "remove it and run this again");
}

/* A week, to its last day's end. */
static void observe_until(stralloc *sa)
{
  char day[20];
  struct text t = TEXT(day);
  struct date d;
  date_of(&d, clock_seconds() + OBSERVE * DAY + DAY - 1);
  date_addday(&t, &d);
  stralloc_catb(sa, t.s, t.len);
}

/* Nobody is refused by a host on which nobody has looked at the log yet. What
   is in force without this file is so until then; a state directory of before
   has its own or, by somebody's choice, none. */
static void make_checks(int control, struct owner const *o)
{
  struct init_entry entry = { .name = "control/checks", .mode = 0644,
    .owner = o };
  stralloc sa = STRALLOC_ZERO;
  if (!stralloc_cats(&sa, "# qkarma-checks(5). Until that day (0:00 UTC) nobody"
    " is refused; the log says\n# who would be. `qkarma check' tells what is in"
    " force.\nobserve until ")) strerr_diefusys(111, "allocate");
  observe_until(&sa);
  stralloc_catb(&sa, "\n\n", 2);
  registry_standard(&sa);
  init_report(file(control, "checks", sa.s, sa.len, &entry), &entry, "");
}

/* The first segment is made by journal/, under the fold's lock; a fold that
   holds the lock has made one already. */
static void make_segment(int home, int journal, struct owner const *o)
{
  struct init_entry entry = { .name = "journal/current", .mode = 0660,
    .owner = o };
  enum tree_done done = tree_file(journal, "current", o, entry.mode,
    &entry.was);
  char const *file;
  uint64_t floor;
  int made = 0, lock;
  if (done == TREE_BROKEN && errno == ENOENT)
  {
    lock = lock_take(home);
    if (lock == -1) init_die("take", "lock");
    if (!reader_floor(&floor, home))
      init_die("read the headers of databases in", ".");
    made = journal_create(home, floor, &file);
    if (made == -1) init_die("make", file);
    fd_close(lock);
    done = tree_file(journal, "current", o, entry.mode, &entry.was);
  }
  init_report(made && done != TREE_BROKEN ? TREE_MADE : done, &entry, "");
}

static int run(char const *const *argv)
{
  struct owner o;
  struct front front = { 0, 0 };
  struct init_entry lock = { .name = LOCK, .mode = LOCK_MODE, .owner = &o };
  int home, control, journal, made;
  owner(&o, &front, argv);
  umask(077);
  home = make_home(&o);
  control = directory(home, "control", &o, 0750, &made);
  if (made) make_checks(control, &o);
  make_host(control, &o);
  make_secret(control, &o);
  journal = directory(home, "journal", &o, 0755, 0);
  init_report(file(home, LOCK, 0, 0, &lock), &lock, "");
  make_segment(home, journal, &o);
  directory(home, "base", &o, 0755, 0);
  if (front.directory) init_front(home, front.directory, front.gid);
  init_report_print();
  return 0;
}

struct command const command_init =
{
  "init",
  "[-u user] [-g group] [--front directory [--for group]]",
  "make the state directory, or mend its owners and modes",
  "  -u user      who owns it and runs fold and tool\n"
  "  -g group     the group that qkarma-smtpd runs with\n"
  "  --front directory  make a set-group-ID copy of qkarma-smtpd there,\n"
  "               so that the server behind it does not have this group\n"
  "  --for group  what it has instead: only that may enter the directory\n"
  "\nWithout them owner and group stay what they are; what root makes anew is\n"
  "qkarma's.\n",
  run
};
