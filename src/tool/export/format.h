/* What `qkarma export` writes, a format a file. Each client is a line, in the
   order of the addresses: diff(1) can tell what changed between two. */

#ifndef TOOL_EXPORT_FORMAT_H
#define TOOL_EXPORT_FORMAT_H

#include <stdint.h>

#include "../../base/text.h"
#include "../../karma/key.h"

#define EXPORT_LINE 300     /* bytes of a client's line at most */

/* A client that is exported. */
struct listed
{
  struct key key;
  uint64_t until;           /* Unix time: when to forget it */
  int64_t history;
  int boxed;
};

struct format_options
{
  uint64_t now;             /* Unix time */
  int deny;                 /* tcprules: deny, else set a variable */
  char const *variable;
};

struct format
{
  char const *name;
  int ipv6;                 /* 1 if it has room for IPv6 */
  char const *lacks;        /* else, why not */

  /* Print what stands before all clients. */
  void (*begin)(struct format_options const *m);

  /* Print what stands before the first client of IPv4 or IPv6, and behind the
     last one; 0: nothing. */
  void (*open)(int is6);
  void (*close)(int is6);

  /* Append a client's line, without LF. */
  void (*line)(struct text *t, struct listed const *l,
    struct format_options const *m);
};

extern struct format const format_nft;
extern struct format const format_tcprules;
extern struct format const format_rbldnsd;

/* Append the key. */
void export_addkey(struct text *t, struct key const *k);

/* Append why the client is listed: a sentence for it to read, which stays the
   same while its reason does. */
void export_addreason(struct text *t, struct listed const *l);

#endif
