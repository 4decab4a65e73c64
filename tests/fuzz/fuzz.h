/* What the targets share. Each is one function that gets some bytes and holds
   the code that reads them to what it promises. It is run in an empty directory
   of its own, with control/ and journal/ in it. */

#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include <skalibs/gccattributes.h>

/* The target. The bytes stand alone in their piece of memory, so that a
   sanitizer sees who reads behind them. */
void fuzz(char const *s, size_t n);

/* A promise that is broken ends the process. */
#define MUST(promise) \
  ((promise) ? (void)0 : fuzz_broken(__FILE__, __LINE__, #promise))
void fuzz_broken(char const *file, int line, char const *promise)
  gccattr_noreturn;

/* What the machine does not give us is nobody's fault, and ends it, too. */
void fuzz_system(char const *what) gccattr_noreturn;

/* Bytes out of which a target takes its decisions. */
struct bytes
{
  char const *s;
  size_t n;
};

/* The next byte; 0 behind the end. */
unsigned int bytes_number(struct bytes *b);

/* The next ones, `max' at most. */
struct bytes bytes_part(struct bytes *b, size_t max);

/* 1 if both have the same bytes. */
int same(char const *s, size_t n, char const *t, size_t m);

/* Write a file. Its descriptor, which reads and writes, at its beginning. */
int fuzz_file(char const *name, char const *s, size_t n);

/* What is said on stderr is kept from now on; that ends when it is read. It is
   short of `max' then, and ended by NUL. */
void fuzz_listen(void);
void fuzz_heard(char *s, size_t max);

/* A non-blocking descriptor from which these bytes can be read, 60,000 at most,
   and then the end. */
#define STREAM_MAX 60000
int fuzz_stream(char const *s, size_t n);

#endif
