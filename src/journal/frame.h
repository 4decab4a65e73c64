/* Frames: what stands between the lines of a common segment, where several
   hosts share karma. A common segment is a segment like any other, but has the
   same bytes on every host:

     #qkarma 1 NAME 0000000007 @STAMP RANDOM ~hhhh
     #= HOST NUMBER RANDOM END ~hhhh
     #@ ID HOST NUMBER RANDOM END 0 ~hhhh
     #@ ID HOST NUMBER RANDOM START LENGTH ~hhhh

   `#=` says how far the journal of a host is in the log before this segment;
   `#@` with the length 0 is the last entry before it. Every other `#@` begins
   an entry: LENGTH bytes follow, whole lines of HOST's segment NUMBER from
   START on. ID is the engine's (`1795637656053-0`), or `A-n`: ours alone, for
   as long as nobody hears us. ~hhhh are check digits as of a line. */

#ifndef JOURNAL_FRAME_H
#define JOURNAL_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "segment.h"
#include "../base/text.h"

#define FRAME_LEN 256           /* a frame is shorter, its LF included */
#define FRAME_ENTRY 65536       /* bytes in an entry at most */
#define FRAME_ID 48             /* of an ID's text, with its NUL, at most */

/* A place in the journal of some host. */
struct journal_place
{
  char host[HOST_LEN + 1];
  uint64_t number;              /* of its segment */
  char random[SEGMENT_RANDOM];
  uint64_t offset;
};

struct entry_id
{
  uint64_t ms;                  /* the engine's clock, Unix time */
  uint64_t n;
  int alone;                    /* it is A-n, and has no time */
};

struct frame
{
  struct entry_id id;
  struct journal_place from;
  uint64_t length;
};

enum frame_kind
{
  FRAME_NONE,                   /* it is no frame, or damaged */
  FRAME_PLACE,                  /* #=: only `from` counts */
  FRAME_BEGIN,                  /* #@ */
  FRAME_OTHER                   /* a word that a later version may have */
};

/* Write a frame with its LF into an empty text of FRAME_LEN bytes. */
void frame_place(struct text *t, struct journal_place const *p);
void frame_begin(struct text *t, struct frame const *f);

/* Read a line without its LF. */
enum frame_kind frame_scan(struct frame *f, char const *s, size_t n);

/* `NUMBER RANDOM OFFSET`, as a frame and an engine have it. frame_scan_place
   needs all of the text: 1, or 0. */
void frame_add_place(struct text *t, struct journal_place const *p);
int frame_scan_place(struct journal_place *p, char const *s, size_t n);

/* The ID alone. frame_scan_id needs all of the text: 1, or 0. */
void frame_add_id(struct text *t, struct entry_id const *id);
int frame_scan_id(struct entry_id *id, char const *s, size_t n);

/* Of two IDs of the engine: < 0, 0, > 0. */
int frame_compare(struct entry_id const *a, struct entry_id const *b);

/* Is it the same segment of the same host? */
int place_same_segment(struct journal_place const *a,
  struct journal_place const *b);

#endif
