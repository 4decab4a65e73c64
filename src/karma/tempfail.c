/* Temporary failures by chance. */

#include <skalibs/sha256.h>
#include <skalibs/uint64.h>

#include "tempfail.h"
#include "../base/text.h"

#define ONE 10000.0           /* of a fraction in ten-thousandths */

double tempfail_probability(struct tempfail const *t,
  struct outcome const *scaled)
{
  double bad = (double)scaled->permfail / RECORD_WINDOW
    + (double)t->permfail_bias / ONE;
  double good = (double)scaled->success / RECORD_WINDOW
    + (double)t->success_bias / ONE;
  double p = bad + good > 0 ? bad / (bad + good) : 0;
  double cap = (double)t->cap / ONE;
  return p > cap ? cap : p;
}

int tempfail_speaks(struct tempfail const *t, struct outcome const *scaled,
  int client)
{
  uint64_t counted = scaled->success + scaled->permfail;
  return counted && (client || counted >= t->minimum * RECORD_WINDOW);
}

double tempfail_draw(char const secret[TEMPFAIL_SECRET],
  struct key const *client, uint64_t slot)
{
  SHA256Schedule h = SHA256_INIT();
  char array[KEY_FMT + 32], digest[32];
  struct text t = TEXT(array);
  uint64_t top;
  text_addc(&t, 0);
  t.len += key_fmt(array + 1, client);
  text_addc(&t, 0);
  text_addu(&t, slot);
  sha256_update(&h, secret, TEMPFAIL_SECRET);
  sha256_update(&h, t.s, t.len);
  sha256_final(&h, digest);
  uint64_unpack_big(digest, &top);
  return (double)(top >> 11) / 9007199254740992.0;
}
