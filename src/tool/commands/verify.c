/* qkarma verify: reads all that a rebuild or a look-up may need, from end to
   end, and says of each file whether it is good. Exits 1 if one is not. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/strerr.h>

#include "../args/words.h"
#include "../open/state.h"
#include "../print/out.h"
#include "../tool.h"
#include "../../database/snapshot.h"
#include "../../database/verify.h"
#include "../../fold/mend.h"
#include "../../journal/journal.h"
#include "../../journal/log.h"

extern struct command const command_verify;

/* One line about a file; what is wrong with it is in `fault`. Returns how
   many files are wrong. */
static int report(char const *name, struct header const *h, int good,
  struct error const *error)
{
  char line[sizeof error->text + 2];
  struct text t = TEXT(line);
  if (good)
  {
    text_adds(&t, name);
    text_adds(&t, ": good, ");
    header_add(&t, h);
  }
  else text_adds(&t, error->text);
  out_line(&t);
  return !good;
}

/* Another line if the journal has not what the database was made of. */
static int cursor(int home, char const *name, struct header const *h)
{
  struct error error;
  return verify_cursor(home, name, &h->cursor, &error) == 1 ? 0
    : report(name, 0, 0, &error);
}

/* karma.cdb or a base. */
static int whole(int home, char const *name, struct header *h)
{
  struct error error;
  int r = verify_table(home, name, h, &error);
  if (!r) r = error_say(&error, name, "there is none");
  if (r == 1) r = verify_networks(home, name, &error);
  return report(name, h, r == 1, &error);
}

/* recent.cdb, of which there may be none. One that belongs to another
   karma.cdb is read by nobody. */
static int recent(int home, struct header const *karma)
{
  struct header h;
  struct error error;
  int r = verify_table(home, RECENT_CDB, &h, &error);
  if (!r) return 0;
  if (r == 1 && memcmp(h.base, karma->id, sizeof h.base))
  {
    out_puts(RECENT_CDB ": of another " KARMA_CDB ", not in use\n");
    return 0;
  }
  if (r == 1) r = verify_view(home, &error);
  if (report(RECENT_CDB, &h, r == 1, &error)) return 1;
  return cursor(home, RECENT_CDB, &h);
}

static int bases(int home)
{
  genalloc list = GENALLOC_ZERO;
  struct header h;
  size_t i = 0;
  int wrong = 0;
  if (!snapshot_list(&list, home)) strerr_diefusys(111, "list base");
  for (; i < genalloc_len(struct snapshot, &list); i++)
    wrong += whole(home, genalloc_s(struct snapshot, &list)[i].path, &h);
  genalloc_free(struct snapshot, &list);
  return wrong;
}

/* A segment that was seen, as a file. */
struct lint_input
{
  struct segment segment;
  struct stat file;
};

/* Is another file the same segment, by what it was made with? One that has
   another number than its header was put back from a backup, or is a copy under
   another name: the fold takes its newer lines only, and that is worth a line,
   but nothing is wrong. A second name of the same file is a rotation that was
   cut short. */
static int twin(genalloc *seen, struct lint_input const *s)
{
  struct lint_input const *other = genalloc_s(struct lint_input, seen);
  struct lint_input const *end = other + genalloc_len(struct lint_input, seen);
  struct error error;
  for (; other < end; other++)
    if (!memcmp(other->segment.random, s->segment.random, SEGMENT_RANDOM)
      && (other->file.st_ino != s->file.st_ino
        || other->file.st_dev != s->file.st_dev))
    {
      char array[SEGMENT_PATH + 60];
      struct text t = { array, 0, sizeof array - 1, 0 };
      text_adds(&t, "it is the same segment as ");
      text_adds(&t, other->segment.path);
      text_adds(&t, ", put back or copied");
      array[t.len] = 0;
      error_say(&error, s->segment.path, array);
      report(s->segment.path, 0, 0, &error);
      return 0;
    }
  if (!genalloc_append(struct lint_input, seen, s))
    strerr_diefusys(111, "remember segments");
  return 0;
}

