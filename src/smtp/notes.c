/* Notes from below the backend. Whatever is written here delays and breaks
   nothing: it is read as it comes, and a reading end that nobody feeds is not
   waited for. */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <skalibs/djbunix.h>

#include "notes.h"
#include "../base/scan.h"
#include "../session/log.h"
#include "../session/parties.h"

#define READS 64            /* at once: a writer that never stops does not hold
                               us */

int notes_open(struct notes *n)
{
  int fds[2];
  n->fd = -1;
  if (pipecoe(fds) == -1) return -1;
  if (ndelay_on(fds[0]) == -1)
  {
    fd_close(fds[0]);
    fd_close(fds[1]);
    return -1;
  }
  n->fd = fds[0];
  return fds[1];
}

static int adjust(struct session *s, char const *line, size_t n)
{
  uint64_t points;
  size_t digits;
  if (n < 2 || (*line != '+' && *line != '-')) return 0;
  digits = scan_decimal(line + 1, n - 1, &points, AWARD_MAX);
  if (!digits || (digits + 1 < n && line[digits + 1] != ' ')) return 0;
  if (!session_immune(s))
    tally_grant(&s->tally, EVENT_ADJUST,
      *line == '-' ? -(int)points : (int)points);
  return 1;
}

static int flag(struct session *s, char const *line, size_t n)
{
  struct text text;
  if (n < 9 || memcmp(line, "naughty ", 8)) return 0;
  text.s = (char *)line + 8;
  text.len = text.max = n - 8;
  text.cut = 0;
  if (s->settings->observe) session_tolerated(s, "adjust");
  else session_flag(s, "adjust", REJECT_NONE, &text);
  return 1;
}

/* It comes at any time, not in a phase: so it is said at once. */
static void apply(struct session *s, char const *line, size_t n, int whole)
{
  char clean[NOTES_LINE], array[NOTES_LINE + PARTIES_TEXT];
  struct text text = TEXT(clean), why = TEXT(array);
  int good = whole && (adjust(s, line, n) || flag(s, line, n));
  text_addclean(&text, line, n);
  parties_explain(&why, text.s, text.len, s,
    good && *line != '+' ? parties_blame(s) : 0);
  log_text(s, LOG_FAIL, "adjust", !good ? "error: no adjustment"
    : *line == '+' ? "pass" : *line == '-' || s->settings->observe
    ? "fail, tolerated" : "fail, NAUGHTY", &why);
}

static void line_end(struct notes *n, struct session *s)
{
  if (n->lines++ < NOTES_MAX) apply(s, n->line, n->len, !n->skip);
  else if (n->lines == NOTES_MAX + 1)
    log_line(s, LOG_ERROR, "adjust", "error: too many notes, no more are read");
  n->len = 0;
  n->skip = 0;
}

/* Take n bytes, line by line. */
static void take(struct notes *notes, struct session *s, char const *p,
  size_t n)
{
  size_t i = 0;
  for (; i < n; i++)
  {
    if (p[i] == '\n') line_end(notes, s);
    else if (notes->len < NOTES_LINE) notes->line[notes->len++] = p[i];
    else notes->skip = 1;
  }
}

size_t notes_read(struct notes *n, struct session *s)
{
  size_t sum = 0;
  unsigned int i = 0;
  char buf[4096];
  while (n->fd != -1 && i++ < READS)
  {
    ssize_t r = read(n->fd, buf, sizeof buf);
    if (r > 0)
    {
      take(n, s, buf, (size_t)r);
      sum += (size_t)r;
    }
    else if (r == -1 && errno == EINTR) continue;
    else if (r == -1 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
    else notes_close(n);
  }
  return sum;
}

void notes_close(struct notes *n)
{
  if (n->fd != -1) fd_close(n->fd);
  n->fd = -1;
}
