/* JSON on stdout. */

#include <string.h>

#include "recent_counts.h"
#include "json.h"
#include "out.h"
#include "../../karma/rule.h"

/* What comes before a value: the comma, and its name. */
static void begin(struct json *j, char const *name)
{
  if (j->comma) out_put(",", 1);
  j->comma = 1;
  if (!name) return;
  out_put("\"", 1);
  out_puts(name);
  out_put("\":", 2);
}

void json_open(struct json *j, char const *name, char bracket)
{
  begin(j, name);
  out_put(&bracket, 1);
  j->comma = 0;
}

void json_close(struct json *j, char bracket)
{
  out_put(&bracket, 1);
  j->comma = 1;
}

static void number(int64_t i)
{
  char s[24];
  struct text t = TEXT(s);
  text_addi(&t, i);
  out_text(&t);
}

void json_number(struct json *j, char const *name, int64_t i)
{
  begin(j, name);
  number(i);
}

void json_fraction(struct json *j, char const *name, uint64_t u)
{
  char s[32];
  struct text t = TEXT(s);
  begin(j, name);
  text_addfraction(&t, u);
  out_text(&t);
}

void json_bool(struct json *j, char const *name, int b)
{
  begin(j, name);
  out_puts(b ? "true" : "false");
}

void json_null(struct json *j, char const *name)
{
  begin(j, name);
  out_puts("null");
}

static void byte(char c)
{
  char s[8];
  struct text t = TEXT(s);
  if (c == '"' || c == '\\') text_addc(&t, '\\');
  if ((unsigned char)c < 32)
  {
    text_adds(&t, "\\u");
    text_addhex(&t, (unsigned char)c, 4);
  }
  else text_addc(&t, (unsigned char)c > 126 ? '?' : c);
  out_text(&t);
}

static void quoted(char const *s, size_t n)
{
  size_t i = 0;
  out_put("\"", 1);
  for (; i < n; i++) byte(s[i]);
  out_put("\"", 1);
}

void json_bytes(struct json *j, char const *name, char const *s, size_t n)
{
  begin(j, name);
  quoted(s, n);
}

static void begin_pair(struct json *j, char const *name, size_t namelen)
{
  begin(j, 0);
  quoted(name, namelen);
  out_put(":", 1);
}

void json_pair(struct json *j, char const *name, size_t namelen,
  char const *s, size_t n)
{
  begin_pair(j, name, namelen);
  quoted(s, n);
}

void json_pair_number(struct json *j, char const *name, size_t namelen,
  int64_t i)
{
  begin_pair(j, name, namelen);
  number(i);
}

void json_string(struct json *j, char const *name, char const *s)
{
  json_bytes(j, name, s, strlen(s));
}

void json_key(struct json *j, char const *name, struct key const *k)
{
  char s[KEY_FMT];
  json_bytes(j, name, s, key_fmt(s, k));
}

void json_record(struct json *j, struct record const *r, uint64_t now)
{
  struct outcome o = recent_counts(r, now);
  uint64_t good, bad;
  recent_judged(&good, &bad, r, now);
  json_number(j, "history", record_history(r));
  json_number(j, "nice", (int64_t)r->nice);
  json_number(j, "naughty", (int64_t)r->naughty);
  json_number(j, "connects", (int64_t)r->connects);
  json_number(j, "last", (int64_t)r->last);
  json_number(j, "since", (int64_t)r->since);
  json_number(j, "until", (int64_t)r->until);
  json_bool(j, "boxed", rule_boxed(r, now));
  json_number(j, "accepted", (int64_t)o.success);
  json_number(j, "deferred", (int64_t)o.tempfail);
  json_number(j, "refused", (int64_t)o.permfail);
  json_number(j, "good", (int64_t)good);
  json_number(j, "bad", (int64_t)bad);
  json_number(j, "asked", (int64_t)r->asked);
}

void json_end(struct json *j)
{
  out_put("\n", 1);
  j->comma = 0;
}
