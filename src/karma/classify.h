/* Judgements on a connection, from its karma and the client's history. */

#ifndef KARMA_CLASSIFY_H
#define KARMA_CLASSIFY_H

#include <stdint.h>

#include "line.h"
#include "record.h"
#include "settings.h"

/* How much room a client gets: tarpit, concurrency, recipients. */
enum client_class
{
  CLIENT_BAD,
  CLIENT_UNKNOWN,
  CLIENT_GOOD
};

/* First that applies: bad (karma <= -strikes; or history < 0, unless good mail
   outweighs that: rule_mixed), good (history > 0 or a message accepted in this
   connection), unknown. */
enum client_class classify_client(struct record const *r, int64_t karma,
  struct karma_settings const *k, int accepted);

/* Its word: bad, unknown, good. */
char const *client_class_name(enum client_class s);

/* What a connection earned that was neither immune nor boxed: naughty at
   karma <= -strikes, nice at karma >= nice with a message accepted. */
enum line_class classify_connection(int64_t karma, int64_t strikes,
  int64_t nice, int accepted);

#endif
