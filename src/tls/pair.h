/* A certificate with its chain and its key. */

#ifndef TLS_PAIR_H
#define TLS_PAIR_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "../base/text.h"

struct pair
{
  X509 *leaf;             /* 0: there is none yet */
  STACK_OF(X509) *above;  /* the rest of the chain */
  EVP_PKEY *key;
};

/* Where a pair comes from. */
struct pair_files
{
  char const *chain;
  char const *key;
};

/* Read a pair from open files. 1; or 0, and `why` says what is wrong: what they
   are not, or that key and certificate do not belong together. */
int pair_read(struct pair *p, struct pair_files const *files, int chain,
  int key, struct text *why);

/* Another reference to the same; and one less. */
void pair_share(struct pair *to, struct pair const *from);
void pair_release(struct pair *p);

/* Is it for this name? Wildcards stand for one label. */
int pair_serves(struct pair const *p, char const *name);

/* One of the names that it serves, NUL-terminated; empty if it has none. */
void pair_name(struct pair const *p, char *name, size_t size);

/* RSA, ECDSA and others are different kinds: of each kind one can be beside the
   others. */
#define PAIR_KINDS 3
unsigned int pair_kind(struct pair const *p);

/* When it begins and ends to be valid, as text; and 1 if the time is
   outside. */
void pair_add_validity(struct pair const *p, struct text *t);
int pair_invalid_now(struct pair const *p);

/* Whole days until it expires; -1 if it has, or nobody knows. */
int pair_days(struct pair const *p);

/* Append SHA-256 of the public key (SubjectPublicKeyInfo) in hex: what a TLSA
   record 3 1 1 holds. */
void pair_add_digest(struct pair const *p, struct text *t);

#endif
