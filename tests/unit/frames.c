/* A segment of the common log that is cut, byte by byte, while somebody walks
   through its frames: `frames FILE`. Wherever that is, the log ends there, with
   half a frame if there is one. Prints the sizes with which that is not so. */

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../src/journal/frames.h"

/* So large was the file when the walk began, and so much is left of it. */
static int ends_there(struct segment const *s, uint64_t size, uint64_t left)
{
  struct frames w;
  enum frames_answer r;
  if (!frames_begin(&w, s)) return 0;
  w.size = size;
  do r = frames_next(&w);
  while (r > 0 && r != FRAMES_TORN);
  return r == FRAMES_END ? w.offset >= left
    : r == FRAMES_TORN && w.start < left;
}

int main(int argc, char **argv)
{
  static struct segment s;
  struct stat st;
  off_t left;
  if (argc != 2 || segment_open(&s, AT_FDCWD, argv[1]) != 1
    || fstat(s.fd, &st) == -1) return 111;
  for (left = st.st_size; left >= (off_t)s.header; left--)
    if (ftruncate(s.fd, left) == -1
      || !ends_there(&s, (uint64_t)st.st_size, (uint64_t)left))
      printf("%ld\n", (long)left);
  return 0;
}
