/* qkarma edit: change a control file that is looked at before it is in force,
   as visudo does. */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>
#include <skalibs/stralloc.h>
#include <skalibs/strerr.h>

#include "../args/words.h"
#include "../lint/finding.h"
#include "../open/control_file.h"
#include "../open/state.h"
#include "../print/out.h"
#include "../../config/home.h"
#include "../../config/owner.h"

extern struct command const command_edit;

#define COPY ".edit"          /* behind the name: the file in the editor */
#define MODE 0644             /* of a new file */
#define EDITOR "exec ${VISUAL:-${EDITOR:-vi}} \"$QKARMA_EDIT\""

struct edit
{
  struct control_file const *file;
  int home;
  mode_t mode;
  stralloc before;            /* the file as it is */
  char copy[64];              /* its copy, below the state directory */
};

/* The whole of a file below the state directory. 1; 0 there is none. */
static int slurp_file(stralloc *sa, int home, char const *name, mode_t *mode)
{
  int fd = openat(home, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat st;
  sa->len = 0;
  if (fd == -1 && errno == ENOENT) return 0;
  if (fd == -1 || fstat(fd, &st) == -1 || !slurp(sa, fd))
    strerr_diefusys(111, "read ", name);
  fd_close(fd);
  if (mode) *mode = st.st_mode & 0777;
  return 1;
}

/* A copy that is there already is somebody's work. */
static void copy(struct edit *e)
{
  int fd;
  if (!slurp_file(&e->before, e->home, e->file->path, &e->mode))
    e->mode = MODE;
  fd = openat(e->home, e->copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, MODE);
  if (fd == -1 && errno == EEXIST)
    strerr_dief(111, e->copy, " is there: somebody edits it now, or was cut"
      " off; if it is not needed, remove it");
  if (fd == -1 || allwrite(fd, e->before.s, e->before.len) != e->before.len
    || fchmod(fd, e->mode) == -1) strerr_diefusys(111, "write ", e->copy);
  fd_close(fd);
}

/* By system(), for it lets the editor alone have ^C. 1; or 0, it was told to
   fail (:cq) or did. */
static int run_editor(struct edit const *e)
{
  stralloc path = STRALLOC_ZERO;
  int status;
  if (!stralloc_cats(&path, home_path()) || !stralloc_catb(&path, "/", 1)
    || !stralloc_cats(&path, e->copy) || !stralloc_0(&path)
    || setenv("QKARMA_EDIT", path.s, 1) == -1)
    strerr_diefusys(111, "start an editor");
  status = system(EDITOR);
  stralloc_free(&path);
  if (status == -1) strerr_diefusys(111, "start an editor");
  return !status;
}

/* 1 if it may be in force; else its mistakes are told. */
static int right(struct edit const *e)
{
  static char array[16384];
  struct findings f = { 0 };
  struct text why = TEXT(array);
  if (e->file->lint(e->home, e->copy, &why)) return 1;
  finding_lines(&f, FINDING_ERROR, &why);
  out_flush();
  return 0;
}

static void interrupted(int signal)
{
  (void)signal;
}

/* ^C at our question is an answer, too. */
static void catch_interrupt(void)
{
  struct sigaction action = { .sa_handler = interrupted };
  sigaction(SIGINT, &action, 0);
}

/* The first letter of a line from stdin, 0 at its end. By the byte: what is
   behind the line is not ours. */
static char answer(void)
{
  char first = 0, c;
  while (read(0, &c, 1) == 1)
  {
    if (!first) first = c;
    if (c == '\n') return first;
  }
  return first;
}

/* Edit again? Whoever cannot answer does not want to. */
static int again(void)
{
  for (;;)
  {
    out_puts("edit again (e), or leave it as it was (x)? ");
    out_flush();
    switch (answer())
    {
      case 'e': return 1;
      case 'x': case 0: return 0;
    }
  }
}

/* The copy goes. */
static int leave(struct edit const *e, char const *why, int code)
{
  if (unlinkat(e->home, e->copy, 0) == -1)
    strerr_diefusys(111, "remove ", e->copy);
  out_puts(e->file->path);
  out_puts(why);
  out_flush();
  return code;
}

static int same(struct edit const *e)
{
  stralloc now = STRALLOC_ZERO;
  slurp_file(&now, e->home, e->copy, 0);
  return now.len == e->before.len
    && (!now.len || !memcmp(now.s, e->before.s, now.len));
}

/* The copy takes the file's place. */
static int install(struct edit const *e)
{
  int fd = openat(e->home, e->copy, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (fd == -1 || fchmod(fd, e->mode) == -1 || fd_sync(fd) == -1)
    strerr_diefusys(111, "sync ", e->copy);
  fd_close(fd);
  if (renameat(e->home, e->copy, e->home, e->file->path) == -1)
    strerr_diefusys(111, "rename ", e->copy, " to ", e->file->path);
  out_puts(e->file->path);
  out_puts(" is in force from the next connection on\n");
  out_flush();
  return 0;
}

static int run(char const *const *argv)
{
  static struct edit e;
  struct setting const settings[] = { { 0, 0, 0 } };
  struct words w;
  char const *name;
  words_scan(&w, &command_edit, settings, argv);
  name = words_last(&w);
  e.file = control_file_find(name ? name : "checks");
  if (!e.file) words_usage(&command_edit);
  e.home = state_open();
  if (!owner_become(e.home))
    strerr_diefusys(111, "become the owner of ", home_path());
  umask(022);
  strcpy(e.copy, e.file->path);
  strcat(e.copy, COPY);
  copy(&e);
  catch_interrupt();
  for (;;)
  {
    if (!run_editor(&e))
      return leave(&e, " is as it was: the editor failed\n", 111);
    if (same(&e)) return leave(&e, " is as it was\n", 0);
    if (right(&e)) return install(&e);
    if (!again()) return leave(&e, " is as it was\n", 1);
  }
}

struct command const command_edit =
{
  "edit",
  "[checks|awards|tlds|denysoft_recipients|maildirs]",
  "change a control file, which is looked at before it is in force",
  "In the editor of $VISUAL or $EDITOR, or vi. What is wrong is told, and one\n"
  "can edit again or leave the file as it was. Exits 1 if it was left for\n"
  "that.\n",
  run
};
