/* Where the page's text goes. */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/buffer.h>
#include <skalibs/djbunix.h>
#include <skalibs/stralloc.h>
#include <skalibs/strerr.h>

#include "put.h"
#include "../../base/date.h"
#include "../../base/text.h"

#define MODE 0644
#define RING 16

static char store[65536];
static buffer out;
static char const *name;              /* or 0: stdout */
static stralloc making = STRALLOC_ZERO;

static void failed(char const *what)
{
  int e = errno;
  if (name) unlink(making.s);
  errno = e;
  strerr_diefusys(111, what, name ? name : "to stdout");
}

/* What an earlier run left there goes; a link that somebody put there is not
   followed. */
static int make_file(char const *path)
{
  if (unlink(path) == -1 && errno != ENOENT) return -1;
  return open3(path, O_WRONLY | O_CREAT | O_EXCL, MODE);
}

void put_begin(char const *file)
{
  int fd = 1;
  name = file;
  if (file)
  {
    if (!stralloc_copys(&making, file) || !stralloc_cats(&making, ".tmp")
      || !stralloc_0(&making)) strerr_diefusys(111, "remember a name");
    fd = make_file(making.s);
    if (fd == -1) strerr_diefusys(111, "make ", making.s);
  }
  buffer_init(&out, &buffer_write, fd, store, sizeof store);
}

void put_end(void)
{
  if (!buffer_flush(&out)) failed("write ");
  if (!name) return;
  if (fd_sync(buffer_fd(&out)) == -1 || close(buffer_fd(&out)) == -1)
    failed("write ");
  if (rename(making.s, name) == -1) failed("make ");
}

static void raw(char const *s, size_t n)
{
  if (buffer_put(&out, s, n) == -1) failed("write ");
}

void put_raw(char const *s)
{
  raw(s, strlen(s));
}

void put(char const *format, ...)
{
  char array[2048];
  va_list args;
  int n;
  va_start(args, format);
  n = vsnprintf(array, sizeof array, format, args);
  va_end(args);
  if (n < 0 || (size_t)n >= sizeof array)
  {
    errno = EOVERFLOW;
    failed("write ");
  }
  raw(array, (size_t)n);
}

static char const *entity(char c)
{
  switch (c)
  {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return 0;
  }
}

/* The journal is printable ASCII, and a host's name comes from a file. */
void put_foreign(char const *s, size_t n)
{
  size_t i = 0;
  for (; i < n; i++)
  {
    char const *e = entity(s[i]);
    if (e) put_raw(e);
    else raw(s[i] < ' ' || s[i] > '~' ? "?" : s + i, 1);
  }
}

void put_cut(char const *s, size_t n, size_t most)
{
  put_foreign(s, n > most ? most - 1 : n);
  if (n > most) put_raw("&#8230;");
}

static struct text *ring(void)
{
  static char array[RING][64];
  static struct text text[RING];
  static unsigned int at;
  struct text *t = &text[at];
  t->s = array[at];
  t->len = 0;
  t->max = sizeof array[at] - 1;
  at = (at + 1) % RING;
  return t;
}

static char const *whole(struct text *t)
{
  t->s[t->len] = 0;
  return t->s;
}

char const *num(uint64_t n)
{
  struct text *t = ring();
  uint64_t unit = 1;
  while (n / unit >= 1000) unit *= 1000;
  text_addu(t, n / unit);
  for (; unit > 1; n %= unit, unit /= 1000)
  {
    text_addc(t, ',');
    text_addpad(t, n % unit / (unit / 1000), 3);
  }
  return whole(t);
}

char const *px(uint64_t hundredths)
{
  struct text *t = ring();
  text_addfraction(t, 100 * hundredths);
  return whole(t);
}

#define NBSP "&#160;"

char const *pct(uint64_t a, uint64_t b)
{
  struct text *t = ring();
  if (!b) text_adds(t, "&#8211;");
  else if (!a) text_adds(t, "0" NBSP "%");
  else if (a * 100 < b) text_adds(t, "&lt;1" NBSP "%");
  else if (a < b && a * 100 > 99 * b) text_adds(t, "&gt;99" NBSP "%");
  else
  {
    text_addu(t, (200 * a + b) / (2 * b));
    text_adds(t, NBSP "%");
  }
  return whole(t);
}

char const *change(uint64_t now, uint64_t before)
{
  struct text *t = ring();
  uint64_t tenths = before ? (20 * now + before) / (2 * before) : 0;
  uint64_t percent = before ? (200 * now + before) / (2 * before) : 0;
  if (!before) text_adds(t, now ? "new" : "&#8211;");
  else if (now / 2 >= before)
  {
    text_adds(t, "&#215;" NBSP);
    text_addu(t, tenths / 10);
    text_addc(t, '.');
    text_addu(t, tenths % 10);
  }
  else if (percent == 100) text_adds(t, "same");
  else
  {
    text_adds(t, percent > 100 ? "+" : "&#8722;");
    text_addu(t, percent > 100 ? percent - 100 : 100 - percent);
    text_adds(t, NBSP "%");
  }
  return whole(t);
}

static void add_day(struct text *t, struct date const *d)
{
  static char const months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  text_addu(t, d->day);
  text_addc(t, ' ');
  text_add(t, months + 3 * (d->month - 1), 3);
}

char const *date(uint64_t s)
{
  static char const days[] = "SunMonTueWedThuFriSat";
  struct text *t = ring();
  struct date d;
  date_of(&d, s);
  text_add(t, days + 3 * d.weekday, 3);
  text_addc(t, ' ');
  add_day(t, &d);
  return whole(t);
}

char const *day(uint64_t s)
{
  struct text *t = ring();
  struct date d;
  date_of(&d, s);
  add_day(t, &d);
  return whole(t);
}

char const *year(uint64_t s)
{
  struct text *t = ring();
  struct date d;
  date_of(&d, s);
  text_addu(t, d.year);
  return whole(t);
}

char const *hour(uint64_t s)
{
  struct text *t = ring();
  struct date d;
  date_of(&d, s);
  text_addpad(t, d.hour, 2);
  text_addc(t, ':');
  text_addpad(t, d.minute, 2);
  return whole(t);
}
