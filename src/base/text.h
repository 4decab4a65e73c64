/* Text built in a fixed array: replies, log lines, journal lines, keys.
   What does not fit is cut and the cut is remembered; nothing here allocates,
   fails or writes past the array. The bytes are not NUL-terminated. */

#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stddef.h>
#include <stdint.h>

struct text
{
  char *s;            /* the caller's array */
  size_t len;
  size_t max;
  unsigned int cut;   /* 1 when something did not fit */
};

/* An empty text over a char array (not over a pointer). */
#define TEXT(array) { (array), 0, sizeof (array), 0 }

/* Append n bytes; a string; one byte. */
void text_add(struct text *t, char const *s, size_t n);
void text_adds(struct text *t, char const *s);
void text_addc(struct text *t, char c);

/* Append a number in decimal, or v in exactly `digits` lower-case hex
   digits. */
void text_addu(struct text *t, uint64_t u);
void text_addi(struct text *t, int64_t i);
void text_addhex(struct text *t, uint64_t v, unsigned int digits);

/* Append u in decimal, with zeros before it up to `width` digits. */
void text_addpad(struct text *t, uint64_t u, unsigned int width);

/* Append a fraction kept in ten-thousandths, without trailing zeros:
   15000 is `1.5`. */
void text_addfraction(struct text *t, uint64_t tenthousandths);

/* Append at most n bytes of foreign text for people: control and 8-bit bytes
   become `?`, as rblsmtpd does. */
void text_addclean(struct text *t, char const *s, size_t n);

/* The same in double quotes. */
void text_addquoted(struct text *t, char const *s, size_t n);

/* Append foreign text as one word: bytes outside 33..126 and the backslash
   become \xHH; an escape is written whole or not at all. */
void text_addescaped(struct text *t, char const *s, size_t n);

/* Append the bytes for which such a word stands. */
void text_addunescaped(struct text *t, char const *s, size_t n);

/* Append such a word for people again: escapes that stand for printable bytes
   are resolved, others stay. If it has any it is put in double quotes, and
   quotes and backslashes get a backslash within. */
void text_addreadable(struct text *t, char const *s, size_t n);

#endif
