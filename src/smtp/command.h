/* One command line of the client: which verb, which argument. */

#ifndef SMTP_COMMAND_H
#define SMTP_COMMAND_H

#include <stddef.h>

enum verb
{
  VERB_HELO,
  VERB_EHLO,
  VERB_MAIL,
  VERB_RCPT,
  VERB_DATA,
  VERB_RSET,
  VERB_NOOP,
  VERB_VRFY,
  VERB_EXPN,
  VERB_HELP,
  VERB_QUIT,
  VERB_AUTH,
  VERB_ETRN,
  VERB_STARTTLS,
  VERB_SEND,        /* of RFC 821; never accepted, but legal in a group */
  VERB_SOML,
  VERB_SAML,
  VERB_BDAT,        /* these carry a payload: what follows is no command */
  VERB_BURL,
  VERB_XEXCH50,
  VERB_UNKNOWN
};

struct command
{
  enum verb verb;
  char const *line;         /* without its line end */
  size_t len;
  char const *argument;     /* behind the verb and blanks */
  size_t argumentlen;
  unsigned int bad : 1;     /* a CR or a NUL inside: never forwarded */
};

/* Take a line of n bytes, which ends in LF or CR LF, apart. Points into it. */
void command_parse(struct command *c, char const *line, size_t n);

/* The verb's name, upper case; `command` if unknown. */
char const *command_name(enum verb v);

/* 1 if more may be sent behind it before the reply comes (RFC 2920 3.1). */
int command_groups(enum verb v);

/* 1 if its reply must be sent at once (RFC 2920 3.2). */
int command_flushes(enum verb v);

/* 1 if a payload follows it that is not to be read as commands. */
int command_carries(enum verb v);

/* 1 if a first line like this is no SMTP at all: HTTP, or a header field. */
int command_foreign(struct command const *c);

#endif
