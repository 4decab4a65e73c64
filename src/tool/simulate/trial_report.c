/* What a trial comes to. */

#include <stdlib.h>

#include <skalibs/strerr.h>

#include "trial_report.h"
#include "../print/column.h"
#include "../print/json.h"
#include "../print/out.h"
#include "../print/time_text.h"
#include "../../base/date.h"

#define WORST 10      /* clients that are named */

void trial_report_begin(struct trial_report *r)
{
  intern_begin(&r->names);
}

static struct trial_client *client_of(struct trial_report *r,
  struct address const *a)
{
  static struct trial_client const none;
  char name[KEY_FMT];
  struct key k;
  uint32_t number;
  key_client(&k, a);
  if (intern_number(&r->names, name, key_fmt(name, &k), &number)
    && !genalloc_append(struct trial_client, &r->clients, &none))
    strerr_diefusys(111, "remember clients");
  return genalloc_s(struct trial_client, &r->clients) + number;
}

/* The month of this time; they come in their order. */
static struct trial_month *month_of(struct trial_report *r, uint64_t t)
{
  size_t n = genalloc_len(struct trial_month, &r->months);
  struct trial_month *last = genalloc_s(struct trial_month, &r->months)
    + (n ? n - 1 : 0), fresh = { .t = t };
  struct date then, now;
  date_of(&now, t);
  if (n)
  {
    date_of(&then, last->t);
    if (then.year == now.year && then.month == now.month) return last;
  }
  if (!genalloc_append(struct trial_month, &r->months, &fresh))
    strerr_diefusys(111, "remember months");
  return genalloc_s(struct trial_month, &r->months) + n;
}

static void count(struct trial_counts *n, struct trial_verdict const *v)
{
  n->total++;
  n->boxed += v->answer == TRIAL_BOXED;
  n->asked += v->answer == TRIAL_ASKED;
  n->at_once += v->at_once;
}

void trial_report_count(struct trial_report *r,
  struct labelled_mail const *c, struct trial_verdict const *v)
{
  struct trial_client *client = client_of(r, &c->address);
  struct trial_month *month = month_of(r, c->t);
  if (!(r->spam.total + r->ham.total)) r->first = c->t;
  r->last = c->t;
  count(c->spam ? &r->spam : &r->ham, v);
  count(c->spam ? &month->spam : &month->ham, v);
  if (c->spam) client->spam++;
  else
  {
    count(&client->ham, v);
    if (v->stranger) count(&r->strangers, v);
  }
}

/* Clients whose good mail was boxed or asked, the worst ones first: the box
   lasts for days. */
static uint64_t suffering(struct trial_counts const *ham)
{
  return (ham->boxed << 32) + ham->asked;
}

static struct trial_report const *sorted;

static int worse(void const *a, void const *b)
{
  struct trial_client const *clients =
    genalloc_s(struct trial_client, &sorted->clients);
  uint32_t i = *(uint32_t const *)a, k = *(uint32_t const *)b;
  uint64_t x = suffering(&clients[i].ham), y = suffering(&clients[k].ham);
  return x != y ? (x < y ? 1 : -1) : i < k ? -1 : i > k;
}

/* The numbers of the worst ones; at most WORST, returned. */
static unsigned int worst(struct trial_report *r, uint32_t *number)
{
  uint32_t n = intern_count(&r->names), i = 0;
  struct trial_client const *c = genalloc_s(struct trial_client, &r->clients);
  uint32_t *all = malloc((n + 1) * sizeof *all);
  unsigned int found = 0;
  if (!all) strerr_diefusys(111, "sort clients");
  for (; i < n; i++) all[i] = i;
  sorted = r;
  qsort(all, n, sizeof *all, worse);
  while (found < WORST && found < n && suffering(&c[all[found]].ham))
  {
    number[found] = all[found];
    found++;
  }
  free(all);
  return found;
}

enum { TOTAL_END = 27, BOXED_END = 35, BOXED_SHARE = 44, ASKED_END = 52,
  ASKED_SHARE = 61, ONCE_END = 69, ONCE_SHARE = 78 };

/* In hundredths of a per cent, as near as can be. */
static void share(struct text *t, size_t end, uint64_t n, uint64_t of)
{
  char array[24];
  struct text s = { array, 0, sizeof array - 1, 0 };
  uint64_t u = of ? (n * 10000 + of / 2) / of : 0;
  text_addu(&s, u / 100);
  text_addc(&s, '.');
  text_addpad(&s, u % 100, 2);
  text_adds(&s, "%");
  array[s.len] = 0;
  column_word(t, end, array);
}

