/* Checks that ask the DNS. */

#include <string.h>

#include "names.h"
#include "../../checks/lists.h"
#include "../../checks/spare.h"

/* 1 if a check is listed that asks. */
static int asks(struct ruleset const *p)
{
  static char const *const asking[] = { "dnsbl", "rdns", "helo", "sender" };
  unsigned int i = 0;
  while (i < 4 && !ruleset_has(p, registry_find(asking[i]))) i++;
  return i < 4;
}

/* The sums that all lines together can come to, up and down. */
struct reach
{
  int64_t most, least;
};

static struct reach reach_of(struct lists const *l)
{
  struct reach r = { 0, 0 };
  unsigned int i = 0;
  for (; i < l->rules; i++)
    *(l->rule[i].weight > 0 ? &r.most : &r.least) += l->rule[i].weight;
  return r;
}

static void sums(struct findings *f, struct lint_input const *s,
  struct lists const *l, int domains)
{
  struct reach r = reach_of(l);
  int64_t threshold = (int64_t)(domains
    ? lint_number(s, "sender", "rhsbl_threshold")
    : lint_number(s, "dnsbl", "threshold"));
  int64_t skip = domains ? 0 : (int64_t)lint_number(s, "dnsbl", "skip");
  if (r.most < threshold)
    finding(f, FINDING_WARNING, domains ? "sender rhsbl_threshold"
      : "dnsbl threshold", "all lists together do not come to it");
  if (skip && -r.least < skip)
    finding(f, FINDING_WARNING, "dnsbl skip",
      "all lists of good senders together do not come to it");
}

/* One file, and the check that reads it. */
static void lists(struct findings *f, int home, struct lint_input const *s,
  int domains)
{
  static struct lists l;
  struct text nobody = { 0, 0, 0, 0 };
  char const *file = domains ? RHSBL : DNSBL;
  int listed = lint_listed(s, domains ? "sender" : "dnsbl");
  int r = lists_read(&l, home, file, &nobody);
  if (r == -1) return;
  if (!l.n && listed && !domains)
    finding(f, FINDING_WARNING, "dnsbl", "there are no lists in " DNSBL);
  if (l.n && !listed)
    finding(f, FINDING_WARNING, file, domains
      ? "the check sender is not listed: nobody asks these"
      : "the check dnsbl is not listed: nobody asks these");
  if (l.n && listed) sums(f, s, &l, domains);
}

static void remote(struct findings *f, struct value const *v,
  struct address const *a)
{
  char array[300], name[ADDRESS_FMT];
  struct text t = TEXT(array);
  text_adds(&t, v->text ? "dns server: " : DNS_RESOLV ": ");
  text_add(&t, name, address_fmt(name, a));
  text_adds(&t, " is not on this host: who guesses port, id and question of a"
    " query can answer it; a caching resolver here is safer, and faster");
  finding_text(f, FINDING_WARNING, &t);
}

static void servers(struct findings *f, struct lint_input const *s)
{
  struct value const *v = ruleset_value(s->ruleset, "dns", "server");
  struct dns_servers servers;
  unsigned int i = 0;
  if (!v->text) servers_read(&servers, DNS_RESOLV);
  else if (!servers_parse(&servers, v->text)) return;
  for (; i < servers.n; i++)
    if (!address_loopback(&servers.server[i].address))
      remote(f, v, &servers.server[i].address);
}

void names_find(struct findings *f, int home, struct lint_input const *s)
{
  lists(f, home, s, 0);
  lists(f, home, s, 1);
  if (spare_has_names(home) && !lint_listed(s, "rdns"))
    finding(f, FINDING_WARNING, SPARE,
      "the check rdns is not listed: no name is asked for, and nobody spared by"
      " it");
  if (asks(s->ruleset)) servers(f, s);
}
