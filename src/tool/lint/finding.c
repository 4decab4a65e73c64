/* What `qkarma check` finds. */

#include <skalibs/bytestr.h>

#include "finding.h"
#include "../print/out.h"
#include "../print/terminal.h"

#define FINDING 1200    /* bytes */

void finding_text(struct findings *f, enum gravity g, struct text const *t)
{
  static char const *const words[] = { "info", "warning", "error" };
  static enum colour const colours[] = { COLOUR_GREEN, COLOUR_YELLOW,
    COLOUR_RED };
  char line[FINDING];
  struct text out = TEXT(line);
  size_t n;
  if (g == FINDING_INFO && f->quiet) return;
  f->errors += g == FINDING_ERROR;
  f->warnings += g == FINDING_WARNING;
  if (f->json)
  {
    json_open(f->json, 0, '{');
    json_string(f->json, "gravity", words[g]);
    json_bytes(f->json, "what", t->s, t->len);
    json_close(f->json, '}');
    return;
  }
  text_adds(&out, words[g]);
  n = out.len;
  text_adds(&out, ": ");
  text_add(&out, t->s, t->len);
  terminal_line(&out, 0, n, colours[g]);
}

void finding_lines(struct findings *f, enum gravity g, struct text const *t)
{
  struct text line = { t->s, 0, 0, 0 };
  char const *end = t->s + t->len;
  while (line.s < end)
  {
    line.len = line.max = byte_chr(line.s, (size_t)(end - line.s), '\n');
    finding_text(f, g, &line);
    line.s += line.len + 1;
  }
}

void finding(struct findings *f, enum gravity g, char const *where,
  char const *what)
{
  char line[FINDING - 20];
  struct text t = TEXT(line);
  text_adds(&t, where);
  text_adds(&t, ": ");
  text_adds(&t, what);
  finding_text(f, g, &t);
}
