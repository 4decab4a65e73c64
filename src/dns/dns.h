/* Asking the DNS. A caller asks as many questions as it likes, waits for the
   sockets among its own, and finds each answer in its question, as plain
   values: nobody outside of this room knows the wire, or the library.

   UDP only, whole names only (no search list), and never TXT. Nothing is
   started before the first question, and nothing stays open behind the last
   answer. */

#ifndef DNS_DNS_H
#define DNS_DNS_H

#include <skalibs/iopause.h>
#include <skalibs/tai.h>

#include "servers.h"
#include "../karma/address.h"

#define DNS_ADDRESSES 32    /* of an answer: 512 bytes hold 31 */
#define DNS_NAMES 3         /* names of an answer that are kept */
#define DNS_NAME 255        /* bytes of a name */

enum dns_type
{
  DNS_A,
  DNS_AAAA,
  DNS_PTR,
  DNS_MX
};

enum dns_state
{
  DNS_UNASKED,
  DNS_OPEN,           /* asked, not answered */
  DNS_YES,            /* there are such records */
  DNS_NO,             /* there is no such name, or none of this type */
  DNS_TROUBLE         /* nobody knows */
};

enum dns_trouble
{
  DNS_TIMEOUT,        /* no server answered in time */
  DNS_UNREACHABLE,    /* none could be asked */
  DNS_FORMERR,        /* what it answered instead */
  DNS_SERVFAIL,
  DNS_NOTIMP,
  DNS_REFUSED,
  DNS_RCODE,          /* something newer than these */
  DNS_TRUNCATED,
  DNS_BROKEN,         /* bytes that are no answer */
  DNS_BAD_NAME,       /* the question is no name */
  DNS_NOT_STARTED     /* see dns_why */
};

/* A question, in the caller's memory, where it stays until it is answered or
   dns_end was called. */
struct dns_question
{
  enum dns_state state;
  enum dns_type type;
  enum dns_trouble trouble;   /* with DNS_TROUBLE: which */
  unsigned int n;             /* with DNS_YES: how many of these are filled */
  union
  {
    struct address address[DNS_ADDRESSES];    /* A, AAAA */
    char name[DNS_NAMES][DNS_NAME + 1];       /* PTR, MX; without the last dot,
                                    so that the root, a null MX, is "" */
  } answer;
  struct dns *dns;            /* by whom it was asked */
};

/* A socket to a server. */
struct dns_socket
{
  int fd;                     /* -1: none */
  unsigned int refused : 1;   /* a send said so; not told yet */
  unsigned int heard : 1;     /* this server sent something, ever */
  unsigned int dead : 1;      /* it refused before it was heard */
};

struct dns
{
  char const *server;         /* `ADDRESS [PORT]`, or 0: as this file says */
  char const *resolv;         /* 0: DNS_RESOLV */
  unsigned int asked;         /* questions so far, */
  unsigned int open;          /* of which so many are not answered, */
  unsigned int troubles;      /* and so many were answered by trouble */

  /* The rest is of this room alone. */
  struct ares_channeldata *channel;   /* 0: not started */
  char const *why;            /* it cannot be started, or 0 */
  unsigned int waited : 1;    /* a question timed out, maybe at one of two */
  tain forget;                /* when that, and who is dead, is forgotten */
  unsigned int rcode;         /* of what was received last; 0: no error */
  struct dns_servers servers;
  struct dns_socket socket[DNS_SERVERS];    /* to the server of that number */
};

/* Ask. `name` is a name without escapes; it need not stay. q->state says what
   became of it: DNS_OPEN, or an answer already. In DNS_YES the names of a
   PTR are only letters, digits and `-._/`, those of an MX printable. */
void dns_ask(struct dns *d, struct dns_question *q, enum dns_type type,
  char const *name);

/* The name under which the PTR records of an address are asked for, at most
   DNS_NAME bytes with its NUL: 7.2.0.192.in-addr.arpa. The first form has only
   the reversed octets, or nibbles in IPv6, as lists want them. */
#define DNS_REVERSED 64
void dns_reversed(char *s, struct address const *a);
void dns_reverse_name(char *s, struct address const *a);

/* The sockets to wait for, as many as are put into x, DNS_SERVERS at most; and
   a wait that would end later ends when something is to be done even if nothing
   comes. 0, and no change, when no question is open. The deadline is one of
   tain_now's clock. */
unsigned int dns_wait(struct dns *d, iopause_fd *x, tain *deadline);

/* After the wait, whatever ended it: take what came on these n sockets, and ask
   again what was lost. Cheap when there is nothing to do. */
void dns_process(struct dns *d, iopause_fd const *x, unsigned int n);

/* Forget the questions that are open: they stay so for ever. */
void dns_end(struct dns *d);

/* Why nothing can be asked, after DNS_NOT_STARTED. */
char const *dns_why(struct dns const *d);

/* What a trouble is called: `timeout`, `SERVFAIL`. */
char const *dns_word(enum dns_trouble t);

#endif
