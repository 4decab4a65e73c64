/* Events and what they are worth. Checks and the backend's replies raise
   events; control/awards gives points; the sum is the connection's karma. */

#ifndef KARMA_EVENT_H
#define KARMA_EVENT_H

#include <stddef.h>
#include <stdint.h>

#include "../base/text.h"

enum event
{
  EVENT_EARLY_TALK,
  EVENT_EARLY_DATA,
  EVENT_BAD_PIPELINING,
  EVENT_BARE_LF,
  EVENT_NON_SMTP,
  EVENT_UNKNOWN_COMMAND,
  EVENT_BAD_ENVELOPE,
  EVENT_SENDER_TLD,         /* worth what control/tlds says */
  EVENT_LISTED,
  EVENT_BAD_SENDER,
  EVENT_BAD_RECIPIENT,
  EVENT_MESSAGE_REFUSED,
  EVENT_MESSAGE_ACCEPTED,
  EVENT_AUTH_FAILURE,
  EVENT_TRAP,
  EVENT_NO_RDNS,
  EVENT_BAD_RDNS,
  EVENT_GENERIC_RDNS,
  EVENT_BAD_HELO,
  EVENT_NO_SENDER_DOMAIN,
  EVENT_NEIGHBOURHOOD,
  EVENT_GOOD_HISTORY,
  EVENT_ADJUST,             /* worth what the adjuster says */
  EVENTS
};

#define AWARD_MAX 1000      /* points lie between -AWARD_MAX and AWARD_MAX */

/* Points per event. */
struct awards
{
  int points[EVENTS];
};

/* What happened in one connection. All zero to begin with, once. */
struct tally
{
  uint32_t count[EVENTS];
  int64_t granted;          /* points of sender_tld and adjust */
};

/* What the backend refused for good in one connection. */
struct refused
{
  uint32_t recipients;      /* RCPT, but those that are */
  uint32_t bounces;         /* the null sender's, or */
  uint32_t probes;          /* in transactions that ended without DATA, after
                               one RCPT or two: an address was verified */
  unsigned int message : 1; /* a message of the null sender */
};

#define TALLY_PROBES 20     /* who verifies more addresses is guessing */
#define TALLY_FORM 2        /* points that faults of form take at most */

/* The built-in points (those of design and manual). */
extern struct awards const awards_default;

/* The event's name; the event of a name s[0..n), or EVENTS if none. */
char const *event_name(enum event e);
enum event event_find(char const *s, size_t n);

/* Count an event once more, up to the number of times it can count in one
   connection. Returns 1 if it counted. */
int tally_event(struct tally *t, enum event e);

/* Count sender_tld or adjust, which bring their own points. */
void tally_grant(struct tally *t, enum event e, int points);

/* Count bad_recipient anew: the recipients refused for good beyond what a
   mailing list may have, max(3, accepted). Bounces and probes are one of them
   at most, at RCPT and at the dot together; but probes beyond TALLY_PROBES are
   recipients like others. To be asked again after whatever changes them:
   accepted ones take points back, and so does a probe that was none. */
void tally_recipients(struct tally *t, struct refused const *r,
  uint32_t accepted);

/* The connection's karma: all points together. Faults of form
   (unknown_command, bad_envelope, bare_lf, bad_pipelining), with one refused
   message and one bad_recipient, take TALLY_FORM at most, or what these two
   take without them, or one fault by the operator's own word, until anything
   else takes a point. */
int64_t tally_karma(struct tally const *t, struct awards const *a);

/* What sender_tld and adjust granted, if the karma was this: for a tally that
   was read from a line. 0 if it cannot have been. */
int64_t tally_granted(struct tally const *t, struct awards const *a,
  int64_t karma);

/* Append `early_talk,unknown_command*2`, or `-` when nothing happened. */
void tally_add(struct text *text, struct tally const *t);

/* Read such text again: the counts, as far as they can be (the points that
   sender_tld and adjust granted are not in it). Events of names that we do
   not know are passed over. */
void tally_scan(struct tally *t, char const *s, size_t n);

#endif
