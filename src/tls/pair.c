/* Certificates and keys. */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <skalibs/allreadwrite.h>

#include "pair.h"
#include "reason.h"

#define FILE_MAX 262144   /* bytes */

static int wrong(struct text *why, char const *path, char const *what)
{
  text_adds(why, path);
  text_adds(why, what);
  return 0;
}

/* All of a file, as long as the buffer is not used again. */
static BIO *slurp(int fd, char const *path, struct text *why)
{
  static char file[FILE_MAX];
  size_t n;
  BIO *b;
  errno = 0;
  n = allread(fd, file, sizeof file);
  if (n == sizeof file) return wrong(why, path, " is too large"), NULL;
  if (errno && errno != EPIPE)
    return text_adds(why, "unable to read "), wrong(why, path, ": "),
      text_adds(why, strerror(errno)), NULL;
  b = BIO_new(BIO_s_mem());
  if (!b || (n && BIO_write(b, file, (int)n) != (int)n))
  {
    BIO_free(b);
    b = 0;
    wrong(why, path, " is too large");
  }
  OPENSSL_cleanse(file, n);
  return b;
}

/* An encrypted key needs somebody who types: there is nobody. */
static int no_passphrase(char *s, int n, int write, void *asked)
{
  (void)s;
  (void)n;
  (void)write;
  *(int *)asked = 1;
  return -1;
}

static int read_chain(struct pair *p, BIO *b)
{
  X509 *x;
  p->leaf = PEM_read_bio_X509(b, 0, 0, 0);
  p->above = sk_X509_new_null();
  if (!p->leaf || !p->above) return 0;
  while ((x = PEM_read_bio_X509(b, 0, 0, 0)))
    if (!sk_X509_push(p->above, x)) return X509_free(x), 0;
  return ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
}

static int read_both(struct pair *p, struct pair_files const *files, BIO *chain,
  BIO *key, struct text *why)
{
  int asked = 0;
  ERR_clear_error();
  if (!read_chain(p, chain))
    return wrong(why, files->chain, " is no chain of certificates in PEM: "),
      reason_add(why), 0;
  ERR_clear_error();
  p->key = PEM_read_bio_PrivateKey(key, 0, &no_passphrase, &asked);
  if (asked) return wrong(why, files->key, " is encrypted");
  if (!p->key)
    return wrong(why, files->key, " is no private key in PEM: "),
      reason_add(why), 0;
  if (X509_check_private_key(p->leaf, p->key) == 1) return 1;
  wrong(why, files->key, " is not the key of the first certificate in ");
  return wrong(why, files->chain, "");
}

int pair_read(struct pair *p, struct pair_files const *files, int chain,
  int key, struct text *why)
{
  BIO *c = slurp(chain, files->chain, why);
  BIO *k = c ? slurp(key, files->key, why) : 0;
  int good = c && k && read_both(p, files, c, k, why);
  BIO_free(c);
  BIO_free(k);
  ERR_clear_error();
  if (!good) pair_release(p);
  return good;
}

void pair_share(struct pair *to, struct pair const *from)
{
  *to = *from;
  if (to->leaf) X509_up_ref(to->leaf);
  if (to->key) EVP_PKEY_up_ref(to->key);
  if (to->above) to->above = X509_chain_up_ref(to->above);
}

void pair_release(struct pair *p)
{
  X509_free(p->leaf);
  EVP_PKEY_free(p->key);
  sk_X509_pop_free(p->above, &X509_free);
  p->leaf = 0;
  p->key = 0;
  p->above = 0;
}

int pair_serves(struct pair const *p, char const *name)
{
  return p->leaf && X509_check_host(p->leaf, name, strlen(name),
    X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS, 0) == 1;
}

static int copy_name(ASN1_STRING const *s, struct text *t)
{
  char const *name = (char const *)ASN1_STRING_get0_data(s);
  size_t n = (size_t)ASN1_STRING_length(s);
  if (n > 2 && name[0] == '*' && name[1] == '.')
  {
    text_addc(t, 'x');    /* as good as any */
    name++;
    n--;
  }
  text_add(t, name, n);
  return 1;
}

/* The first name for hosts; the common name is one only where there is no
   such. */
static void first_name(X509 *x, struct text *t)
{
  GENERAL_NAMES *names = X509_get_ext_d2i(x, NID_subject_alt_name, 0, 0);
  int i = 0, found = 0, at;
  for (; i < sk_GENERAL_NAME_num(names) && !found; i++)
  {
    GENERAL_NAME const *n = sk_GENERAL_NAME_value(names, i);
    if (n->type == GEN_DNS) found = copy_name(n->d.dNSName, t);
  }
  GENERAL_NAMES_free(names);
  at = X509_NAME_get_index_by_NID(X509_get_subject_name(x), NID_commonName, -1);
  if (!found && at >= 0)
    copy_name(X509_NAME_ENTRY_get_data(
      X509_NAME_get_entry(X509_get_subject_name(x), at)), t);
}

void pair_name(struct pair const *p, char *name, size_t size)
{
  struct text t = { name, 0, size - 1, 0 };
  first_name(p->leaf, &t);
  name[t.len] = 0;
}

unsigned int pair_kind(struct pair const *p)
{
  int id = EVP_PKEY_get_base_id(p->key);
  return id == EVP_PKEY_RSA ? 0 : id == EVP_PKEY_EC ? 1 : 2;
}

static void add_time(struct text *t, ASN1_TIME const *when)
{
  struct tm tm;
  if (!ASN1_TIME_to_tm(when, &tm))
  {
    text_adds(t, "an unknown time");
    return;
  }
  text_addpad(t, (uint64_t)(1900 + tm.tm_year), 4);
  text_addc(t, '-');
  text_addpad(t, (uint64_t)(1 + tm.tm_mon), 2);
  text_addc(t, '-');
  text_addpad(t, (uint64_t)tm.tm_mday, 2);
}

void pair_add_validity(struct pair const *p, struct text *t)
{
  text_adds(t, "valid from ");
  add_time(t, X509_get0_notBefore(p->leaf));
  text_adds(t, " to ");
  add_time(t, X509_get0_notAfter(p->leaf));
}

int pair_invalid_now(struct pair const *p)
{
  return X509_cmp_time(X509_get0_notAfter(p->leaf), 0) < 0
    || X509_cmp_time(X509_get0_notBefore(p->leaf), 0) > 0;
}

int pair_days(struct pair const *p)
{
  int days, seconds;
  if (!ASN1_TIME_diff(&days, &seconds, 0, X509_get0_notAfter(p->leaf)))
    return -1;
  return days < 0 || seconds < 0 ? -1 : days;
}

void pair_add_digest(struct pair const *p, struct text *t)
{
  unsigned char digest[EVP_MAX_MD_SIZE], *key = 0;
  unsigned int n = 0, i = 0;
  int len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(p->leaf), &key);
  if (len > 0 && !EVP_Digest(key, (size_t)len, digest, &n, EVP_sha256(), 0))
    n = 0;
  for (; i < n; i++) text_addhex(t, digest[i], 2);
  OPENSSL_free(key);
}
