/* mutants SEED N FILE <KEYS: N times a damaged copy of a database: bits
   flipped, bytes overwritten, a number of the hash tables or of their pointers
   another one, a stretch of zeros, or an end that is missing. Each of the keys,
   which are all that it has, is looked up in it. The answer may be the right
   value, `absent` or `broken`, and comes within LOOKUP_READS reads; another
   value is an error. So is a copy that verify calls good, though an answer was
   not the right value, or of a key that is nowhere was not `absent`. Prints how
   often each was. */

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/buffer.h>
#include <skalibs/djbunix.h>
#include <skalibs/skamisc.h>
#include <skalibs/stralloc.h>
#include <skalibs/strerr.h>
#include <skalibs/types.h>

#include "../../src/database/header.h"
#include "../../src/database/lookup.h"
#include "../../src/database/verify.h"
#include "../../src/karma/key.h"

#define KEYS 2000

struct wanted
{
  char key[KEY_FMT + 1];
  size_t keylen;
  char value[RECORD_FMT];
  size_t n;
};

static struct wanted wanted[KEYS];
static unsigned int keys;
static uint64_t seed, right, absent, broken, content;

static uint64_t chance(uint64_t n)
{
  seed ^= seed >> 12;
  seed ^= seed << 25;
  seed ^= seed >> 27;
  return (seed * UINT64_C(2685821657736338717) >> 33) % n;
}

/* One that may be there for a reason, or lies just beside one. */
static void number(char *to, size_t n)
{
  static uint32_t const numbers[] = { 0, 1, 2047, 2048, 0x20000000, 0x7fffffff,
    0xfffffff8, 0xffffffff };
  uint32_pack(to, chance(3) ? numbers[chance(8)] : (uint32_t)chance(n));
}

/* Damage it. Returns how long it is now. */
static size_t mutate(char *s, size_t n)
{
  uint64_t i, what = chance(6);
  size_t at = chance(n);
  if (!what) return at;
  if (what > 3)
  {
    at = what == 4 ? chance(256) * 8 : chance(n / 8) * 8;
    number(s + at, n);
    if (chance(2)) number(s + at + 4, n);
    return n;
  }
  for (i = chance(8) + 1; i--;)
    if (what == 1) s[chance(n)] ^= (char)(1 << chance(8));
    else if (what == 2) s[chance(4096) % n] = (char)chance(256);
    else memset(s + at, 0, chance(n - at) / 8);
  return n;
}

/* Returns 1 if the answer was the right one. */
static int look(int fd, struct wanted const *w)
{
  char value[RECORD_FMT];
  struct record r;
  char const *why;
  size_t n;
  int found = lookup_find(fd, w->key, w->keylen, value, &n, &why);
  if (found == 1 && !record_scan(&r, value, n, w->key, w->keylen)) found = -1;
  if (found == 1 && (n != w->n || memcmp(value, w->value, n)))
    strerr_dief(1, "a wrong value");
  if (found == 1) right++;
  else if (found == -1) broken++;
  else absent++;
  return found == 1;
}

/* A key that is nowhere. Returns 1 if the answer was that. */
static int look_absent(int fd, struct wanted *w)
{
  char value[RECORD_FMT];
  char const *why;
  size_t n;
  w->key[w->keylen] = 'x';
  return !lookup_find(fd, w->key, w->keylen + 1, value, &n, &why);
}

static void one(char const *file, int fd, stralloc const *good, stralloc *bad)
{
  struct header h;
  struct error error;
  char const *why;
  size_t n;
  unsigned int i = 0, missed = 0;
  if (!stralloc_copy(bad, good)) strerr_diefusys(111, "copy");
  n = mutate(bad->s, bad->len);
  if (ftruncate(fd, 0) == -1 || lseek(fd, 0, SEEK_SET) == -1
    || allwrite(fd, bad->s, n) != n) strerr_diefusys(111, "write");
  if (header_read(&h, fd, &why) != 1) missed++;
  else for (; i < keys; i++)
    missed += !look(fd, wanted + i) + !look_absent(fd, wanted + i);
  if (verify_table(AT_FDCWD, file, &h, &error) != 1) return;
  if (missed) strerr_dief(1, "verify is content, look-ups are not");
  if (n != good->len || memcmp(bad->s, good->s, n)) content++;
}

static void read_keys(int fd)
{
  stralloc line = STRALLOC_ZERO;
  for (; keys < KEYS && skagetln(buffer_0, &line, '\n') == 1; keys++)
  {
    struct wanted *w = wanted + keys;
    char const *why;
    w->keylen = line.len - 1;
    memcpy(w->key, line.s, w->keylen);
    if (lookup_find(fd, w->key, w->keylen, w->value, &w->n, &why) != 1)
      strerr_dief(1, "a key is not there");
    line.len = 0;
  }
  stralloc_free(&line);
}

static void report(void)
{
  char s[200];
  struct text t = TEXT(s);
  text_addu(&t, right);
  text_adds(&t, " right, ");
  text_addu(&t, absent);
  text_adds(&t, " absent, ");
  text_addu(&t, broken);
  text_adds(&t, " broken; ");
  text_addu(&t, content);
  text_adds(&t, " damaged and good\n");
  buffer_putflush(buffer_1, t.s, t.len);
}

int main(int argc, char const *const *argv)
{
  stralloc good = STRALLOC_ZERO, bad = STRALLOC_ZERO;
  uint64_t n;
  int fd;
  PROG = "mutants";
  if (argc != 4 || !uint640_scan(argv[1], &seed)
    || !uint640_scan(argv[2], &n)) strerr_dieusage(100, "mutants seed n file");
  seed = seed * 2 + 1;
  fd = open2(argv[3], O_RDWR);
  if (fd == -1 || !slurp(&good, fd)) strerr_diefusys(111, "read ", argv[3]);
  read_keys(fd);
  while (n--) one(argv[3], fd, &good, &bad);
  report();
  stralloc_free(&good);
  stralloc_free(&bad);
  return 0;
}
