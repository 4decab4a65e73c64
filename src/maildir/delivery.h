/* One message on its way into one Maildir: written to tmp, synced, linked
   into new, the directory synced. Until the last step has succeeded it can be
   taken back. Every failure is one warning on stderr. */

#ifndef MAILDIR_DELIVERY_H
#define MAILDIR_DELIVERY_H

#include <stddef.h>

#define DELIVERY_NAME 200

struct delivery
{
  char const *maildir;        /* its path, as it was configured */
  int dir;                    /* open on it, or -1 */
  int fd;                     /* open on the new file, or -1 */
  unsigned int made : 1;      /* tmp/NAME exists */
  unsigned int linked : 1;    /* new/NAME exists */
  char tmp[DELIVERY_NAME];    /* tmp/NAME */
  char new[DELIVERY_NAME];    /* new/NAME */
};

/* Open the Maildir, relative to the directory `home`, which may be -1 if the
   path is absolute. The path must stay. 1, or 0. */
int delivery_open(struct delivery *d, int home, char const *maildir);

/* Make the file in tmp, mode 0600; append to it; sync and close it; give it
   its name in new, for good. Each returns 1, or 0 and a warning was
   written. */
int delivery_create(struct delivery *d);
int delivery_write(struct delivery *d, char const *s, size_t n);
int delivery_sync(struct delivery *d);
int delivery_link(struct delivery *d);

/* Remove tmp/NAME. */
void delivery_clean(struct delivery *d);

/* Take the message back, however far it has come. */
void delivery_undo(struct delivery *d);

/* Forget the Maildir. */
void delivery_close(struct delivery *d);

#endif
