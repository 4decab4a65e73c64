/* A database on its way into place. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/djbunix.h>

#include "commit.h"
#include "lookup.h"
#include "reader.h"

static int failed(struct commit *c, char const *verb, char const *object)
{
  return error_system(c->error, verb, object);
}

int commit_begin(struct commit *c, int home, char const *name,
  struct header const *h, struct error *error)
{
  int fd;
  c->home = home;
  c->name = name;
  c->file = !strcmp(name, KARMA_CDB) ? "karma.tmp"
    : !strcmp(name, RECENT_CDB) ? "recent.tmp" : "rebuild.tmp";
  c->error = error;
  c->records = 0;
  c->samples = 0;
  c->table.fd = -1;
  if (unlinkat(home, c->file, 0) == -1 && errno != ENOENT)
    return failed(c, "remove", c->file);
  fd = openat(home, c->file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd == -1) return failed(c, "create", c->file);
  c->table.fd = fd;
  if (fchmod(fd, 0644) == 0 && table_writer_start(&c->table, fd, h)) return 1;
  failed(c, "write", c->file);
  commit_abort(c);
  return -1;
}

int commit_copy(struct commit *c, char const *bytes, size_t keylen,
  size_t len)
{
  uint64_t n = ++c->records;
  if (!(n & (n - 1)) && c->samples < COMMIT_SAMPLE)
  {
    struct sample *s = &c->sample[c->samples++];
    s->keylen = keylen;
    s->len = len;
    memcpy(s->bytes, bytes, keylen + len);
  }
  return table_writer_add(&c->table, bytes, keylen, len) ? 1
    : failed(c, "write", c->file);
}

int commit_add(struct commit *c, struct key const *k, struct record const *r)
{
  char bytes[KEY_FMT + RECORD_FMT];
  size_t keylen = key_fmt(bytes, k);
  return commit_copy(c, bytes, keylen,
    record_fmt(bytes + keylen, r, bytes, keylen));
}

/* Is this record found, and as it was given? */
static int found(struct lookup_file *f, struct sample const *s)
{
  char value[RECORD_FMT];
  char const *why;
  size_t len;
  return lookup_in(f, s->bytes, s->keylen, value, &len, &why) == 1
    && len == s->len && !memcmp(value, s->bytes + s->keylen, len);
}

/* Size, header and samples, through the eyes of a reader. */
static int check(struct commit *c, struct header const *h)
{
  char is[HEADER_LEN], should[HEADER_LEN];
  struct header again;
  struct lookup_file f;
  struct stat st;
  char const *why;
  unsigned int i = 0;
  if (fstat(c->table.fd, &st) == -1) return failed(c, "read", c->file);
  if ((uint64_t)st.st_size != c->table.size)
    return error_say(c->error, c->file, "has not the size that was written");
  if (header_read(&again, c->table.fd, &why) != 1 || !header_fmt(is, &again)
    || !header_fmt(should, h) || memcmp(is, should, sizeof is))
    return error_say(c->error, c->file, "has not the header that was written");
  if (lookup_open(&f, c->table.fd, UINT64_MAX, &why) == 1)
    while (i < c->samples && found(&f, &c->sample[i])) i++;
  return i == c->samples ? 1
    : error_say(c->error, c->file, "has not the records that were written");
}

static int put(struct commit *c, struct header const *h)
{
  if (!table_writer_finish(&c->table, h)) return failed(c, "write", c->file);
  if (check(c, h) == -1) return -1;
  if (renameat(c->home, c->file, c->home, c->name) == -1)
    return failed(c, "rename", c->file);
  if (fd_sync(c->home) == -1) return failed(c, "sync the directory of",
    c->name);
  return 1;
}

int commit_finish(struct commit *c, struct header const *h)
{
  if (put(c, h) == -1)
  {
    commit_abort(c);
    return -1;
  }
  close(c->table.fd);
  return 1;
}

void commit_abort(struct commit *c)
{
  table_abort(&c->table);
  unlinkat(c->home, c->file, 0);
}
