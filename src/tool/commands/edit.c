/* qkarma edit: change a control file that is looked at before it is in force,
   as visudo does. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>
#include <skalibs/setgroups.h>
#include <skalibs/stralloc.h>
#include <skalibs/strerr.h>

#include "../args/words.h"
#include "../lint/finding.h"
#include "../open/control_file.h"
#include "../open/draft.h"
#include "../open/editor.h"
#include "../open/state.h"
#include "../print/out.h"
#include "../../config/home.h"

extern struct command const command_edit;

#define MODE 0644             /* of a new file */

struct edit
{
  struct control_file const *file;
  int home;
  uid_t uid;                  /* of the state directory's owner, if root */
  gid_t gid;                  /* works for him, else 0 */
  mode_t mode;
  int there;                  /* there is such a file */
  stralloc before;            /* what it holds */
  stralloc after;             /* and what the draft does */
  struct draft draft;
};

/* Root does as the owner what is done in the tree, and nothing else: for the
   owner may put links there, and whatever runs as him can be told by him what
   to do (an editor on root's terminal, for instance, to type commands). */
static void find_owner(struct edit *e)
{
  struct stat st;
  if (geteuid()) return;
  if (fstat(e->home, &st) == -1) strerr_diefusys(111, "look at ", home_path());
  if (!st.st_uid) return;
  e->uid = st.st_uid;
  e->gid = st.st_gid;
  if (setgroups_and_gid(e->gid, 1, &e->gid) == -1)
    strerr_diefusys(111, "leave the groups of root");
}

static void as_owner(struct edit const *e)
{
  if (e->uid && (setegid(e->gid) == -1 || seteuid(e->uid) == -1))
    strerr_diefusys(111, "become the owner of ", home_path());
}

static void as_root(struct edit const *e)
{
  int saved = errno;
  if (e->uid && (seteuid(0) == -1 || setegid(0) == -1))
    strerr_diefusys(111, "become root again");
  errno = saved;
}

/* The whole of the control file, and its mode. 1; 0 there is none; -1. */
static int slurp_file(stralloc *sa, struct edit const *e, mode_t *mode)
{
  int fd = openat(e->home, e->file->path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK
    | O_CLOEXEC);
  struct stat st;
  int good;
  sa->len = 0;
  if (fd == -1) return errno == ENOENT ? 0 : -1;
  good = fstat(fd, &st) == 0 && slurp(sa, fd);
  fd_close(fd);
  *mode = st.st_mode & 0777;
  return good ? 1 : -1;
}

/* That nothing can be written is told before anything is. */
static void begin(struct edit *e)
{
  as_owner(e);
  if (faccessat(e->home, "control", W_OK | X_OK, AT_EACCESS) == -1)
    strerr_diefusys(111, "write to ", home_path(), "/control");
  e->there = slurp_file(&e->before, e, &e->mode);
  if (e->there == -1) strerr_diefusys(111, "read ", e->file->path);
  if (!e->there) e->mode = MODE;
  as_root(e);
  draft_make(&e->draft, e->file->name, e->before.s, e->before.len);
}

/* 1 if it may be in force; else its mistakes are told. */
static int right(struct edit const *e)
{
  static char array[16384];
  struct findings f = { 0 };
  struct text why = TEXT(array);
  if (e->file->lint(e->draft.at, e->file->name, &why)) return 1;
  finding_lines(&f, FINDING_ERROR, &why);
  out_flush();
  return 0;
}

/* The first letter of a line from stdin, 0 at its end, or when a signal comes:
   ^C is an answer, too. By the byte: what is behind the line is not ours. */
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

/* The draft goes. */
static int leave(struct edit const *e, char const *what, int code)
{
  draft_remove(&e->draft);
  out_puts(e->file->path);
  out_puts(what);
  out_flush();
  return code;
}

static int same(stralloc const *a, stralloc const *b)
{
  return a->len == b->len && (!a->len || !memcmp(a->s, b->s, a->len));
}

