/* What control/spare says of whom. */

#include <string.h>

#include "client_report.h"
#include "spared.h"
#include "../print/column.h"
#include "../print/out.h"

enum { LINE_END = 49, WHY = 51 };

struct listing
{
  struct range const *who;
  int json;
  uint64_t n;
};

static void row(struct spare_line const *line)
{
  char array[SPARE_WORD + 1000];
  struct text t = TEXT(array);
  t.len = spare_fmt(array, &line->spare);
  column_number(&t, LINE_END, (int64_t)line->number);
  column_goto(&t, WHY);
  text_addclean(&t, line->why, strlen(line->why));
  if (t.s[t.len - 1] == ' ') t.len = LINE_END;
  t.cut = 0;
  out_line(&t);
}

static void object(struct spare_line const *line)
{
  struct json j = { 0 };
  char word[SPARE_WORD];
  json_open(&j, 0, '{');
  json_bytes(&j, "spared", word, spare_fmt(word, &line->spare));
  json_number(&j, "line", (int64_t)line->number);
  json_string(&j, "why", line->why);
  json_close(&j, '}');
  json_end(&j);
}

static void heading(void)
{
  char array[100];
  struct text t = TEXT(array);
  text_adds(&t, "SPARED");
  column_word(&t, LINE_END, "LINE");
  column_left(&t, WHY, "WHY");
  out_line(&t);
}

static int wanted(struct listing const *l, struct spare_line const *line)
{
  return !l->who || (!*line->spare.name
    && (range_within(&line->spare.range, l->who)
    || range_within(l->who, &line->spare.range)));
}

static void list(void *data, struct spare_line const *line)
{
  struct listing *l = data;
  if (!wanted(l, line)) return;
  if (!l->n++ && !l->json) heading();
  (l->json ? object : row)(line);
}

uint64_t spared_list(int home, struct range const *who, int json)
{
  struct listing l = { who, json, 0 };
  spare_lines_each(home, list, &l);
  return l.n;
}

static int find(struct spare_line *line, int home, struct range const *who)
{
  struct spare e = { .range = *who };
  return spare_lines_find(line, home, &e);
}

void spared_text(int home, struct range const *who)
{
  char array[1000];
  struct text t = TEXT(array);
  struct spare_line line;
  if (!find(&line, home, who)) return;
  client_report_label(&t, "spared");
  text_adds(&t, "by " SPARE ", ");
  spare_line_add(&t, &line, 1);
  t.cut = 0;
  out_line(&t);
}

void spared_json(struct json *j, int home, struct range const *who)
{
  struct spare_line line;
  if (!find(&line, home, who)) return;
  json_number(j, "spared_line", (int64_t)line.number);
  json_string(j, "spared_why", line.why);
}
