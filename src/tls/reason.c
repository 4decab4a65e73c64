/* Why OpenSSL failed. */

#include <string.h>

#include <openssl/err.h>

#include "reason.h"

void reason_add(struct text *t)
{
  unsigned long e = ERR_peek_error();
  char const *s = !e ? "no reason given" : ERR_SYSTEM_ERROR(e)
    ? strerror(ERR_GET_REASON(e)) : ERR_reason_error_string(e);
  if (s) text_addclean(t, s, strlen(s));
  else
  {
    text_adds(t, "error ");
    text_addhex(t, e, 8);
  }
}
