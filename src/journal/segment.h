/* One segment of the journal: a file of lines that begins with a header,

     #qkarma 1 HOST NUMBER @STAMP RANDOM16 ~hhhh

   The header is the segment's identity, NUMBER its place in the order; stamps
   are never compared for order. ~hhhh are check digits as of a line; headers of
   before 1.1 have none. A rotated segment whose name has another number
   was journal/current once more, put back from a backup: its place is what its
   name says, and what is older in it than all before it was there before. */

#ifndef JOURNAL_SEGMENT_H
#define JOURNAL_SEGMENT_H

#include <stddef.h>
#include <stdint.h>

#include "../base/text.h"
#include "../config/host.h"
#include "../karma/stamp.h"

#define SEGMENT_CURRENT "journal/current"
#define SEGMENT_NEXT "journal/next"
#define SEGMENT_DIGITS 10                       /* of the number in a name */
#define SEGMENT_NUMBER_MAX UINT64_C(999999999)  /* 16 PiB of lines: what is
                                 above is damage, not a number */
#define SEGMENT_PATH (HOST_LEN + SEGMENT_DIGITS + 10)  /* with its NUL */
#define SEGMENT_RANDOM 16
#define SEGMENT_HEADER 200      /* a header line is shorter, its LF included */

struct segment
{
  int fd;
  char path[SEGMENT_PATH];      /* as it was opened, for messages */
  char host[HOST_LEN + 1];
  uint64_t number;              /* its place: of a rotated segment, by name */
  int put_back;                 /* the header has another: see above */
  int brought_forward;          /* and that is a later one */
  struct stamp made;
  char random[SEGMENT_RANDOM];  /* hex digits */
  size_t header;                /* bytes of the header line, LF included */
};

/* Append the header line, with its LF, in a text of SEGMENT_HEADER bytes. */
void segment_header(struct text *t, struct segment const *s);

/* Read a header line, without its LF, into host, number, made and random. 1; 0
   it is none, or damaged. */
int segment_scan_header(struct segment *s, char const *line, size_t n);

/* Write the name of a rotated segment, `journal/HOST.NNNNNNNNNN`, ended by
   NUL, at most SEGMENT_PATH bytes. */
void segment_name(char *path, char const *host, uint64_t number);

/* Take a file name (without `journal/`) apart: 1, host (ended by NUL) and
   number; or 0, it is not a rotated segment's. */
int segment_scan_name(char const *name, char *host, uint64_t *number);

/* Open a segment below `home` for reading and locking and read its header.
   1; 0 there is no such file; -1 broken (errno; EPROTO when the header is not
   one). The caller closes fd after 1 only. */
int segment_open(struct segment *s, int home, char const *path);

/* Likewise for reading only, without a lock: what one may read, one need not
   be allowed to write. */
int segment_read(struct segment *s, int home, char const *path);

/* Likewise if its header is damaged: this is its number, and what stands
   behind its first line may be trusted to be lines; or from its beginning on,
   where that looks like one. */
int segment_read_bare(struct segment *s, int home, char const *path,
  uint64_t number);

/* Has this file the header of a segment of a later version? 1, 0. */
int segment_is_newer(int home, char const *path);
#define SEGMENT_NEWER "a newer qkarma writes this log"

/* The check digits of what stands before `offset`: of the last line there with
   its LF, or of its last 1000 bytes if it is longer. 1; 0 the file is shorter;
   -1 it cannot be read (errno). */
int segment_check(int fd, uint64_t offset, uint32_t *check);

#endif