/* The draft stays if there is any work in it, or beside it. */
static int keep(struct edit const *e, char const *what, int code)
{
  if (same(&e->before, &e->after) && draft_alone(&e->draft))
    return leave(e, what, code);
  out_puts(e->file->path);
  out_puts(what);
  out_puts("your draft is kept in ");
  out_puts(e->draft.path.s);
  out_puts("\n");
  out_flush();
  return code;
}

/* Is the file still what it was when it was opened? 1, 0, -1. */
static int untouched(struct edit const *e)
{
  stralloc now = STRALLOC_ZERO;
  mode_t mode;
  int there = slurp_file(&now, e, &mode), answer;
  answer = there == -1 ? -1 : there == e->there && same(&now, &e->before);
  stralloc_free(&now);
  return answer;
}

/* The new text is on the disk under another name, and then takes the file's
   place, if nobody changed that. (Nothing can compare and rename in one step;
   what is written just in between is lost.) 1, 0 it was changed, -1. */
static int replace(struct edit const *e, char const *new)
{
  int control = openat(e->home, "control", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int fd = openat(e->home, new, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
    | O_CLOEXEC, S_IRUSR | S_IWUSR);
  int answer = -1, saved;
  if (control == -1 || fd == -1) return -1;
  if (allwrite(fd, e->after.s, e->after.len) == e->after.len
    && fchmod(fd, e->mode) == 0 && fd_sync(fd) == 0) answer = untouched(e);
  if (answer == 1 && renameat(e->home, new, e->home, e->file->path) == -1)
    answer = -1;
  saved = errno;
  fd_close(fd);
  if (answer != 1) unlinkat(e->home, new, 0);
  if (answer == 1 && fd_sync(control) == -1)
    strerr_warnwusys("sync ", home_path(), "/control");
  errno = saved;
  return answer;
}

static int install(struct edit const *e)
{
  char name[64];
  struct text new = { name, 0, sizeof name - 1, 0 };
  int answer;
  text_adds(&new, e->file->path);
  text_adds(&new, ".edit.");
  text_addu(&new, (uint64_t)getpid());
  name[new.len] = 0;
  as_owner(e);
  answer = replace(e, name);
  as_root(e);
  if (answer == 1) return leave(e, e->file->in_force, 0);
  if (!answer)
    return keep(e, " was changed by somebody else meanwhile and stays so\n", 1);
  strerr_warnwusys("write ", e->file->path);
  return keep(e, " is as it was\n", 111);
}

static int edit(struct edit *e)
{
  for (;;)
  {
    int done = editor_run(e->draft.path.s);
    if (done == -1) strerr_warnwusys("start an editor");
    draft_read(&e->draft, &e->after);
    if (editor_stopped()) break;
    if (done != 1) return keep(e, " is as it was: the editor failed\n", 111);
    if (same(&e->before, &e->after)) return leave(e, " is as it was\n", 0);
    if (right(e)) return install(e);
    if (again()) continue;
    if (editor_stopped()) break;
    return leave(e, " is as it was\n", 1);
  }
  return keep(e, " is as it was: a signal came\n", 111);
}

static int run(char const *const *argv)
{
  static struct edit e = { .draft = DRAFT_ZERO };
  struct setting const settings[] = { { 0, 0, 0 } };
  struct words w;
  char const *name;
  words_scan(&w, &command_edit, settings, argv);
  name = words_last(&w);
  e.file = control_file_find(name ? name : "checks");
  if (!e.file) words_usage(&command_edit);
  e.home = state_open();
  find_owner(&e);
  editor_trap();
  begin(&e);
  return edit(&e);
}

struct command const command_edit =
{
  "edit",
  "[checks|awards|tlds|traps|spare|dnsbl|rhsbl|denysoft_recipients|maildirs|tls]",
  "change a control file, which is looked at before it is in force",
  "In the editor of $VISUAL or $EDITOR, or vi. What is wrong is told, and one\n"
  "can edit again or leave the file as it was. Exits 1 if it was left for\n"
  "that, or because somebody else changed it meanwhile.\n",
  run
};
