/* What is known of this connection: the client, its history, what it did so
   far, what the checks said. Checks read and change it; the dialogue tells it
   what happened; at the end it becomes one line of the journal. */

#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <skalibs/tai.h>

#include "channel.h"
#include "client.h"
#include "verdict.h"
#include "../karma/line.h"
#include "../karma/settings.h"

#define SESSION_FLAGS 16      /* more flags than that say nothing new */
#define SESSION_TRAP 100      /* bytes of a trap that are kept */
#define SESSION_TEXT 200      /* bytes of a text for the client */
#define SESSION_DOMAINS 32    /* sender domains that are scored */
#define SESSION_HELO 256      /* of the HELO name, kept for the journal */
#define SESSION_RESULTS 24    /* checks that have one */
#define SESSION_WHY 600       /* bytes of a reason for the log */
#define SESSION_TEXTS 16384   /* of all reasons and flags together */
#define SESSION_ADDRESS 150   /* of a sender, or a recipient, likewise */
#define SESSION_PARTIES 8     /* transactions whose parties are kept */

/* Why a check found the connection naughty, or refused a command. */
struct flag
{
  char const *check;          /* its name */
  enum reject_type type;      /* REJECT_NONE: naughty's own */
  size_t len;
  char const *text;           /* clean, one line, at most SESSION_TEXT */
};

/* What a check says of the connection in the log, in order of gravity. */
enum result_word
{
  RESULT_NONE,
  RESULT_SKIP,                /* it did not look */
  RESULT_PASS,
  RESULT_ERROR,               /* our own trouble */
  RESULT_TOLERATED,           /* recorded, not refused */
  RESULT_NAUGHTY,             /* flagged */
  RESULT_FAIL                 /* refused, or made wait */
};

/* See parties.h. */
struct parties
{
  unsigned int refused : 1;   /* `to' was refused by us */
  uint32_t recipients;        /* that were named */
  size_t fromlen;             /* of these addresses, though no more is kept */
  size_t tolen;
  char from[SESSION_ADDRESS];
  char to[SESSION_ADDRESS];
};

/* See result.h. */
struct result
{
  char const *check;          /* its name */
  enum result_word word;
  unsigned int logged : 1;    /* it stands in the log */
  size_t len;
  char const *why;            /* at most SESSION_WHY */
  unsigned int whom;          /* who wrote to whom meanwhile (parties.h) */
};

struct ruleset;   /* checks/ruleset.h */
struct inquiry;    /* checks/inquiry.h */

struct session
{
  int home;                   /* the state directory, -1: not there */
  unsigned int level;         /* of the log: see log.h */
  struct client client;
  struct channel *channel;    /* to the client */
  tain start;
  pid_t pid;                  /* whose line it is in the journal, 0: ours */
  unsigned int waited;        /* milliseconds that the client was silent before
                                 this process knew of it */

  /* Told by the dialogue. */
  enum phase phase;
  enum phase reached;         /* the furthest one so far */
  char const *path;           /* of the MAIL or RCPT that is judged, without */
  size_t pathlen;             /* its <>; 0 for the null sender */
  char const *sender;         /* of this transaction, as it came; 0 bytes: */
  size_t senderlen;           /* none, or the null sender */
  size_t helolen;             /* in helo, below */
  char const *tls;            /* the protocol that encrypts, `TLSv1.3', or 0 */
  unsigned int null_sender : 1;   /* MAIL FROM:<> */
  unsigned int addressed : 1; /* a transaction goes on, or was refused */
  unsigned int begun : 1;     /* the latest one, in parties, has a sender, */
  unsigned int blamed : 1;    /* and fault was found with something of it */
  unsigned int authenticated : 1;
  unsigned int bad_mail : 1;  /* a MAIL, or RCPT, of bad form came */
  unsigned int bad_rcpt : 1;
  unsigned int party;         /* the latest transaction is this one of */
  struct parties *parties;    /* SESSION_PARTIES, zero to begin with; or 0: it
                                 has none */
  uint32_t recipients;        /* accepted by the backend, whole connection */
  struct refused refused;     /* for good, likewise */
  uint32_t unknown;           /* unknown commands, scored or not */
  uint32_t messages;          /* accepted by the backend */
  struct outcome counts;      /* for the journal */

