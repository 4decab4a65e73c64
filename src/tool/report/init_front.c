/* The directory of a set-group-ID qkarma-smtpd. Unlike the state directory it
   has no owner but root: what is run from it gets a group. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/stralloc.h>
#include <skalibs/strerr.h>

#include "init_front.h"
#include "init_report.h"
#include "../../base/text.h"
#include "../../config/key.h"

#define PROGRAM "qkarma-smtpd"
#define NEW "new"     /* a copy that is not in its place yet */
#define KEY "Who opens this for qkarma-smtpd is root.\n"

static struct owner const root = { 0, 0 };

/* A directory with other things in it is somebody else's: to shut it would
   hurt. */
static void see_that_it_is_ours(int fd, char const *path)
{
  int copy = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *dir = copy == -1 ? 0 : fdopendir(copy);
  struct dirent const *e;
  struct stat st;
  if (!dir || fstat(fd, &st) == -1) strerr_diefusys(111, "read ", path);
  if (st.st_uid) strerr_dief(100, path, " is not root's");
  while ((e = readdir(dir)))
    if (strcmp(e->d_name, ".") && strcmp(e->d_name, "..")
      && strcmp(e->d_name, PROGRAM) && strcmp(e->d_name, NEW))
      strerr_dief(100, path, " has other things in it: ", e->d_name);
  closedir(dir);
}

static int open_directory(char const *path, struct owner const *o)
{
  struct init_entry entry = { .name = path, .mode = 0710, .owner = o };
  enum tree_done done;
  int made = mkdir(path, S_IRWXU) == 0, fd;
  if (!made && errno != EEXIST) strerr_diefusys(111, "make ", path);
  fd = openat(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd == -1) strerr_diefusys(111, "open ", path);
  see_that_it_is_ours(fd, path);
  done = tree_opened(fd, o, entry.mode, &entry.was);
  init_report(made && done != TREE_BROKEN ? TREE_MADE : done, &entry, "");
  return fd;
}

/* The program that is installed: the first in PATH that is not in here. */
static void read_installed(stralloc *program, int front)
{
  char const *path = getenv("PATH");
  struct stat ours, st;
  size_t n;
  if (fstat(front, &ours) == -1) strerr_diefusys(111, "look at the directory");
  for (path = path ? path : ""; *path; path += n + (path[n] == ':'))
  {
    char name[4096];
    struct text t = TEXT(name);
    n = strcspn(path, ":");
    text_add(&t, path, n);
    text_addc(&t, 0);
    if (stat(name, &st) == -1
      || (st.st_dev == ours.st_dev && st.st_ino == ours.st_ino)) continue;
    t.len--;
    text_add(&t, "/" PROGRAM, sizeof "/" PROGRAM);
    if (!t.cut && openslurpclose(program, name)) return;
  }
  strerr_dief(111, "there is no " PROGRAM " in PATH to make a copy of");
}

/* Is the copy that is here already (-1: none) the same, and only here? */
static int same(int old, stralloc const *program)
{
  stralloc copy = STRALLOC_ZERO;
  struct stat st;
  int r = old != -1 && fstat(old, &st) == 0 && st.st_nlink == 1
    && slurp(&copy, old) && copy.len == program->len
    && !memcmp(copy.s, program->s, copy.len);
  stralloc_free(&copy);
  return r;
}

/* Whoever may enter may have given the old one another name, where systems let
   him; what is wrong with it would be of use to him for ever. */
static int retire(int old)
{
  struct stat st;
  if (old == -1) return 1;
  return fstat(old, &st) == 0 && fchmod(old, st.st_mode & 01777) == 0;
}

/* A new one takes the place of the old one in one step. */
static int replace(int front, int old, stralloc const *program,
  struct init_entry const *e)
{
  if (unlinkat(front, NEW, 0) == -1 && errno != ENOENT) return 0;
  return tree_create(front, NEW, program->s, program->len, e->owner, e->mode)
    != TREE_BROKEN
    && renameat(front, NEW, front, PROGRAM) == 0 && fd_sync(front) == 0
    && retire(old);
}

static enum tree_done copy(int front, stralloc const *program,
  struct init_entry *e)
{
  int old = openat(front, PROGRAM, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  enum tree_done done;
  if (same(old, program))
    done = tree_file(front, PROGRAM, e->owner, e->mode, &e->was);
  else done = replace(front, old, program, e) ? TREE_MADE : TREE_BROKEN;
  if (old != -1) fd_close(old);
  return done;
}

static void make_program(int front, char const *directory, gid_t gid)
{
  char path[strlen(directory) + sizeof "/" PROGRAM];
  struct owner const o = { 0, gid };
  struct init_entry entry = { .name = path, .mode = 02711, .owner = &o };
  stralloc program = STRALLOC_ZERO;
  strcpy(path, directory);
  strcat(path, "/" PROGRAM);
  read_installed(&program, front);
  init_report(copy(front, &program, &entry), &entry, "");
  stralloc_free(&program);
}

static void make_key(int home)
{
  struct init_entry entry = { .name = KEY_FILE, .mode = 0400, .owner = &root };
  enum tree_done done = tree_file(home, KEY_FILE, &root, entry.mode,
    &entry.was);
  if (done == TREE_BROKEN && errno == ENOENT)
    done = tree_create(home, KEY_FILE, KEY, sizeof KEY - 1, &root, entry.mode);
  init_report(done, &entry, "");
}

void init_front(int home, char const *directory, gid_t gid)
{
  struct owner o = { 0, gid };
  struct stat control, st;
  int fd;
  if (geteuid()) strerr_dief(100, "only root can make a front");
  if (*directory != '/')
    strerr_dief(100, directory, " does not begin with a slash");
  if (fstatat(home, "control", &control, AT_SYMLINK_NOFOLLOW) == -1)
    init_die("look at", "control");
  if (!control.st_gid) strerr_dief(100, "control has root's group: name "
    "another with -g");
  if (gid == (gid_t)-1) o.gid = stat(directory, &st) == 0 ? st.st_gid : 0;
  if (!o.gid || o.gid == control.st_gid) strerr_dief(100, "say with --for which "
    "group the mail server has: not root, nor that of control");
  fd = open_directory(directory, &o);
  make_program(fd, directory, control.st_gid);
  fd_close(fd);
  make_key(home);
}
