/* A database, damaged as the input says: whatever the file holds, a look-up and
   a walk come to their end, who finds fault says why, and what verify calls
   good has every record where a look-up finds it. */

#include <string.h>
#include <fcntl.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>

#include "fuzz.h"
#include "../../src/database/lookup.h"
#include "../../src/database/table_scan.h"
#include "../../src/database/table_writer.h"
#include "../../src/database/verify.h"
#include "../../src/karma/networks.h"

#define FILE_NAME "karma.cdb"
#define CLIENTS 40
#define MAX 60000

static char good[MAX], bad[MAX];
static size_t size;

static void add(struct table_writer *t, struct key const *k,
  struct record const *r)
{
  char bytes[KEY_FMT + RECORD_FMT];
  size_t n = key_fmt(bytes, k);
  if (!table_writer_add(t, bytes, n, record_fmt(bytes + n, r, bytes, n)))
    fuzz_system("table_writer_add");
}

static void client(struct key *k, unsigned int i)
{
  k->is6 = i >= CLIENTS / 2;
  k->bits = k->is6 ? 64 : 32;
  k->number = (k->is6 ? UINT64_C(0x20010db800000000) : 0xc0000200) + i * i;
}

/* The undamaged one, once. */
static void make(void)
{
  static struct table_writer t;
  struct header h = { .version = HEADER_VERSION, .expire_days = 60 };
  struct networks networks = { 0 };
  struct record r = { .naughty = 3, .connects = 5, .last = 1764000000 }, sum;
  struct key k, network;
  unsigned int i = 0;
  int fd = fuzz_file(FILE_NAME, "", 0);
  strcpy(h.cursor.host, "host");
  memset(h.id, '7', sizeof h.id);
  memset(h.base, '0', sizeof h.base);
  memset(h.cursor.random, 'a', sizeof h.cursor.random);
  if (table_writer_start(&t, fd, &h) != 1) fuzz_system("table_writer_start");
  for (; i <= CLIENTS; i++)
  {
    client(&k, i);
    while (networks_take(&networks, i < CLIENTS ? &k : 0, &network, &sum))
    {
      add(&t, &network, &sum);
      h.networks++;
    }
    if (i == CLIENTS) break;
    networks_add(&networks, &k, &r);
    add(&t, &k, &r);
    h.clients++;
  }
  if (!table_writer_finish(&t, &h)) fuzz_system("table_writer_finish");
  if (lseek(fd, 0, SEEK_SET)) fuzz_system("lseek");
  size = fd_read(fd, good, MAX);
  table_abort(&t);
}

/* Its length. */
static size_t damage(struct bytes b)
{
  size_t n = size, at;
  unsigned int how = bytes_number(&b), value;
  if (how == 255)
  {
    memcpy(bad, b.s, b.n);
    return b.n;
  }
  memcpy(bad, good, size);
  if (how & 128) n = (bytes_number(&b) << 8 | bytes_number(&b)) % size;
  while (b.n)
  {
    at = bytes_number(&b) << 8;
    at = (at | bytes_number(&b)) % size;
    how = bytes_number(&b);
    value = bytes_number(&b);
    if (how & 1) bad[at] ^= (char)(1 << (value & 7));
    else bad[at] = (char)value;
    if ((how & 6) == 6) memset(bad + at, (int)value, at + 8 < size ? 8 : 1);
    if ((how & 24) == 24)
      memmove(bad + at, bad + value * 251 % (size - 64),
        size - at < 64 ? size - at : 64);
  }
  return n;
}

/* What a look-up says of each key that it had, and of one that it had not. */
static void look(int fd)
{
  char key[KEY_FMT], value[RECORD_FMT];
  char const *why;
  struct key k;
  unsigned int i = 0;
  size_t n, len;
  int r;
  for (; i <= CLIENTS; i++)
  {
    why = 0;
    client(&k, i);
    n = key_fmt(key, &k);
    r = lookup_find(fd, key, n, value, &len, &why);
    MUST(r == 0 || r == 1 || r == LOOKUP_TOO_FAR || (r == -1 && why));
    MUST(r != 1 || len <= sizeof value);
  }
}

/* From end to end. */
static void walk(int fd, int verified)
{
  static struct table_scan t;
  char value[RECORD_FMT];
  char const *why;
  size_t len;
  unsigned int steps = 0;
  int r = table_scan_open(&t, AT_FDCWD, FILE_NAME);
  MUST(r == 1 || !verified);
  if (r != 1) return;
  while ((r = table_scan_next(&t)) == 1)
  {
    MUST(++steps < MAX / 32);
    if (!verified) continue;
    MUST(lookup_find(fd, t.bytes, t.keylen, value, &len, &why) == 1);
    MUST(same(value, len, t.bytes + t.keylen, t.len));
  }
  MUST(!verified || !r);
  MUST(!r || t.why);
  table_scan_close(&t);
}

void fuzz(char const *s, size_t n)
{
  struct bytes b = { s, n };
  struct header h;
  struct error error = { "" };
  int fd, r;
  if (n > MAX) return;
  if (!size) make();
  n = damage(b);
  fd = fuzz_file(FILE_NAME, bad, n);
  look(fd);
  r = verify_table(AT_FDCWD, FILE_NAME, &h, &error);
  MUST(r == 1 || *error.text);
  MUST(r == 1 || n != size || memcmp(good, bad, size));
  walk(fd, r == 1);
  close(fd);
}
