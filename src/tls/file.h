/* Files that control/tls names: a certificate's chain, or its key. Whoever
   writes that file is mostly not root, who opens them. */

#ifndef TLS_FILE_H
#define TLS_FILE_H

#include <sys/stat.h>
#include <time.h>

#include "../base/text.h"

/* A file as it was when it was read; it has changed when one of these has. */
struct file_id
{
  dev_t dev;
  ino_t ino;
  off_t size;
  struct timespec changed;
};

#define FILE_NONE (-1)    /* instead of an errno: what is there is no file */

/* Open it for reading. What is no regular file is not opened: to open a device
   may do something by itself. Nor is one without contents, as those are in
   which a kernel tells of itself. -1 (errno, or FILE_NONE). */
int file_open(int at, char const *path);

/* Why it could not be opened; `error` is what file_open left in errno. */
void file_add_error(struct text *why, char const *path, int error);

/* Read an open file's identity. 1, 0 (errno). */
int file_identify(struct file_id *id, int fd);
int file_same(struct file_id const *a, struct file_id const *b);

#endif
