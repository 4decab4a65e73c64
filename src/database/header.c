/* The header record of a database. */

#include <string.h>
#include <unistd.h>

#include "header.h"
#include "../base/scan.h"
#include "../base/sum.h"
#include "../base/text.h"

#define FIELDS 18

/* A number of so many decimal digits; or, without one, text to copy. */
struct field
{
  unsigned int width;
  uint64_t *number;
  char *text;
};

/* What is not kept as it is written. */
struct form
{
  char host[HOST_LEN];
  char check[SUM_DIGITS];
  uint64_t nano;
};

/* The fields in the order of the value, all but the sum. */
static void fields(struct field *f, struct header *h, struct form *form)
{
  struct field const order[FIELDS] =
  {
    { 2, &h->version, 0 },
    { HEADER_ID, 0, h->id },
    { HEADER_ID, 0, h->base },
    { HOST_LEN, 0, form->host },
    { SEGMENT_DIGITS, &h->cursor.number, 0 },
    { SEGMENT_RANDOM, 0, h->cursor.random },
    { 12, &h->cursor.offset, 0 },
    { SUM_DIGITS, 0, form->check },
    { 12, &h->newest.seconds, 0 },
    { 9, &form->nano, 0 },
    { 5, &h->expire_days, 0 },
    { 12, &h->made, 0 },
    { 12, &h->written, 0 },
    { 10, &h->clients, 0 },
    { 10, &h->networks, 0 },
    { 15, &h->lines, 0 },
    { 15, &h->bad, 0 },
    { 15, &h->unknown, 0 }
  };
  memcpy(f, order, sizeof order);
}

static uint32_t sum_of(char const *value)
{
  return sum_add(sum_add(0, HEADER_KEY ":", strlen(HEADER_KEY ":")), value,
    HEADER_LEN - SUM_DIGITS);
}

int header_fmt(char *value, struct header const *h)
{
  struct header copy = *h;
  struct form form;
  struct field f[FIELDS];
  struct text t = { value, 0, HEADER_LEN, 0 };
  struct text check = TEXT(form.check);
  unsigned int i = 0;
  memset(form.host, ' ', sizeof form.host);
  memcpy(form.host, h->cursor.host, strlen(h->cursor.host));
  text_addhex(&check, h->cursor.check, SUM_DIGITS);
  form.nano = h->newest.nano;
  fields(f, &copy, &form);
  for (; i < FIELDS; i++)
  {
    if (f[i].number) text_addpad(&t, *f[i].number, f[i].width);
    else text_add(&t, f[i].text, f[i].width);
    text_addc(&t, ':');
  }
  if (t.len != HEADER_LEN - SUM_DIGITS) return 0;
  text_addhex(&t, sum_of(value), SUM_DIGITS);
  return 1;
}

/* Take the fields out of the value. */
static int take(struct field const *f, char const *value)
{
  unsigned int i = 0;
  for (; i < FIELDS; i++)
  {
    if (value[f[i].width] != ':') return 0;
    if (!f[i].number) memcpy(f[i].text, value, f[i].width);
    else if (scan_decimal(value, f[i].width, f[i].number, INT64_MAX)
      != f[i].width) return 0;
    value += f[i].width + 1;
  }
  return 1;
}

static int host_take(struct header *h, struct form const *form)
{
  char const *blank = memchr(form->host, ' ', HOST_LEN);
  size_t n = blank ? (size_t)(blank - form->host) : HOST_LEN;
  memcpy(h->cursor.host, form->host, n);
  h->cursor.host[n] = 0;
  return host_valid(form->host, n);
}

int header_scan(struct header *h, char const *value, char const **why)
{
  struct form form;
  struct field f[FIELDS];
  uint64_t check;
  memset(h, 0, sizeof *h);
  fields(f, h, &form);
  *why = "its header record is damaged";
  if (!sum_match(value + HEADER_LEN - SUM_DIGITS, sum_of(value))) return 0;
  if (!take(f, value) || !host_take(h, &form)) return 0;
  if (!scan_hex(form.check, SUM_DIGITS, &check)) return 0;
  h->cursor.check = (uint32_t)check;
  h->newest.nano = (uint32_t)form.nano;
  if (h->version == HEADER_VERSION || h->version == HEADER_VERSION_BEFORE)
    return 1;
  *why = "its format is of a version that this program does not know";
  return 0;
}

void header_add(struct text *t, struct header const *h)
{
  text_addu(t, h->clients);
  text_adds(t, h->clients == 1 ? " client, " : " clients, ");
  text_addu(t, h->networks);
  text_adds(t, " networks");
}

int header_read(struct header *h, int fd, char const **why)
{
  static char const lengths[8] = { sizeof HEADER_KEY - 1, 0, 0, 0,
    (char)(HEADER_LEN & 255), HEADER_LEN >> 8, 0, 0 };
  char record[sizeof lengths + sizeof HEADER_KEY - 1 + HEADER_LEN];
  ssize_t r = pread(fd, record, sizeof record, HEADER_OFFSET
    - (off_t)(sizeof record - HEADER_LEN));
  if (r == -1) return -1;
  *why = "it has no header record";
  if ((size_t)r != sizeof record || memcmp(record, lengths, sizeof lengths)
    || memcmp(record + sizeof lengths, HEADER_KEY, sizeof HEADER_KEY - 1))
    return 0;
  return header_scan(h, record + sizeof record - HEADER_LEN, why);
}
