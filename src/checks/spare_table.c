/* control/spare.cdb: look-ups. spare_renew.c makes it. */

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "spare_table.h"
#include "../base/scan.h"
#include "../database/lookup.h"

#define VERSION "1 "
#define READS 1024      /* more than a sound table takes */

static void add_time(struct text *t, struct timespec const *when)
{
  text_addc(t, ' ');
  text_addi(t, when->tv_sec);
  text_addc(t, '.');
  text_addpad(t, (uint64_t)when->tv_nsec, 9);
}

/* By the inode and the time of its last change also a text that took the
   other's place is noticed, of the same size and with its old times. */
void spare_table_stamp(struct text *t, struct stat const *st)
{
  text_adds(t, VERSION);
  text_addu(t, (uint64_t)st->st_ino);
  text_addc(t, ' ');
  text_addu(t, (uint64_t)st->st_size);
  add_time(t, &st->st_mtim);
  add_time(t, &st->st_ctim);
  text_addc(t, ' ');
}

static int fresh(struct lookup_file *f, struct stat const *st,
  struct spare_lengths *lengths)
{
  static char const key[] = SPARE_RECORD;
  char array[SPARE_STAMP], value[RECORD_FMT];
  char const *why;
  struct text t = TEXT(array);
  size_t len;
  spare_table_stamp(&t, st);
  if (lookup_in(f, key, sizeof key - 1, value, &len, &why) != 1
    || len != t.len + sizeof *lengths || memcmp(value, t.s, t.len)) return 0;
  memcpy(lengths, value + t.len, sizeof *lengths);
  return 1;
}

/* The table of this text: its descriptor, or -1. */
static int open_table(struct lookup_file *f, int home, struct stat const *st,
  struct spare_lengths *lengths)
{
  char const *why;
  int fd = S_ISREG(st->st_mode) ? openat(home, SPARE_TABLE, O_RDONLY
    | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) : -1;
  if (fd == -1) return -1;
  if (lookup_open(f, fd, READS, &why) == 1 && fresh(f, st, lengths)) return fd;
  close(fd);
  return -1;
}

/* 1 found; 0 absent; -1 broken. */
static int find(struct lookup_file *f, struct spare const *e,
  struct spare_search *x)
{
  char key[SPARE_WORD], value[RECORD_FMT];
  char const *why;
  size_t len;
  uint64_t line;
  int r = lookup_in(f, key, spare_fmt(key, e), value, &len, &why);
  if (!r) return 0;
  if (r != 1 || !len || scan_decimal(value, len, &line, UINT32_MAX) != len)
    return -1;
  x->line = (unsigned int)line;
  return 1;
}

/* Each length of a prefix that there is, the longest first. Likewise. */
static int networks(struct lookup_file *f, struct spare_search *x,
  struct spare_lengths const *lengths)
{
  struct spare e = x->who;
  char const *known = e.range.address.is6 ? lengths->v6 : lengths->v4;
  unsigned int i = e.range.bits + 1;
  int r = 0;
  while (!r && i--)
  {
    if (known[i] != '1') continue;
    e.range.bits = i;
    range_mask(&e.range.address, i);
    r = find(f, &e, x);
  }
  return r;
}

/* The name, and each domain that it is in. Likewise. */
static int domains(struct lookup_file *f, struct spare_search *x)
{
  struct spare e;
  char const *s = x->who.name;
  int r = 0;
  while (!r && s)
  {
    memcpy(e.name, s, strlen(s) + 1);
    r = find(f, &e, x);
    s = strchr(s, '.');
    if (s) s++;
  }
  return r;
}

int spare_table_search(struct spare_search *x, int home, struct stat const *st)
{
  struct lookup_file f;
  struct spare_lengths lengths;
  int fd = open_table(&f, home, st, &lengths), r;
  if (fd == -1) return 0;
  x->names = lengths.names == '1';
  r = *x->who.name ? domains(&f, x) : networks(&f, x, &lengths);
  close(fd);
  return r != -1;
}

int spare_table_fresh(int home, struct stat const *st)
{
  struct lookup_file f;
  struct spare_lengths lengths;
  int fd = open_table(&f, home, st, &lengths);
  if (fd == -1) return 0;
  close(fd);
  return 1;
}
