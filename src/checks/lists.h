/* control/dnsbl and control/rhsbl: lists in the DNS that are asked about
   addresses and about domains (RFC 5782). A line is a word as Postfix has it in
   postscreen_dnsbl_sites, ZONE[=FILTER][*WEIGHT], and words of ours behind it.
   Lines of the same zone are one list, which is asked once. */

#ifndef CHECKS_LISTS_H
#define CHECKS_LISTS_H

#include "../base/text.h"
#include "../dns/dns.h"

#define DNSBL "control/dnsbl"
#define RHSBL "control/rhsbl"

#define LISTS 16            /* in a file */
#define LISTS_RULES 48      /* lines */
#define LISTS_ZONE 180      /* bytes of a zone: with the nibbles of an IPv6
                               address in front it is still a name */
#define LISTS_AS 32         /* bytes of a name that is said instead */
#define LISTS_TEXT 120      /* of the operator's text */

/* A line: which answers count, and what for. */
struct list_rule
{
  unsigned int list;        /* the number of its list */
  int weight;
  unsigned int filter : 1;  /* 0: every answer that says "listed" */
  unsigned char octet[4][32];   /* else a bit for each value that it may have */
};

struct list
{
  char const *zone;
  char const *as;           /* what people see instead of the zone, or 0 */
  char const *text;         /* the operator's, for the client, or 0 */
  unsigned int line;        /* where it began */
  unsigned int canary : 1;  /* a hit counts when the canary is not listed */
  unsigned int ipv4 : 1;    /* is it asked about such addresses? */
  unsigned int ipv6 : 1;
};

struct lists
{
  unsigned int n;           /* of list */
  unsigned int rules;       /* of rule */
  struct list list[LISTS];
  struct list_rule rule[LISTS_RULES];
};

/* Read one of the two files below `home`; what is read lives as long as the
   process. 1; 0 there is no such file; -1 a line is wrong, `why` says which,
   and nothing of the file is to be used. */
int lists_read(struct lists *l, int home, char const *file, struct text *why);

/* Find all mistakes in such a file below `at` (or AT_FDCWD), also a zone that
   looks like a key and has no other name: each is a line of `why`. 1 there are
   none; 0. */
int lists_lint(int at, char const *file, struct text *why);

/* 1 if the zone has a label of 20 or more letters and digits: most likely the
   operator's key at that list. */
int list_keyed(char const *zone);

/* Append what the log and the journal call it: its `as`; else its zone, what
   stands behind a key at least. */
void list_name(struct text *t, struct list const *list);

/* 1 if it is asked about addresses of this family. */
int list_wants(struct list const *list, struct address const *a);

/* The question about an address, or a domain, with its NUL. 1; 0 it would be
   longer than a name can be, or there is none. */
int list_question(char name[DNS_NAME + 1], struct list const *list,
  struct address const *a);
int list_question_domain(char name[DNS_NAME + 1], struct list const *list,
  char const *domain, size_t n);

/* The canary: what no list may have. For addresses of the family of a; 0: for
   domains. */
void list_canary(char name[DNS_NAME + 1], struct list const *list,
  struct address const *a);

#endif
