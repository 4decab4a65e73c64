/* All replies of the embedded backend. */

#include "answer.h"

char const answer_ok[] = "250 2.0.0 Good.";
char const answer_sender_ok[] = "250 2.1.0 The sender is good.";
char const answer_recipient_ok[] = "250 2.1.5 The recipient is good.";
char const answer_go_ahead[] = "354 Go ahead; end with <CR><LF>.<CR><LF>.";
char const answer_delivered[] = "250 2.0.0 Delivered.";
char const answer_vrfy[] = "252 2.0.0 Send some mail, I will try my best.";
char const answer_help[] =
  "214 2.0.0 HELO EHLO MAIL RCPT DATA RSET NOOP VRFY HELP QUIT; see RFC 5321.";
char const answer_bye[] = "221 2.0.0 Good bye.";
char const answer_authenticated[] = "235 2.7.0 Welcome.";

char const answer_unknown[] = "500 5.5.1 I do not know this command.";
char const answer_expn[] = "502 5.5.1 I do not expand lists.";
char const answer_bytes[] = "500 5.5.2 A command has no CR or NUL inside.";
char const answer_long[] = "500 5.5.2 This line is too long.";
char const answer_argument[] = "501 5.5.4 Something is missing behind it.";
char const answer_no_argument[] = "501 5.5.4 Nothing may stand behind it.";
char const answer_parameter[] = "555 5.5.4 I do not know this parameter.";
char const answer_parameter_value[] =
  "501 5.5.4 This parameter has a wrong value.";
char const answer_no_hello[] = "503 5.5.1 Say EHLO or HELO first.";
char const answer_no_sender[] = "503 5.5.1 Say MAIL first.";
char const answer_second_sender[] =
  "503 5.5.1 The transaction has a sender already.";
char const answer_no_recipient[] = "554 5.5.1 There is no good recipient.";
char const answer_sender_syntax[] =
  "501 5.1.7 I need FROM:<address>, with an address as in RFC 5321.";
char const answer_recipient_syntax[] =
  "501 5.1.3 I need TO:<address>, with an address as in RFC 5321.";
char const answer_not_ascii[] =
  "553 5.6.7 An address that is not ASCII needs SMTPUTF8.";
char const answer_no_mailbox[] = "550 5.1.1 There is no such mailbox here.";
char const answer_many_recipients[] =
  "452 4.5.3 Too many recipients; send another message.";
char const answer_large[] = "552 5.3.4 The message is too large.";
char const answer_no_auth[] = "502 5.5.1 I do not authenticate anybody.";
char const answer_auth_sequence[] =
  "503 5.5.1 Not twice, and not in a transaction.";
char const answer_mechanism[] = "504 5.5.4 I know PLAIN and LOGIN only.";
char const answer_auth_long[] = "500 5.5.6 This line is too long.";
char const answer_base64[] = "501 5.5.2 This is no base64.";
char const answer_response[] =
  "501 5.5.2 A name or a password is missing in it.";
char const answer_cancelled[] = "501 5.7.0 Cancelled.";
char const answer_wrong[] = "535 5.7.8 Name or password is wrong.";
char const answer_loop[] =
  "554 5.4.6 The message goes round in circles: too many Received lines.";
char const answer_slow[] = "421 4.4.2 I waited too long for you.";

char const answer_no_table[] =
  "451 4.3.5 I do not know my own mailboxes; try again later.";
char const answer_no_maildir[] =
  "451 4.2.0 I cannot reach this mailbox; try again later.";
char const answer_not_written[] =
  "451 4.3.0 I could not write the message; try again later.";
char const answer_auth_trouble[] =
  "454 4.7.0 I cannot check passwords; try again later.";
char const answer_stopped[] = "421 4.3.2 I have to stop; try again later.";
