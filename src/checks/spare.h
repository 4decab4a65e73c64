/* control/spare: clients that are not judged, as with WHITELISTCLIENT, under
   any server. A line is an address, a network, or @ and a domain; spare.cdb is
   made of it (spare_table.h), so that a connection looks it up and does not
   read it. */

#ifndef CHECKS_SPARE_H
#define CHECKS_SPARE_H

#include "../base/text.h"
#include "../karma/range.h"
#include "../session/session.h"

#define SPARE "control/spare"
#define SPARE_NAME 253        /* bytes of a domain at most */
#define SPARE_WORD (SPARE_NAME + 2)

/* Whom a line spares. */
struct spare
{
  struct range range;         /* or, if that is not "": */
  char name[SPARE_NAME + 1];  /* the domain, in small letters */
};

/* Scan a word. 1; or 0, and `why` says what it should be. */
int spare_scan(struct spare *e, char const *word, struct text *why);

/* Write its one text, at most SPARE_WORD bytes, no final NUL. Returns the
   length. */
size_t spare_fmt(char *s, struct spare const *e);

/* 1 if whoever is spared by `inner` is spared by `e`. */
int spare_within(struct spare const *inner, struct spare const *e);

/* Make the client immune if a line of the file holds its address: of several,
   the narrowest. A line that is wrong spares nobody, and that is said; a file
   that cannot be read, too. s->spare_names: there are lines with domains. */
void spare_client(struct session *s);

/* The number of the line whose domain is this name, or above it; or 0. */
unsigned int spare_name(struct session const *s, char const *name);

/* Make it immune, by this line. */
void spare_session(struct session *s, unsigned int line);

/* Find all mistakes in such a file below `at`: each is a line of `why`. 1 there
   are none; 0. */
int spare_lint(int at, char const *file, struct text *why);

/* 1 if a line of the file below `home` has a domain. */
int spare_has_names(int home);

#endif
