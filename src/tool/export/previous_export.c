/* An earlier export. What is not a client's line is passed over; a line that
   was cut short is none. */

#include <errno.h>
#include <string.h>

#include <skalibs/djbunix.h>
#include <skalibs/skamisc.h>
#include <skalibs/strerr.h>
#include <skalibs/types.h>

#include "previous_export.h"

/* The next line, without its LF. 1; 0 at the end. */
static int line(struct previous_export *e)
{
  int r;
  e->line.len = 0;
  r = skagetln(&e->in, &e->line, '\n');
  if (r == -1 && errno != EPIPE) strerr_diefusys(111, "read ", e->file);
  if (r < 1) return 0;
  e->line.len--;
  e->number++;
  return 1;
}

static int client(struct previous_export const *e, struct key *k)
{
  char const *s = e->line.s, *end;
  size_t n = e->line.len;
  while (n && *s == ' ') s++, n--;
  end = memchr(s, e->format->behind, n);
  return end && key_scan(k, s, (size_t)(end - s)) && key_isclient(k);
}

static void ours(struct previous_export const *e)
{
  char array[64];
  struct text t = TEXT(array);
  text_adds(&t, "# qkarma export ");
  text_adds(&t, e->format->name);
  text_addc(&t, ',');
  if (e->line.len < t.len || memcmp(e->line.s, t.s, t.len))
    strerr_dief(100, e->file, " is no export for ", e->format->name);
}

int previous_export_open(struct previous_export *e, char const *file,
  struct format const *format)
{
  int fd = openc_read(file);
  if (fd == -1) strerr_diefusys(111, "open ", file);
  memset(e, 0, sizeof *e);
  e->file = file;
  e->format = format;
  buffer_init(&e->in, &buffer_read, fd, e->store, sizeof e->store);
  if (!line(e)) return 0;
  ours(e);
  return previous_export_next(e);
}

static void order(struct previous_export const *e, struct key const *k)
{
  char s[UINT64_FMT];
  if (!e->any || key_cmp(&e->key, k) < 0) return;
  s[uint64_fmt(s, e->number)] = 0;
  strerr_dief(100, e->file, ": line ", s, ": clients are out of order");
}

int previous_export_next(struct previous_export *e)
{
  struct key k;
  do if (!line(e)) return 0;
  while (!client(e, &k));
  order(e, &k);
  e->key = k;
  e->any = 1;
  return 1;
}

/* Where that which is compared begins. */
static size_t mark(char const *mark, char const *s, size_t n)
{
  size_t i = 0, len;
  if (!mark) return 0;
  len = strlen(mark);
  while (i + len <= n && memcmp(s + i, mark, len)) i++;
  return i + len <= n ? i : n;
}

int previous_export_same(struct previous_export const *e, char const *s,
  size_t n)
{
  size_t from = mark(e->format->mark, s, n);
  size_t old = mark(e->format->mark, e->line.s, e->line.len);
  return n - from == e->line.len - old
    && !memcmp(s + from, e->line.s + old, n - from);
}
