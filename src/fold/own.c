/* This host's own journal, where the common log is what is folded. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input.h"
#include "own.h"
#include "../journal/frames.h"
#include "../journal/journal.h"
#include "../journal/log.h"

static int due(struct segment const *s, uint64_t now)
{
  struct stat st;
  if (fstat(s->fd, &st) == -1 || (uint64_t)st.st_size == s->header) return 0;
  return (uint64_t)st.st_size >= FOLD_INPUT_SEGMENT
    || now >= s->made.seconds + FOLD_INPUT_DAY;
}

static int rotate_if_due(int home, uint64_t now, struct error *error)
{
  struct segment s;
  char const *file;
  int good = 1, r = segment_open(&s, home, SEGMENT_CURRENT);
  if (!r) return 1;
  if (r == -1) return error_system(error, "open", SEGMENT_CURRENT);
  if (due(&s, now)) good = journal_rotate(home, &s, 0, &file);
  if (!good) journal_error(error, "rotate the journal into", file);
  close(s.fd);
  return good ? 1 : -1;
}

/* The segment of the common log that has this number. As segment_read(). */
static int open_common(struct segment *s, int home, uint64_t number)
{
  char name[HOST_LEN + 1], path[SEGMENT_PATH];
  int r;
  if (log_name(name, home) != 1) return -1;
  log_segment(path, LOG_COMMON, name, number);
  r = segment_read(s, home, path);
  return r ? r : segment_read(s, home, LOG_COMMON_CURRENT);
}

/* In which segment was our journal when this one of the common log began? 0: it
   does not say. */
static uint64_t told_before(int home, uint64_t number)
{
  char host[HOST_LEN + 1];
  struct segment s;
  struct frames w;
  uint64_t told = 0;
  if (host_read(host, home) != 1 || open_common(&s, home, number) != 1)
    return 0;
  if (s.number == number && frames_begin(&w, &s))
    while (frames_next(&w) == FRAMES_PLACE)
      if (!strcmp(w.frame.from.host, host)) told = w.frame.from.number;
  close(s.fd);
  return told;
}

/* 1 it is gone, or stays; -1. */
static int remove_if_old(int home, struct journal_entry const *e, uint64_t now,
  struct error *error)
{
  char path[SEGMENT_PATH];
  struct stat st;
  segment_name(path, e->host, e->number);
  if (fstatat(home, path, &st, 0) == -1)
    return error_system(error, "look at", path);
  if ((uint64_t)st.st_mtime + OWN_DAY >= now) return 1;
  return unlinkat(home, path, 0) == 0 ? 1 : error_system(error, "remove",
    path);
}

int own_tend(int home, uint64_t folded, uint64_t now, struct error *error)
{
  genalloc list = GENALLOC_ZERO;
  uint64_t told = told_before(home, folded);
  size_t i = 0;
  int r = rotate_if_due(home, now, error);
  if (r == 1 && !journal_list(&list, home))
    r = error_system(error, "list", LOG_OWN);
  for (; r == 1 && i < genalloc_len(struct journal_entry, &list); i++)
  {
    struct journal_entry const *e = genalloc_s(struct journal_entry, &list);
    if (e[i].number < told) r = remove_if_old(home, e + i, now, error);
  }
  genalloc_free(struct journal_entry, &list);
  return r;
}
