/* What a check can answer, and the words by which an operator chooses it. */

#ifndef SESSION_VERDICT_H
#define SESSION_VERDICT_H

enum phase
{
  PHASE_CONNECT,
  PHASE_HELO,
  PHASE_MAIL,
  PHASE_RCPT,
  PHASE_DATA,
  PHASE_DATA_POST,
  PHASE_DISCONNECT,             /* nothing can be refused any more */
  PHASES
};

/* The phases at which something can be refused, in this order, as words of an
   option. */
#define PHASE_WORDS "connect helo mail rcpt data data_post"

/* The word for one of them, in the journal. */
char const *phase_name(enum phase phase);

/* In order of severity: of two refusals in one phase the later one here is
   sent. */
enum verdict
{
  VERDICT_DECLINED,             /* no opinion, or none against it */
  VERDICT_DENYSOFT,             /* refuse this command, for now */
  VERDICT_DENY,                 /* refuse this command */
  VERDICT_DENYSOFT_DISCONNECT,  /* refuse and close */
  VERDICT_DENY_DISCONNECT
};

/* The words of a reject_type option: temp and soft are one, perm and hard
   too. REJECT_NONE is what a check without such an option gives. */
#define REJECT_WORDS "temp soft perm hard disconnect temp_disconnect"

enum reject_type
{
  REJECT_TEMP,
  REJECT_SOFT,
  REJECT_PERM,
  REJECT_HARD,
  REJECT_DISCONNECT,
  REJECT_TEMP_DISCONNECT,
  REJECT_NONE
};

/* The verdict of a reject type other than REJECT_NONE. */
enum verdict verdict_of(enum reject_type type);

/* The word for a reject type in log and journal: temp, perm, disconnect,
   temp_disconnect or none. */
char const *reject_name(enum reject_type type);

/* 1 if the verdict refuses; 1 if it also closes; 1 if only for now. */
int verdict_refuses(enum verdict v);
int verdict_closes(enum verdict v);
int verdict_soft(enum verdict v);

#endif
