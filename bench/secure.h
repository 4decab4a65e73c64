/* The client's end of TLS: certificates are not looked at, and no session is
   resumed. */

#ifndef BENCH_SECURE_H
#define BENCH_SECURE_H

#include <stddef.h>
#include <sys/types.h>

struct secure;

/* Make a handshake of this version, `1.2' or `1.3', on a connected socket; 0 it
   failed. */
struct secure *secure_begin(int s, char const *version);

/* Write all: 1, 0. Read something: as read(). */
int secure_write(struct secure *t, char const *s, size_t n);
ssize_t secure_read(struct secure *t, char *s, size_t max);

/* Forget it; the socket stays as it is, and nothing is sent. */
void secure_free(struct secure *t);

#endif
