/* Names that a client, its name servers or its envelope bring: what is asked of
   lists for them is a name, and rules about them read nothing else. */

#include <string.h>

#include "fuzz.h"
#include "../../src/checks/lists.h"
#include "../../src/checks/name_rules.h"
#include "../../src/checks/path_domain.h"

static void question(char const *s, size_t n)
{
  static struct list const list = { .zone = "list.example", .ipv4 = 1 };
  char name[DNS_NAME + 1];
  if (!list_question_domain(name, &list, s, n)) return;
  MUST(memchr(name, 0, sizeof name) && strlen(name) < DNS_NAME);
  MUST(!strcmp(name + strlen(name) - 13, ".list.example"));
}

void fuzz(char const *s, size_t n)
{
  struct helo_host h = { { "mx.here.example", "here.example" },
    { { 0 }, 0, 0 }, { { 0 }, 0, 0 } };
  struct bytes b = { s, n };
  unsigned char ip[16];
  char name[1000];
  char const *domain;
  unsigned int i = 0, faults, is6 = bytes_number(&b) & 1;
  size_t len;
  if (n >= sizeof name || (n > 17 && memchr(s + 17, 0, n - 17))) return;
  for (; i < sizeof ip; i++) ip[i] = (unsigned char)bytes_number(&b);
  address_bytes(&h.client, ip, (int)is6);
  memcpy(name, b.s, b.n);
  name[b.n] = 0;
  MUST(!name_generic(name, &h.client) || !h.client.is6);
  faults = helo_faults(b.s, b.n, &h);
  MUST(faults < 1u << HELO_FAULTS && (!faults || *helo_words(faults)));
  len = path_domain(b.s, b.n, &domain);
  if (!len) return;
  MUST(domain > b.s && domain[-1] == '@' && domain + len <= b.s + b.n);
  MUST(!memchr(domain, '@', len));
  question(domain, len);
}
