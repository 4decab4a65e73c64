/* What is written as JSON is JSON (RFC 8259), in ASCII, in one line, whatever
   the names and the values are made of. */

#include <string.h>
#include <fcntl.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>

#include "fuzz.h"
#include "../../src/tool/print/json.h"
#include "../../src/tool/print/out.h"

#define DEPTH 20
#define MAX 60000

static char text[MAX + 1];
static char const *at;

static void expect(char c)
{
  MUST(*at == c);
  at++;
}

static void string(void)
{
  expect('"');
  for (; *at != '"'; at++)
  {
    MUST(*at >= 32 && *at <= 126);
    if (*at != '\\') continue;
    at++;
    MUST(*at && strchr("\"\\u", *at));
    if (*at != 'u') continue;
    MUST(strspn(at + 1, "0123456789abcdef") >= 4);
    at += 4;
  }
  at++;
}

static void number(void)
{
  size_t n;
  if (*at == '-') at++;
  n = strspn(at, "0123456789");
  MUST(n && (n == 1 || *at != '0'));
  at += n;
  if (*at != '.') return;
  n = strspn(++at, "0123456789");
  MUST(n);
  at += n;
}

static int word(char const *s)
{
  if (strncmp(at, s, strlen(s))) return 0;
  at += strlen(s);
  return 1;
}

static void value(unsigned int depth);

static void members(char end, unsigned int depth)
{
  at++;
  if (*at != end) for (;;)
  {
    if (end == '}')
    {
      string();
      expect(':');
    }
    value(depth + 1);
    if (*at != ',') break;
    at++;
  }
  expect(end);
}

static void value(unsigned int depth)
{
  MUST(depth <= DEPTH);
  if (*at == '{') members('}', depth);
  else if (*at == '[') members(']', depth);
  else if (*at == '"') string();
  else if (!word("true") && !word("false") && !word("null")) number();
}

/* One member more. Returns how many bytes of s say what is in it. */
static size_t put(struct json *j, unsigned int what, int object, char const *s,
  size_t n)
{
  uint64_t u = n * UINT64_C(0x9e3779b97f4a7c15);
  switch (what)
  {
    case 0: json_number(j, object ? "n" : 0, (int64_t)u); return 0;
    case 1: json_fraction(j, object ? "f" : 0, u >> 8); return 0;
    case 2: json_bool(j, object ? "t" : 0, (int)n & 1); return 0;
    case 3: json_null(j, object ? "z" : 0); return 0;
    case 4: if (object) json_pair(j, s, n / 2, s + n / 2, n - n / 2); return n;
    case 5: if (object) json_pair_number(j, s, n, (int64_t)u); return n;
    default: json_bytes(j, object ? "b" : 0, s, n); return n;
  }
}

static void write_json(struct bytes b)
{
  struct json j = { 0 };
  char open[DEPTH];
  unsigned int depth = 0;
  json_open(&j, 0, open[depth++] = '{');
  while (b.n)
  {
    unsigned int what = bytes_number(&b) % 12;
    int object = open[depth - 1] == '{';
    if (what > 9)
    {
      if (depth == DEPTH) continue;
      open[depth] = what == 10 ? '{' : '[';
      json_open(&j, object ? "o" : 0, open[depth++]);
    }
    else if (what > 8)
    {
      if (depth > 1) json_close(&j, open[--depth] == '{' ? '}' : ']');
    }
    else
    {
      size_t n = bytes_number(&b) % 40;
      bytes_part(&b, put(&j, what, object, b.s, n < b.n ? n : b.n));
    }
  }
  while (depth) json_close(&j, open[--depth] == '{' ? '}' : ']');
  json_end(&j);
  out_flush();
}

void fuzz(char const *s, size_t n)
{
  static int file = -1;
  struct bytes b = { s, n };
  if (n > 3000) return;
  if (file == -1)
  {
    file = fuzz_file("out", "", 0);
    if (fd_copy(1, file) == -1) fuzz_system("fd_copy");
  }
  if (ftruncate(1, 0) == -1 || lseek(1, 0, SEEK_SET)) fuzz_system("ftruncate");
  write_json(b);
  lseek(1, 0, SEEK_SET);
  n = fd_read(1, text, MAX);
  MUST(n < MAX);
  text[n] = 0;
  at = text;
  value(0);
  MUST(!strcmp(at, "\n"));
}
