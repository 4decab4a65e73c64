/* Who wrote to whom. Of each transaction the session keeps the sender, one
   recipient and how many there were, as long as nothing else comes; those in
   which a check found fault with something are kept to the end, and named:

     from=<ann@client.example> to=<bob@example.org>+2

   `to` is the first recipient that we refused, or else the first that was
   named; behind it stands how many there were besides. <> is the null sender.
   What a check has against the client before its first MAIL belongs to the
   transaction that follows. The addresses are without quotes, as the checks see
   them; escaped like any value of the journal, and so are < and >: what is
   between these two is the client's, and nothing else. One that is too long ends
   in `...'. */

#ifndef SESSION_PARTIES_H
#define SESSION_PARTIES_H

#include "session.h"
#include "../base/text.h"

/* A MAIL of this path begins a transaction. */
void parties_begin(struct session *s, char const *path, size_t n);

/* A recipient is named in it; and is refused by us. Outside of a transaction
   (s->addressed) both change nothing. */
void parties_recipient(struct session *s, char const *path, size_t n);
void parties_refused(struct session *s, char const *path, size_t n);

/* Something is found fault with now: the transaction that it belongs to, which
   is kept from now on, as a number; 0, where none is to be named (`limits
   envelope 0`), or there were more than SESSION_PARTIES of them. */
unsigned int parties_blame(struct session *s);

/* Append the separator and who it was in the transaction of this number;
   nothing if nobody is known, or if there is no room. At most PARTIES_TEXT
   bytes. */
#define PARTIES_TEXT (2 * SESSION_ADDRESS + 40)
void parties_add(struct text *t, char const *separator,
  struct session const *s, unsigned int whom);

/* Append a line's reason for the log, and who it was. The reason may have bytes
   of the client's: none of them can begin an address. */
void parties_explain(struct text *t, char const *why, size_t n,
  struct session const *s, unsigned int whom);

#endif