  /* Told by configuration. */
  unsigned int spared;        /* the line of control/spare that makes it
                                 immune, or 0 */
  unsigned int spare_names : 1;   /* there are some with domains */
  struct ruleset const *ruleset;    /* by which it is judged (checks/); */
  struct karma_settings const *settings;  /* and what it earns */
  struct inquiry *inquiry;     /* what it asks the DNS, or 0: nothing */

  /* Told by the checks. */
  unsigned int looked_up : 1; /* record is filled (see history.h) */
  struct record record;       /* of this client; zero if unknown */
  unsigned int box : 1;       /* karma's box flagged or refused it */
  unsigned int boxed : 1;     /* ... and it was refused for that */
  unsigned int weighed : 1;   /* q is known, below */
  unsigned int drawn : 1;     /* denysoft_client_stats has drawn its chance */
  unsigned int stranger : 1;  /* neighbourhood flagged or refused it, */
  unsigned int asked : 1;     /* ... and it was asked to come again */
  unsigned int hangup : 1;    /* it closed before the greeting */
  unsigned int vouched : 1;   /* an allow list speaks for it */
  unsigned int teased : 1;    /* a line of a greeting was sent: `220-` */
  unsigned int trapped : 1;   /* this RCPT is accepted, and nobody's */
  char const *trap;           /* the first trap that it wrote to, or 0 */
  size_t traplen;
  unsigned int flags;         /* in flag, below */
  struct tally tally;
  char const *stop;           /* the check that first had something refused, */
  char const *would;          /* and that first tolerated what it could have
                                 refused, or 0 */
  unsigned int stopped;       /* whose mail that was, as in a result */
  unsigned int suspected;     /* and whose would have been stopped, or is that
                                 of a flagged client */
  unsigned int domains;       /* sender domains scored, in domain, below */
  unsigned int results;       /* in result, below */
  size_t idlen;               /* of id, by which people speak of it; 0: */
  char id[10];                /* nobody was told */
  uint64_t tarpit;            /* ten-thousandths of a second it was made wait */
  uint64_t q;                 /* what its networks say of it, likewise of 1 */

  /* The refusals of the phase that is being judged. */
  unsigned int refusals;      /* in refusal, below */
  enum verdict verdict;       /* the most severe of them */
  char const *code;           /* a code of its own instead of the table's:
                                 `452 4.5.3`, or 0 */

  struct flag flag[SESSION_FLAGS];
  struct flag refusal[SESSION_FLAGS];
  struct result result[SESSION_RESULTS];
  size_t kept;                /* bytes in texts, below */

  /* What is long stands last: a page that nobody touches costs nothing. */
  char replies[SESSION_FLAGS * SESSION_TEXT];   /* texts of the refusals */
  char texts[SESSION_TEXTS];  /* those of flags and results  */
  char helo[SESSION_HELO];
  uint32_t domain[SESSION_DOMAINS];   /* by their check digits */
};

/* Begin: the clock, and the client from the environment. All else must be zero
   already, as what is static is: to clear it here would touch it. The ruleset
   is given later (ruleset_use). */
void session_begin(struct session *s, int home, struct channel *channel);

/* Why the connection is immune now, or 0. Asked at every decision: AUTH may
   come at any time. */
char const *session_immune(struct session const *s);

/* The connection's karma so far. */
int64_t session_karma(struct session const *s);

/* 1 if a check flagged the connection naughty (it may be immune all the
   same). */
int session_naughty(struct session const *s);

/* Keep a reason why the connection is naughty; it goes on. The first flag's
   type decides, all texts appear in the refusal. */
void session_flag(struct session *s, char const *check,
  enum reject_type type, struct text const *text);

/* Refuse the command that is being judged. A code of its own (s->code) does
   not outlive a graver refusal. */
void session_refuse(struct session *s, char const *check,
  enum verdict verdict, struct text const *text);

/* A check had something refused, by session_refuse or by a reply of its own; or
   it found fault, and tolerated that. The first one of each is kept. */
void session_stopped(struct session *s, char const *check);
void session_tolerated(struct session *s, char const *check);

/* Keep a copy of n bytes as long as the session lives. Returns it; *n is less
   than before when there is no more room. */
char const *session_keep(struct session *s, char const *text, size_t *n);

/* Forget all flags (after AUTH). */
void session_clear(struct session *s);

/* Count an event, unless the connection is immune: nobody scores it. */
void session_event(struct session *s, enum event e);

/* Recount the recipients refused for good; after whatever changes them. */
void session_recount(struct session *s);

/* Seconds since the connection began, whole. */
uint64_t session_seconds(struct session const *s);

#endif
