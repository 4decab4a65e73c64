/* A database from its first record to its last. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>

#include "table_scan.h"

#define FIRST (HEADER_OFFSET + HEADER_LEN)    /* record behind the header */
#define LONGEST (8 + KEY_FMT + RECORD_FMT)

static int broken(struct table_scan *w, char const *why)
{
  w->why = why;
  w->damaged = 1;
  return -1;
}

static int unreadable(struct table_scan *w)
{
  w->why = strerror(errno);
  return -1;
}

static uint32_t number(char const *s)
{
  unsigned char const *b = (unsigned char const *)s;
  return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16
    | (uint32_t)b[3] << 24;
}

/* Where the records end: the first hash table, which is the first pointer. */
static int begin(struct table_scan *w)
{
  char p[4];
  struct stat st;
  uint32_t end;
  ssize_t r = pread(w->fd, p, sizeof p, 0);
  if (r == -1 || fstat(w->fd, &st) == -1) return unreadable(w);
  end = number(p);
  if (r != sizeof p || end < FIRST || end > (uint64_t)st.st_size)
    return broken(w, "its tables lie outside of it");
  w->left = end - FIRST;
  if (lseek(w->fd, FIRST, SEEK_SET) == -1) return unreadable(w);
  return 1;
}

int table_scan_open(struct table_scan *w, int home, char const *name)
{
  int r;
  w->why = 0;
  w->damaged = 0;
  w->at = w->have = 0;
  w->clients = w->networks = 0;
  w->fd = openat(home, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (w->fd == -1) return errno == ENOENT ? 0 : -1;
  r = header_read(&w->header, w->fd, &w->why);
  if (r == -1) r = unreadable(w);
  else r = r ? begin(w) : broken(w, w->why);
  if (r == -1) table_scan_close(w);
  else w->why = 0;
  return r;
}

/* See that n bytes are in the buffer, or all that are left. 1, -1. */
static int fill(struct table_scan *w, size_t n)
{
  if (w->have - w->at >= n) return 1;
  memmove(w->buffer, w->buffer + w->at, w->have - w->at);
  w->have -= w->at;
  w->at = 0;
  while (w->have < n && w->left)
  {
    size_t room = sizeof w->buffer - w->have;
    ssize_t r = fd_read(w->fd, w->buffer + w->have,
      room < w->left ? room : (size_t)w->left);
    if (r == -1) return unreadable(w);
    if (!r) return broken(w, "it is cut short");
    w->have += (size_t)r;
    w->left -= (size_t)r;
  }
  return 1;
}

/* The record at the front of the buffer. 1, -1. */
static int take(struct table_scan *w)
{
  char const *s = w->buffer + w->at;
  size_t have = w->have - w->at;
  uint32_t keylen, len;
  if (have < 8) return broken(w, "a record is cut short");
  keylen = number(s);
  len = number(s + 4);
  if (keylen > KEY_FMT || len > RECORD_FMT || 8 + keylen + len > have)
    return broken(w, "a record is too long");
  s += 8;
  if (!key_scan(&w->key, s, keylen)) return broken(w, "a key is not one");
  if (!record_scan(&w->record, s + keylen, len, s, keylen))
    return broken(w, "a record is damaged");
  w->bytes = s;
  w->keylen = keylen;
  w->len = len;
  w->at += 8 + keylen + len;
  return 1;
}

int table_scan_next(struct table_scan *w)
{
  struct key last = w->key;
  if (fill(w, LONGEST) == -1) return -1;
  if (w->at == w->have)
    return w->clients == w->header.clients
      && w->networks == w->header.networks ? 0
      : broken(w, "it has not as many records as its header says");
  if (take(w) == -1) return -1;
  if (w->clients + w->networks && key_cmp(&last, &w->key) >= 0)
    return broken(w, "its records are out of order");
  if (key_isclient(&w->key)) w->clients++;
  else w->networks++;
  return 1;
}

void table_scan_close(struct table_scan *w)
{
  if (w->fd != -1) close(w->fd);
  w->fd = -1;
}
