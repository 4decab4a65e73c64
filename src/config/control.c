/* Control files. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>

#include "control.h"

/* All of an open file, and a LF behind it, so that every line has an end. */
static int slurp(stralloc *file, int fd)
{
  struct stat st;
  size_t size;
  if (fstat(fd, &st) == -1) return 0;
  if (!S_ISREG(st.st_mode)) return errno = EISDIR, 0;
  if (st.st_size > CONTROL_MAX) return errno = EFBIG, 0;
  size = (size_t)st.st_size;
  if (!stralloc_ready(file, size + 1)) return 0;
  errno = 0;
  file->len = allread(fd, file->s, size);
  if (file->len < size && errno && errno != EPIPE) return 0;
  file->s[file->len++] = '\n';
  return 1;
}

/* A link to nothing is no missing file: the disk that it leads to may not be
   mounted, and nobody knows what stands there. Asked in this way, who has no
   link pays nothing for it. -1; *missing: there is no such file. */
static int open_file(int home, char const *name, int *missing)
{
  int const flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  int fd = openat(home, name, flags | O_NOFOLLOW);
  *missing = fd == -1 && errno == ENOENT;
  return fd != -1 || *missing ? fd : openat(home, name, flags);
}

static void begin(struct control *c, char const *name)
{
  c->name = name;
  c->file.len = c->at = 0;
  c->line = c->words = 0;
}

static int read_open(stralloc *file, int fd, int missing)
{
  int good;
  if (fd == -1) return missing ? 0 : -1;
  good = slurp(file, fd);
  close(fd);
  return good ? 1 : -1;
}

static int read_file(stralloc *file, int home, char const *name)
{
  int missing, fd = open_file(home, name, &missing);
  return read_open(file, fd, missing);
}

/* A file that is kept: what reading it came to, and its text; and one more, for
   whoever cuts it into words, the same each time. */
struct kept
{
  char const *name;
  int answer;
  int e;
  stralloc text;
  stralloc cut;
};

static struct kept kept[CONTROL_KEPT];

/* Not zero: so it stands in a page that every process has, and who keeps nothing
   does not pay for one. */
static struct kept *kept_end = kept;

static struct kept *find(char const *name)
{
  struct kept *k = kept;
  while (k < kept_end && strcmp(k->name, name)) k++;
  return k < kept_end ? k : 0;
}

/* errno says why it could not be opened. */
int control_keep_open(char const *name, int fd, int missing)
{
  struct kept *k = find(name);
  if (!k && kept_end == kept + CONTROL_KEPT)
  {
    if (fd != -1) close(fd);
    return errno = ENOMEM, -1;
  }
  if (!k) k = kept_end++;
  k->name = name;
  k->text.len = 0;
  k->answer = read_open(&k->text, fd, missing);
  k->e = errno;
  return k->answer;
}

int control_keep(int home, char const *name)
{
  int missing, fd = open_file(home, name, &missing);
  return control_keep_open(name, fd, missing);
}

void control_forget(void)
{
  kept_end = kept;
}

static int recall(struct control *c, struct kept *k)
{
  errno = k->e;
  if (k->answer != 1) return k->answer;
  if (!stralloc_copy(&k->cut, &k->text)) return -1;
  c->file = k->cut;
  return 1;
}

int control_read(struct control *c, int home, char const *name)
{
  struct kept *k = find(name);
  begin(c, name);
  return k ? recall(c, k) : read_file(&c->file, home, name);
}

static int blank(char c)
{
  return c == ' ' || c == '\t' || c == '\r';
}

/* Without the blanks around it. */
static void comment(struct control *c, char *s, char *end)
{
  while (s < end && blank(*s)) s++;
  while (end > s && blank(end[-1])) end--;
  *end = 0;
  c->comment = s;
}

/* Cut the next word out of [s, end), where *end is the line's LF; *s then
   stands behind it. Returns the word, 0 at the end of the line or on error. */
static char *cut(struct control *c, char **s, char *end)
{
  char *w, *e;
  while (*s < end && blank(**s)) ++*s;
  if (*s == end) return 0;
  if (**s == '#')
  {
    comment(c, *s + 1, end);
    return 0;
  }
  w = *s;
  if (*w == '"')
  {
    w++;
    e = memchr(w, '"', (size_t)(end - w));
    if (!e || (e + 1 < end && !blank(e[1])))
    {
      c->why = e ? "a quoted word is followed by something else than a blank"
        : "a quote is not closed";
      return 0;
    }
  }
  else for (e = w; e < end && !blank(*e);) e++;
  *s = e < end ? e + 1 : end;
  *e = 0;
  return w;
}

int control_next(struct control *c)
{
  c->words = 0;
  c->why = 0;
  while (!c->words && c->at < c->file.len)
  {
    char *s = c->file.s + c->at, *w;
    char *end = memchr(s, '\n', c->file.len - c->at);
    c->at = (size_t)(end - c->file.s) + 1;
    c->line++;
    c->comment = "";
    if (memchr(s, 0, (size_t)(end - s))) c->why = "the line has a NUL byte";
    while (!c->why && (w = cut(c, &s, end)))
    {
      if (c->words == CONTROL_WORDS) c->why = "the line has too many words";
      else c->word[c->words++] = w;
    }
    if (c->why) return -1;
  }
  return !!c->words;
}

void control_mistake(struct text *why, struct control const *c)
{
  if (why->len) text_adds(why, c->all ? "\n" : "; ");
  text_adds(why, c->name);
  if (c->line)
  {
    text_adds(why, ": line ");
    text_addu(why, c->line);
  }
  text_adds(why, ": ");
}

/* Give each line to `one`; stop at the first mistake, unless all are to be
   told. 1, -1. */
static int lines(struct control *c, control_line *one, void *data,
  struct text *why)
{
  int answer = 1, r;
  while ((c->all || answer == 1) && (r = control_next(c)))
  {
    size_t before = why->len;
    control_mistake(why, c);
    if (r == -1) text_adds(why, c->why);
    if (r == -1 || !one(data, c, why)) answer = -1;
    else why->len = before;
  }
  return answer;
}

static int each(char const *name, int home, control_line *one, void *data,
  struct text *why, int all)
{
  struct control c = CONTROL_ZERO;
  int r = home == -1 ? 0 : control_read(&c, home, name);
  c.all = !!all;
  if (r == 1) return lines(&c, one, data, why);
  if (!r) return 0;
  control_mistake(why, &c);
  text_adds(why, "unable to read it: ");
  text_adds(why, strerror(errno));
  return -1;
}

int control_each(char const *name, int home, control_line *one, void *data,
  struct text *why)
{
  return each(name, home, one, data, why, 0);
}

int control_all(char const *name, int home, control_line *one, void *data,
  struct text *why)
{
  return each(name, home, one, data, why, 1);
}
