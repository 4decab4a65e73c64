/* What all hosts agree on. */

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "agree.h"
#include "hosts.h"
#include "seed.h"
#include "../../../src/database/merged_scan.h"
#include "../../../src/journal/frames.h"
#include "../../../src/journal/journal.h"
#include "../../../src/journal/log.h"

static char const *const names[] = { "h0", "h1", "h2" };

static char const *contents(int home, char const *path, size_t *n)
{
  static char bytes[2][1000000];
  static unsigned int which;
  int fd = openat(home, path, O_RDONLY | O_CLOEXEC);
  ssize_t r;
  which = !which;
  if (fd == -1) return 0;
  r = read(fd, bytes[which], sizeof bytes[which]);
  close(fd);
  *n = r == -1 ? 0 : (size_t)r;
  return bytes[which];
}

static void same_file(unsigned int i, char const *path)
{
  size_t n, m;
  char const *a = contents(hosts->home, path, &n);
  char const *b = contents(hosts[i].home, path, &m);
  if (!a != !b || (a && (n != m || memcmp(a, b, n))))
    wrong("the logs differ in ", path);
}

void agree_on_log(void)
{
  static genalloc list[2];
  char path[SEGMENT_PATH];
  unsigned int i;
  size_t n, j;
  journal_list_of(list, hosts->home, LOG_COMMON);
  n = genalloc_len(struct journal_entry, list);
  for (i = 1; i < HOSTS; i++)
  {
    journal_list_of(list + 1, hosts[i].home, LOG_COMMON);
    if (genalloc_len(struct journal_entry, list + 1) != n)
      wrong("one log has more segments", "");
    for (j = 0; j < n; j++)
    {
      log_segment(path, LOG_COMMON, "all",
        genalloc_s(struct journal_entry, list)[j].number);
      same_file(i, path);
    }
    same_file(i, LOG_COMMON_CURRENT);
  }
}

static unsigned char seen[HOSTS][MOST];

static void count_lines(char const *s, size_t n)
{
  char const *end = s + n, *p;
  for (; s < end; s = (char const *)memchr(s, '\n', (size_t)(end - s)) + 1)
  {
    unsigned int host, number;
    char const *lf = memchr(s, '\n', (size_t)(end - s));
    if (!lf) wrong("an entry has no end", "");
    if (*s != '@') continue;
    p = strstr(s, " helo=h");
    if (!p || p > lf || sscanf(p, " helo=h%u.%u", &host, &number) != 2)
      wrong("a line is garbled", "");
    seen[host][number]++;
  }
}

static void count_segment(char const *path)
{
  struct segment s;
  struct frames w;
  enum frames_answer r;
  size_t n;
  char const *bytes = contents(hosts->home, path, &n);
  if (segment_read(&s, hosts->home, path) != 1 || !frames_begin(&w, &s))
    wrong("cannot read ", path);
  while ((r = frames_next(&w)) > 0)
  {
    if (r == FRAMES_TORN) wrong("a torn entry is left in ", path);
    if (r != FRAMES_ENTRY) continue;
    if (w.frame.id.alone) wrong("a provisional entry is left in ", path);
    count_lines(bytes + w.bytes, (size_t)w.frame.length);
  }
  if (r == FRAMES_BROKEN) wrong("no frame in ", path);
  close(s.fd);
}

void agree_on_lines(void)
{
  static genalloc list;
  char path[SEGMENT_PATH];
  unsigned int i;
  uint64_t j;
  memset(seen, 0, sizeof seen);
  journal_list_of(&list, hosts->home, LOG_COMMON);
  for (j = 0; j < genalloc_len(struct journal_entry, &list); j++)
  {
    log_segment(path, LOG_COMMON, "all",
      genalloc_s(struct journal_entry, &list)[j].number);
    count_segment(path);
  }
  count_segment(LOG_COMMON_CURRENT);
  for (i = 0; i < HOSTS; i++)
    for (j = 0; j < hosts[i].lines; j++)
      if (seen[i][j] != 1)
        wrong(seen[i][j] ? "a line is in the log twice: "
          : "a line is not in the log: ", names[i]);
}

/* All records, as text. */
static size_t dump(char *s, int home)
{
  struct merged_scan v;
  struct error error;
  size_t n = 0;
  int r = merged_scan_open(&v, home, &error);
  if (r == -1) wrong("scan: ", error.text);
  if (!r) return 0;
  n += (size_t)sprintf(s, "%u %u %u\n", (unsigned int)v.karma.header.lines,
    (unsigned int)v.karma.header.bad, (unsigned int)v.karma.header.clients);
  while ((r = merged_scan_next(&v, &error)) == 1)
  {
    memcpy(s + n, v.from->bytes, v.from->keylen + v.from->len);
    n += v.from->keylen + v.from->len;
  }
  merged_scan_close(&v);
  if (r == -1) wrong("scan: ", error.text);
  return n;
}

void agree_on_databases(void)
{
  static char a[1000000], b[1000000];
  size_t n, m;
  unsigned int i = 0;
  int fresh = hosts_fresh();
  fold_home(fresh, 1);
  n = dump(a, fresh);
  for (; i < HOSTS; i++)
  {
    fold_home(hosts[i].home, 1);
    m = dump(b, hosts[i].home);
    if (n != m || memcmp(a, b, n))
      wrong("the databases are not what the log says: ", names[i]);
  }
  close(fresh);
}
