/* Numbers for programs. */

#include <string.h>

#include "out.h"
#include "metrics.h"

#define PREFIX "qkarma_"

void metrics_begin(struct metrics *s, int json)
{
  struct metrics const none = { 0 };
  *s = none;
  s->json = json;
  if (json) json_open(&s->j, 0, '{');
}

static void close_metric(struct metrics *s)
{
  if (s->json && s->label) json_close(&s->j, '}');
  s->label = 0;
}

void metrics_end(struct metrics *s)
{
  close_metric(s);
  if (!s->json) return;
  json_close(&s->j, '}');
  json_end(&s->j);
}

static void comment(char const *word, char const *name, char const *text)
{
  out_puts(word);
  out_puts(PREFIX);
  out_puts(name);
  out_puts(" ");
  out_puts(text);
  out_puts("\n");
}

void metrics_labelled(struct metrics *s, char const *name, char const *type,
  char const *help, char const *label)
{
  close_metric(s);
  s->metric = name;
  s->label = label;
  if (s->json)
  {
    if (label) json_open(&s->j, name, '{');
    return;
  }
  comment("# HELP ", name, help);
  comment("# TYPE ", name, type);
}

/* A label's value comes from the journal: `"` and `\` are escaped. */
static void quoted(struct text *t, char const *value, size_t n)
{
  size_t i = 0;
  text_addc(t, '"');
  for (; i < n; i++)
  {
    if (value[i] == '"' || value[i] == '\\') text_addc(t, '\\');
    text_addclean(t, value + i, 1);
  }
  text_addc(t, '"');
}

static void line(struct metrics const *s, char const *value, size_t n,
  uint64_t number)
{
  char array[300];
  struct text t = TEXT(array);
  text_adds(&t, PREFIX);
  text_adds(&t, s->metric);
  if (s->label)
  {
    text_addc(&t, '{');
    text_adds(&t, s->label);
    text_addc(&t, '=');
    quoted(&t, value, n < 64 ? n : 64);
    text_addc(&t, '}');
  }
  text_addc(&t, ' ');
  text_addu(&t, number);
  out_line(&t);
}

void metrics_add(struct metrics *s, char const *value, size_t n,
  uint64_t number)
{
  if (s->json) json_pair_number(&s->j, value, n, (int64_t)number);
  else line(s, value, n, number);
}

void metrics_adds(struct metrics *s, char const *value, uint64_t number)
{
  metrics_add(s, value, strlen(value), number);
}

void metrics_one(struct metrics *s, char const *name, char const *type,
  char const *help, uint64_t value)
{
  metrics_labelled(s, name, type, help, 0);
  if (s->json) json_number(&s->j, name, (int64_t)value);
  else line(s, 0, 0, value);
}
