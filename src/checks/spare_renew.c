/* control/spare.cdb: how it is made. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "spare_table.h"
#include "../config/control.h"
#include "../database/table_writer.h"

static struct table_writer table;

struct compiling
{
  struct spare_lengths lengths;
  int error;            /* errno; 0: none */
};

static void remember(struct spare_lengths *l, struct spare const *e)
{
  if (*e->name) l->names = '1';
  else (e->range.address.is6 ? l->v6 : l->v4)[e->range.bits] = '1';
}

/* Of two lines for the same the first one is found. */
static int line_of(void *data, struct control const *c, struct text *why)
{
  struct compiling *x = data;
  struct spare e;
  char bytes[SPARE_WORD + 20];
  struct text t = TEXT(bytes);
  size_t n;
  if (!spare_scan(&e, c->words == 1 ? c->word[0] : "", why)) return 0;
  t.len = n = spare_fmt(bytes, &e);
  text_addu(&t, c->line);
  remember(&x->lengths, &e);
  if (table_writer_add(&table, bytes, n, t.len - n)) return 1;
  x->error = errno;
  return 0;
}

static int add_stamp(struct stat const *st, struct spare_lengths const *l)
{
  static char const key[] = SPARE_RECORD;
  char bytes[sizeof key + SPARE_STAMP + sizeof *l];
  struct text t = TEXT(bytes);
  text_adds(&t, key);
  spare_table_stamp(&t, st);
  text_add(&t, (char const *)l, sizeof *l);
  return table_writer_add(&table, bytes, sizeof key - 1,
    t.len - (sizeof key - 1));
}

static int same(struct stat const *a, struct stat const *b)
{
  char array[2][SPARE_STAMP];
  struct text x = TEXT(array[0]), y = TEXT(array[1]);
  spare_table_stamp(&x, a);
  spare_table_stamp(&y, b);
  return x.len == y.len && !memcmp(x.s, y.s, x.len);
}

static int look(int home, struct stat *st)
{
  return fstatat(home, SPARE, st, AT_SYMLINK_NOFOLLOW);
}

/* Fill the table from the text. What is changed while it is read is not what
   was looked at before and after. 1; 0 it is wrong, or changes; -1. */
static int fill(int home, int fd, struct stat const *st)
{
  struct text nobody = { 0, 0, 0, 0 };
  struct compiling x = { .error = 0 };
  struct stat now;
  memset(&x.lengths, '0', sizeof x.lengths);
  table_writer_begin(&table, fd);
  if (control_each(SPARE, home, line_of, &x, &nobody) != 1)
    return x.error ? errno = x.error, -1 : 0;
  if (!add_stamp(st, &x.lengths) || !table_writer_finish(&table, 0)) return -1;
  return look(home, &now) == 0 && same(st, &now);
}

/* Two may do this at once: each has a file of his own. Not to be allowed to
   write here is no failure, then the text is read. */
static int make(int home, struct stat const *st)
{
  char name[64];
  struct text new = { name, 0, sizeof name - 1, 0 };
  int fd, r;
  text_adds(&new, SPARE_TABLE ".new.");
  text_addu(&new, (uint64_t)getpid());
  name[new.len] = 0;
  unlinkat(home, name, 0);
  fd = openat(home, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC,
    S_IRUSR | S_IWUSR);
  if (fd == -1) return errno == EACCES || errno == EROFS ? 0 : -1;
  r = fill(home, fd, st);
  if (r == 1 && (fchmod(fd, 0644) == -1
    || renameat(home, name, home, SPARE_TABLE) == -1)) r = -1;
  table_abort(&table);
  if (r != 1)
  {
    int e = errno;
    unlinkat(home, name, 0);
    errno = e;
  }
  return r;
}

int spare_table_renew(int home)
{
  struct stat st;
  if (look(home, &st) == -1)
  {
    if (errno != ENOENT) return 0;
    return unlinkat(home, SPARE_TABLE, 0) == 0 || errno == ENOENT
      || errno == EACCES || errno == EROFS ? 1 : -1;
  }
  if (!S_ISREG(st.st_mode)) return 0;
  return spare_table_fresh(home, &st) ? 1 : make(home, &st);
}
