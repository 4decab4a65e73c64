/* Control files: lines of words. Words are separated by blanks; a word with
   blanks in it stands in double quotes; a word that begins with # begins a
   comment; lines without words are passed over. */

#ifndef CONFIG_CONTROL_H
#define CONFIG_CONTROL_H

#include <skalibs/stralloc.h>

#include "../base/text.h"

#define CONTROL_MAX 16777216    /* bytes; a larger file is refused */
#define CONTROL_WORDS 128       /* words in a line at most */
#define CONTROL_KEPT 16         /* files that can be kept */

struct control
{
  char const *name;             /* of the file, for messages */
  unsigned int all : 1;         /* all mistakes are told, a line each */
  stralloc file;                /* the whole file, cut into words in place */
  size_t at;
  unsigned int line;            /* number of the line that word[] is of */
  unsigned int words;
  char *word[CONTROL_WORDS];    /* NUL-terminated, inside file */
  char const *comment;          /* likewise, what stands behind its #; or "" */
  char const *why;              /* after -1: what is wrong with the line */
};

#define CONTROL_ZERO { 0, 0, STRALLOC_ZERO, 0, 0, 0, { 0 }, 0, 0 }

/* Read a file (named relative to the directory `home`) in one go. 1 read;
   0 there is none; -1 broken (errno; EFBIG when it is too large, ENOENT when it
   is a symbolic link to nothing). What is read lives as long as the process. */
int control_read(struct control *c, int home, char const *name);

/* Read a file now, and keep what it is: to this process and to those that are
   forked from it control_read answers so from now on, be the file another, or
   out of reach. Kept again, it is read again. (The name must stay. Of a kept
   file there is one text for all who read it.) As control_read. */
int control_keep(int home, char const *name);

/* The same with a file that is open, and is closed; or -1 (errno), and whether
   there is none. */
int control_keep_open(char const *name, int fd, int missing);

/* No file is kept any more. */
void control_forget(void);

/* Go on to the next line that has words. 1; 0 at the end; -1 when the line
   is malformed: c->why says how. */
int control_next(struct control *c);

/* What is done with one line: 1, or 0 and what is wrong in `why`. */
typedef int control_line(void *data, struct control const *c,
  struct text *why);

/* Read a file below `home` (-1: there is none) and give each line to `one`.
   1; 0 there is no such file; -1 something is wrong, and `why` says what and
   where: `control/checks: line 3: ...`. */
int control_each(char const *name, int home, control_line *one, void *data,
  struct text *why);

/* The same, but it goes on behind a mistake: each is a line of `why`, as many
   as there is room for. */
int control_all(char const *name, int home, control_line *one, void *data,
  struct text *why);

/* Begin to tell of a mistake: `control/checks: line 3: `, behind what `why`
   says already. Only for a control_line that finds a second one in its line
   (and c->all is set); for the first this is done. */
void control_mistake(struct text *why, struct control const *c);

#endif