/* Are there numbers without a file between this segment and the one before?
   Those before one that was put back never had any. */
static int gap(char const *log, uint64_t before, struct segment const *s)
{
  char line[100];
  struct text t = TEXT(line);
  if (!before || s->number <= before + 1 || s->put_back) return 0;
  text_adds(&t, log);
  text_adds(&t, ": ");
  journal_missing(&t, before, s->number);
  out_line(&t);
  return 1;
}

/* Does it begin with a segment's header, is it the only one of it, and is the
   one of the number before this there too? Of one without a header nobody knows
   whether it was put back. */
static int segment(genalloc *seen, int home, char const *log,
  char const *path, uint64_t before, uint64_t number)
{
  struct lint_input s;
  struct error error;
  int r = segment_read(&s.segment, home, path), missing;
  if (r == 1)
  {
    if (fstat(s.segment.fd, &s.file) == -1)
      strerr_diefusys(111, "look at ", path);
    fd_close(s.segment.fd);
    s.segment.number = number;
    missing = gap(log, before, &s.segment);
    return twin(seen, &s) + missing;
  }
  if (!r) errno = ENOENT;
  if (r == -1 && errno == EPROTO)
    error_say(&error, path, mend_possible(home, path)
      ? "does not begin with a segment's header: a fold that comes by mends it,"
        " or else `qkarma rebuild`"
      : "has neither a segment's header nor a good line: it is not folded");
  else error_system(&error, "open", path);
  return report(path, 0, 0, &error);
}

/* The number of journal/current, as long as nothing was listed: a rotation
   that comes between makes no gap. 0 unknown. */
static uint64_t current_number(int home, char const *path)
{
  struct segment s;
  if (segment_read(&s, home, path) != 1) return 0;
  fd_close(s.fd);
  return s.number;
}

static int segments(int home, char const *log)
{
  genalloc list = GENALLOC_ZERO, seen = GENALLOC_ZERO;
  uint64_t current, before = 0;
  char path[SEGMENT_PATH];
  size_t i = 0;
  int wrong = 0;
  log_current(path, log);
  current = current_number(home, path);
  if (!journal_list_of(&list, home, log)) strerr_diefusys(111, "list ", log);
  for (; i < genalloc_len(struct journal_entry, &list); i++)
  {
    struct journal_entry const *e = genalloc_s(struct journal_entry, &list);
    log_segment(path, log, e[i].host, e[i].number);
    wrong += segment(&seen, home, log, path, before, e[i].number);
    before = e[i].number;
  }
  genalloc_free(struct journal_entry, &list);
  log_current(path, log);
  wrong += segment(&seen, home, log, path, before, current);
  genalloc_free(struct lint_input, &seen);
  return wrong;
}

static int databases(int home)
{
  struct header karma;
  int wrong;
  if (faccessat(home, KARMA_CDB, F_OK, 0) == -1 && errno == ENOENT
    && faccessat(home, RECENT_CDB, F_OK, 0) == -1 && errno == ENOENT)
  {
    out_puts("there is no database yet\n");
    return 0;
  }
  wrong = whole(home, KARMA_CDB, &karma);
  if (!wrong) wrong = cursor(home, KARMA_CDB, &karma) + recent(home, &karma);
  return wrong;
}

static int run(char const *const *argv)
{
  static struct setting const none[] = { { 0, 0, 0 } };
  struct words w;
  int home, wrong;
  words_scan(&w, &command_verify, none, argv);
  words_end(&w);
  home = state_open();
  wrong = databases(home) + bases(home) + segments(home, LOG_OWN);
  if (log_is_common(log_folded(home))) wrong += segments(home, LOG_COMMON);
  out_flush();
  return wrong > 0;
}

struct command const command_verify =
{
  "verify",
  "",
  "read databases, snapshots, headers; say what is wrong",
  0,
  run
};
