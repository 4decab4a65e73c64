/* Where the page's text goes: one buffer, on to a file. Nothing of a page that
   could not be written whole is left.

   Two kinds of text: ours, by put(), which may hold markup; and what came from
   elsewhere, a client's words, an address, a host's name: by put_foreign() and
   nothing else, which leaves none of it to be taken for markup, in an element
   or in an attribute. */

#ifndef TOOL_PAGE_PUT_H
#define TOOL_PAGE_PUT_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define PUT_FORMAT __attribute__((__format__(__printf__, 1, 2)))
#else
#define PUT_FORMAT
#endif

/* Begin; to stdout, if file is 0. Die (111), as all of these. */
void put_begin(char const *file);

/* Write all, and give it its name. */
void put_end(void);

/* Append our own text: as printf; and a string as it is. */
void put(char const *format, ...) PUT_FORMAT;
void put_raw(char const *s);

/* Append foreign text, escaped; and at most `most` bytes of it, the rest being
   three dots. */
void put_foreign(char const *s, size_t n);
void put_cut(char const *s, size_t n, size_t most);

/* Texts for %s, each valid until 16 more were made.
   num: 1,234,567. px: hundredths, as 12.34. pct: the share of a in b, a dash
   for nothing; escaped, as `&lt;1 %`. change: from `before` to `now`: +40 %,
   x 2.5, new. date: Mon 26 Oct; day: 26 Oct; hour: 14:00; year: 2026. */
char const *num(uint64_t n);
char const *px(uint64_t hundredths);
char const *pct(uint64_t a, uint64_t b);
char const *change(uint64_t now, uint64_t before);
char const *date(uint64_t t);
char const *day(uint64_t t);
char const *hour(uint64_t t);
char const *year(uint64_t t);

#endif
