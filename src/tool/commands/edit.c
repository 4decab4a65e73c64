/* qkarma edit: change a control file that is looked at before it is in force,
   as visudo does. */

#include <unistd.h>

#include <skalibs/strerr.h>

#include "../args/words.h"
#include "../lint/finding.h"
#include "../open/control_change.h"
#include "../open/draft.h"
#include "../open/editor.h"
#include "../open/state.h"
#include "../print/out.h"

extern struct command const command_edit;

struct edit
{
  struct control_change change;
  struct draft draft;
};

/* 1 if it may be in force; else its mistakes are told. */
static int right(struct edit const *e)
{
  static char array[16384];
  struct findings f = { 0 };
  struct text why = TEXT(array);
  if (e->change.file->lint(e->draft.at, e->change.file->name, &why)) return 1;
  finding_lines(&f, FINDING_ERROR, &why);
  out_flush();
  return 0;
}

/* The first letter of a line from stdin, 0 at its end, or when a signal comes:
   ^C is an answer, too. By the byte: what is behind the line is not ours. */
static char answer(void)
{
  char first = 0, c;
  while (editor_input() && read(0, &c, 1) == 1)
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
  out_puts(e->change.file->path);
  out_puts(what);
  out_flush();
  return code;
}

/* The draft stays if there is any work in it, or beside it. */
static int keep(struct edit const *e, char const *what, int code)
{
  if (control_change_same(&e->change.before, &e->change.after)
    && draft_alone(&e->draft))
    return leave(e, what, code);
  out_puts(e->change.file->path);
  out_puts(what);
  out_puts("your draft is kept in ");
  out_puts(e->draft.path.s);
  out_puts("\n");
  out_flush();
  return code;
}

static int install(struct edit const *e)
{
  struct control_file const *file = e->change.file;
  int answer = control_change_install(&e->change);
  if (answer == 1) return leave(e, file->in_force, 0);
  if (!answer)
    return keep(e, " was changed by somebody else meanwhile and stays so\n", 1);
  strerr_warnwusys("write ", file->path);
  return keep(e, " is as it was\n", 111);
}

static int edit(struct edit *e)
{
  for (;;)
  {
    int done = editor_run(e->draft.path.s);
    if (done == -1) strerr_warnwusys("start an editor");
    draft_read(&e->draft, &e->change.after);
    if (editor_stopped()) break;
    if (done != 1) return keep(e, " is as it was: the editor failed\n", 111);
    if (control_change_same(&e->change.before, &e->change.after))
      return leave(e, " is as it was\n", 0);
    if (right(e)) return install(e);
    if (again()) continue;
    if (editor_stopped()) break;
    return leave(e, " is as it was\n", 1);
  }
  return keep(e, " is as it was: a signal came\n", 111);
}

static struct control_file const *chosen(char const *name)
{
  char array[200];
  struct text names = TEXT(array);
  struct control_file const *c = control_files;
  for (; c->name; c++)
  {
    if (names.len) text_addc(&names, ' ');
    text_adds(&names, c->name);
  }
  text_addc(&names, 0);
  return &control_files[words_choice("a file", name, array)];
}

static int run(char const *const *argv)
{
  static struct edit e = { .draft = DRAFT_ZERO };
  struct setting const settings[] = { { 0, 0, 0 } };
  struct control_file const *file;
  struct words w;
  char const *name;
  int home;
  words_scan(&w, &command_edit, settings, argv);
  name = words_last(&w);
  file = chosen(name ? name : "checks");
  home = state_open();
  editor_trap();
  control_change_begin(&e.change, file, home);
  draft_make(&e.draft, file->name, e.change.before.s, e.change.before.len);
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
