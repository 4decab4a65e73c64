/* What `qkarma export` writes, a format a file. A client is a line, so that an
   export is made, read again and compared in constant memory. */

#ifndef TOOL_EXPORT_FORMAT_H
#define TOOL_EXPORT_FORMAT_H

#include <stddef.h>
#include <stdint.h>

#include "../../base/text.h"
#include "../../karma/key.h"

#define EXPORT_LINE 300     /* bytes of a client's line at most */

/* A client that is exported. */
struct listed
{
  struct key key;
  uint64_t until;           /* when to forget it, unless it comes again */
  int64_t history;
  int boxed;
};

struct format_options
{
  uint64_t now;
  int deny;                 /* tcprules: deny, else set a variable */
  char const *variable;
};

struct format
{
  char const *name;
  char behind;              /* the byte behind a client in its line */
  int ipv6;                 /* 1 if it has room for IPv6 */
  char const *lacks;        /* else, why not */
  char const *mark;         /* lines are compared from this text on; 0: whole */

  /* Print what stands before all clients. */
  void (*begin)(struct format_options const *m);

  /* Print what stands before the first client of IPv4 or IPv6, and behind the
     last one; 0: nothing. */
  void (*open)(int is6);
  void (*close)(int is6);

  /* Append a client's line, without LF. */
  void (*line)(struct text *t, struct listed const *l,
    struct format_options const *m);

  /* Print that a client is gone since the earlier export, where its line is
     the old one, or that it is new; one that changed is gone, then new. */
  void (*gone)(struct key const *k, char const *old, size_t n);
  void (*fresh)(struct listed const *l, char const *line, size_t n);
};

extern struct format const format_nft;
extern struct format const format_tcprules;
extern struct format const format_rbldnsd;

/* Append the key. */
void export_addkey(struct text *t, struct key const *k);

/* Append why the client is listed: a sentence for it to read, which stays the
   same while its reason does. */
void export_addreason(struct text *t, struct listed const *l);

/* Differences as plain `-` and `+` lines, for formats without commands. */
void export_minus(struct key const *k, char const *old, size_t n);
void export_plus(struct listed const *l, char const *line, size_t n);

#endif
