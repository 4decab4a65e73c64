/* See secure.h. The struct is OpenSSL's own. */

#include <string.h>

#include <openssl/ssl.h>

#include <skalibs/strerr.h>

#include "secure.h"

static SSL_CTX *context(int version)
{
  static SSL_CTX *ctx;
  if (!ctx) ctx = SSL_CTX_new(TLS_client_method());
  if (!ctx || !SSL_CTX_set_min_proto_version(ctx, version)
    || !SSL_CTX_set_max_proto_version(ctx, version))
    strerr_dief(111, "no TLS");
  SSL_CTX_set_options(ctx, SSL_OP_IGNORE_UNEXPECTED_EOF);
  return ctx;
}

struct secure *secure_begin(int s, char const *version)
{
  SSL *ssl = SSL_new(context(strcmp(version, "1.2") ? TLS1_3_VERSION
    : TLS1_2_VERSION));
  if (ssl && SSL_set_fd(ssl, s) && SSL_connect(ssl) == 1)
    return (struct secure *)ssl;
  SSL_free(ssl);
  return 0;
}

int secure_write(struct secure *t, char const *s, size_t n)
{
  size_t written;
  return !n || SSL_write_ex((SSL *)t, s, n, &written);
}

ssize_t secure_read(struct secure *t, char *s, size_t max)
{
  size_t n;
  return SSL_read_ex((SSL *)t, s, max, &n) ? (ssize_t)n : 0;
}

void secure_free(struct secure *t)
{
  SSL_free((SSL *)t);
}
