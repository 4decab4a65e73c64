/* Base64 (RFC 4648, section 4), as AUTH needs it: read strictly. */

#ifndef MAILDIR_BASE64_H
#define MAILDIR_BASE64_H

#include <stddef.h>

#include "../base/text.h"

/* Append what s[0..n) stands for. 1, or 0 when it is no base64: a foreign
   byte, padding that is missing or out of place, bits that say nothing, or
   more than fits. */
int base64_decode(struct text *t, char const *s, size_t n);

#endif