static void row(struct text *t, struct trial_counts const *n)
{
  column_number(t, TOTAL_END, (int64_t)n->total);
  column_number(t, BOXED_END, (int64_t)n->boxed);
  share(t, BOXED_SHARE, n->boxed, n->total);
  column_number(t, ASKED_END, (int64_t)n->asked);
  share(t, ASKED_SHARE, n->asked, n->total);
  column_number(t, ONCE_END, (int64_t)n->at_once);
  share(t, ONCE_SHARE, n->at_once, n->total);
  out_line(t);
}

static void heading(struct text *t, char const *what)
{
  text_adds(t, what);
  column_word(t, TOTAL_END, "ALL");
  column_word(t, BOXED_SHARE, "BOXED");
  column_word(t, ASKED_SHARE, "ASKED");
  column_word(t, ONCE_SHARE, "GREETED AT ONCE");
  out_line(t);
}

static void totals(struct text *t, struct trial_report const *r)
{
  column_count(t, r->spam.total + r->ham.total, "connection");
  text_adds(t, " of ");
  column_count(t, intern_count(&r->names), "client");
  text_adds(t, ", ");
  time_text_add(t, r->first);
  text_adds(t, " to ");
  time_text_add(t, r->last);
  out_line(t);
  out_line(t);
  heading(t, "");
  text_adds(t, "spam");
  row(t, &r->spam);
  text_adds(t, "ham");
  row(t, &r->ham);
  text_adds(t, "  of strangers");
  row(t, &r->strangers);
}

static void months(struct text *t, struct trial_report const *r)
{
  size_t i = 0;
  out_line(t);
  heading(t, "MONTH");
  for (; i < genalloc_len(struct trial_month, &r->months); i++)
  {
    struct trial_month const *m = genalloc_s(struct trial_month, &r->months)
      + i;
    struct date d;
    date_of(&d, m->t);
    text_addu(t, d.year);
    text_addc(t, '-');
    text_addpad(t, d.month, 2);
    text_adds(t, " spam");
    row(t, &m->spam);
    text_adds(t, "        ham");
    row(t, &m->ham);
  }
}

static void clients(struct text *t, struct trial_report *r)
{
  uint32_t number[WORST];
  unsigned int n = worst(r, number), i = 0;
  if (!n)
  {
    out_puts("\nAll good mail was served.\n");
    return;
  }
  out_line(t);
  heading(t, "GOOD MAIL OF");
  for (; i < n; i++)
  {
    size_t len;
    char const *name = intern_name(&r->names, number[i], &len);
    text_add(t, name, len);
    row(t, &(genalloc_s(struct trial_client, &r->clients) + number[i])->ham);
  }
}

void trial_report_text(struct trial_report *r, int monthly)
{
  char line[200];
  struct text t = TEXT(line);
  totals(&t, r);
  if (monthly) months(&t, r);
  clients(&t, r);
}

static void json_counts(struct json *j, char const *name,
  struct trial_counts const *n)
{
  json_open(j, name, '{');
  json_number(j, "total", (int64_t)n->total);
  json_number(j, "boxed", (int64_t)n->boxed);
  json_number(j, "asked", (int64_t)n->asked);
  json_number(j, "at_once", (int64_t)n->at_once);
  json_close(j, '}');
}

static void json_months(struct json *j, struct trial_report const *r)
{
  size_t i = 0;
  json_open(j, "months", '[');
  for (; i < genalloc_len(struct trial_month, &r->months); i++)
  {
    struct trial_month const *m = genalloc_s(struct trial_month, &r->months)
      + i;
    json_open(j, 0, '{');
    json_number(j, "time", (int64_t)m->t);
    json_counts(j, "spam", &m->spam);
    json_counts(j, "ham", &m->ham);
    json_close(j, '}');
  }
  json_close(j, ']');
}

static void json_clients(struct json *j, struct trial_report *r)
{
  uint32_t number[WORST];
  unsigned int n = worst(r, number), i = 0;
  json_open(j, "clients", '[');
  for (; i < n; i++)
  {
    struct trial_client const *c = genalloc_s(struct trial_client, &r->clients)
      + number[i];
    size_t len;
    char const *name = intern_name(&r->names, number[i], &len);
    json_open(j, 0, '{');
    json_bytes(j, "client", name, len);
    json_number(j, "spam", (int64_t)c->spam);
    json_counts(j, "ham", &c->ham);
    json_close(j, '}');
  }
  json_close(j, ']');
}

void trial_report_json(struct trial_report *r, int monthly)
{
  struct json j = { 0 };
  json_open(&j, 0, '{');
  json_number(&j, "first", (int64_t)r->first);
  json_number(&j, "last", (int64_t)r->last);
  json_number(&j, "clients_total", (int64_t)intern_count(&r->names));
  json_counts(&j, "spam", &r->spam);
  json_counts(&j, "ham", &r->ham);
  json_counts(&j, "strangers", &r->strangers);
  if (monthly) json_months(&j, r);
  json_clients(&j, r);
  json_close(&j, '}');
  json_end(&j);
}
