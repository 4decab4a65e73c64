/* OpenSSL's context. */

#include <stdlib.h>

#include <openssl/err.h>

#include "context.h"
#include "reason.h"

struct context
{
  SSL_CTX *ssl;
  unsigned int references;
  struct pair const *standard[PAIR_KINDS];  /* 0: there is none of the kind */
  unsigned int pairs;
  struct pair pair[];
};

int context_prepare(void)
{
  return OPENSSL_init_ssl(0, 0);
}

/* No tickets: resuming saves nothing where the key is ECDSA and the protocol
   1.3, and their keys would be one more secret. No end of file is unexpected:
   SMTP has an end of its own, and many clients just close. */
#define OPTIONS (SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION \
  | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE \
  | SSL_OP_IGNORE_UNEXPECTED_EOF)

/* SSL_write may write less than all, and be repeated from another place: the
   bytes are the same. Without RELEASE_BUFFERS an idle session keeps 32 KiB
   more. */
#define MODES (SSL_MODE_ENABLE_PARTIAL_WRITE \
  | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS)

/* Not AUTO_RETRY: a client that sends key updates without end gets no more of
   our time than one that sends data. read_ahead stays off: what is in the
   kernel wakes us, what is in the library does not. */
static int configure(SSL_CTX *ssl, struct tls_settings const *s)
{
  SSL_CTX_set_options(ssl, OPTIONS);
  SSL_CTX_set_mode(ssl, MODES);
  SSL_CTX_clear_mode(ssl, SSL_MODE_AUTO_RETRY);
  SSL_CTX_set_read_ahead(ssl, 0);
  SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_verify(ssl, SSL_VERIFY_NONE, 0);
  return SSL_CTX_set_num_tickets(ssl, 0)
    && SSL_CTX_set_max_early_data(ssl, 0)
    && SSL_CTX_set_min_proto_version(ssl, s->protocols & TLS_1_2
      ? TLS1_2_VERSION : TLS1_3_VERSION)
    && SSL_CTX_set_max_proto_version(ssl, s->protocols & TLS_1_3
      ? TLS1_3_VERSION : TLS1_2_VERSION)
    && SSL_CTX_set1_groups_list(ssl, s->groups)
    && (!*s->suites || SSL_CTX_set_cipher_list(ssl, s->suites))
    && (!*s->suites13 || SSL_CTX_set_ciphersuites(ssl, s->suites13));
}

/* The first of each kind that serves a name: ECDSA and RSA stand beside each
   other, and OpenSSL chooses by what the client can. */
static void choose(struct context const *c, char const *name,
  struct pair const **of_kind)
{
  unsigned int i = 0;
  for (; i < PAIR_KINDS; i++) of_kind[i] = 0;
  for (i = 0; i < c->pairs; i++)
  {
    struct pair const *p = &c->pair[i];
    struct pair const **place = &of_kind[pair_kind(p)];
    if (!*place && pair_serves(p, name)) *place = p;
  }
}

/* In the middle of the handshake: the client has named a host. One that none of
   the certificates serves gets the default: most senders do not look. */
static int for_name(SSL *ssl, void *data)
{
  struct context const *c = data;
  char const *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  struct pair const *of_kind[PAIR_KINDS];
  unsigned int i = 0, others = 0, found = 0;
  if (!name) return 1;
  choose(c, name, of_kind);
  for (; i < PAIR_KINDS; i++)
  {
    found += !!of_kind[i];
    others += of_kind[i] != c->standard[i];
  }
  if (!found || !others) return 1;
  SSL_certs_clear(ssl);
  for (i = 0; i < PAIR_KINDS; i++)
    if (of_kind[i] && !SSL_use_cert_and_key(ssl, of_kind[i]->leaf,
      of_kind[i]->key, of_kind[i]->above, 1)) return 0;
  return 1;
}

static int use(SSL_CTX *ssl, struct pair const *p)
{
  return SSL_CTX_use_cert_and_key(ssl, p->leaf, p->key, p->above, 1);
}

int context_takes(struct pair const *p, struct text *why)
{
  SSL_CTX *ssl = SSL_CTX_new(TLS_server_method());
  int good;
  ERR_clear_error();
  good = ssl && use(ssl, p);
  if (!good) reason_add(why);
  SSL_CTX_free(ssl);
  return good;
}

/* The default: the first one, and what stands beside it. */
static int use_standard(struct context *c)
{
  char name[256];
  unsigned int i = 0;
  pair_name(&c->pair[0], name, sizeof name);
  choose(c, name, c->standard);
  c->standard[pair_kind(&c->pair[0])] = &c->pair[0];
  for (; i < PAIR_KINDS; i++)
    if (c->standard[i] && !use(c->ssl, c->standard[i])) return 0;
  return 1;
}

struct context *context_make(struct tls_settings const *s,
  struct pair const *pairs, unsigned int n, struct text *why)
{
  struct context *c = calloc(1, sizeof *c + n * sizeof *c->pair);
  if (!c) return text_adds(why, "out of memory"), NULL;
  ERR_clear_error();
  c->references = 1;
  for (; c->pairs < n; c->pairs++)
    pair_share(&c->pair[c->pairs], &pairs[c->pairs]);
  c->ssl = SSL_CTX_new(TLS_server_method());
  if (c->ssl && configure(c->ssl, s) && use_standard(c))
  {
    SSL_CTX_set_cert_cb(c->ssl, &for_name, c);
    return c;
  }
  reason_add(why);
  context_release(c);
  return 0;
}

SSL *context_client(struct context *c, int fd)
{
  SSL *ssl;
  ERR_clear_error();
  ssl = SSL_new(c->ssl);
  if (ssl && SSL_set_fd(ssl, fd))
  {
    SSL_set_accept_state(ssl);
    return ssl;
  }
  SSL_free(ssl);
  return 0;
}

struct context *context_share(struct context *c)
{
  c->references++;
  return c;
}

void context_release(struct context *c)
{
  if (!c || --c->references) return;
  while (c->pairs) pair_release(&c->pair[--c->pairs]);
  SSL_CTX_free(c->ssl);
  free(c);
}
