/* Temporary failures by chance: how likely, and whether now. */

#ifndef KARMA_TEMPFAIL_H
#define KARMA_TEMPFAIL_H

#include <stddef.h>
#include <stdint.h>

#include "key.h"
#include "record.h"

#define TEMPFAIL_SECRET 32    /* bytes of control/secret */

/* What makes a client suspicious; fractions in ten-thousandths. */
struct tempfail
{
  uint64_t success_bias;
  uint64_t permfail_bias;
  uint64_t minimum;           /* recipients counted, for a network to speak */
  uint64_t cap;
};

/* The probability, from counts that record_sliding gave:
   (permfail + permfail_bias) / (permfail + permfail_bias + success +
   success_bias), at most cap; 0/0 is 0. */
double tempfail_probability(struct tempfail const *t,
  struct outcome const *scaled);

/* 1 if these counts of the client itself, or of a network around it, are
   enough to speak: any at all, or at least the minimum. */
int tempfail_speaks(struct tempfail const *t, struct outcome const *scaled,
  int client);

/* The draw of this client in this slot, from [0, 1): the top 53 bits of
   SHA-256(secret, NUL, key text, NUL, decimal slot) over 2^53. All recipients
   and retries within a slot agree, and so do hosts that share the secret. */
double tempfail_draw(char const secret[TEMPFAIL_SECRET],
  struct key const *client, uint64_t slot);

#endif
