/* Replies. */

#include <string.h>

#include "reply.h"

char const reply_trouble[] =
  "421 4.3.0 Something is wrong here, try again later.\r\n";
char const reply_stopping[] =
  "421 4.3.2 I was told to stop, connect again.\r\n";
char const reply_backend_gone[] =
  "421 4.3.0 Closing after an unfinished message, connect again.\r\n";
char const reply_not_queued[] =
  "451 4.3.0 The message was not queued, try again later.\r\n";
char const reply_timeout[] =
  "421 4.4.2 I waited too long, closing.\r\n";
char const reply_session_timeout[] =
  "421 4.4.2 This session is too long, connect again.\r\n";
char const reply_go_ahead[] =
  "354 End the message with a dot.\r\n";
char const reply_ok[] = "250 2.0.0 Ok.\r\n";
char const reply_sender_ok[] = "250 2.1.0 Sender ok.\r\n";
char const reply_recipient_ok[] = "250 2.1.5 Recipient ok.\r\n";
char const reply_cannot_verify[] =
  "252 2.1.5 Send some mail, I will try my best.\r\n";
char const reply_cannot_queue[] =
  "458 4.3.0 Messages cannot be queued now.\r\n";
char const reply_not_here[] = "502 5.5.1 Not implemented.\r\n";
char const reply_tls_ready[] = "220 2.0.0 Ready to start TLS.\r\n";
char const reply_no_tls[] =
  "454 4.7.0 TLS is not available now, try again later.\r\n";
char const reply_tls_first[] =
  "530 5.7.0 Must issue a STARTTLS command first.\r\n";
char const reply_auth_tls_first[] =
  "538 5.7.11 Encryption required for authentication.\r\n";
char const reply_no_argument[] = "501 5.5.4 It takes no parameter.\r\n";
char const reply_help[] = "214 2.0.0 See RFC 5321.\r\n";
char const reply_bye[] = "221 2.0.0 Bye.\r\n";
char const reply_unknown[] = "500 5.5.1 Unknown command.\r\n";
char const reply_too_many_unknown[] =
  "521 5.5.1 Too many unknown commands.\r\n";
char const reply_not_smtp[] = "521 5.5.1 I speak SMTP only.\r\n";
char const reply_bad_line[] =
  "500 5.5.2 A command has no CR or NUL inside.\r\n";
char const reply_long_line[] = "500 5.5.2 Line too long.\r\n";
char const reply_sequence[] = "503 5.5.1 Bad sequence of commands.\r\n";
char const reply_payload[] =
  "503 5.5.1 This was not offered, closing.\r\n";
char const reply_too_many[] =
  "421 4.7.0 Too many commands without a message.\r\n";
char const reply_recipients[] =
  "452 4.5.3 Too many recipients, try the rest later.\r\n";
char const reply_only_data[] =
  "452 4.5.3 Too much for one session, only DATA is waited for.\r\n";
char const reply_parameter[] =
  "555 5.5.4 A parameter of something that was not offered.\r\n";
char const reply_argument[] = "501 5.5.4 This address cannot be read.\r\n";
char const reply_bare_newline[] =
  "550 5.5.2 Lines end in CR LF, closing.\r\n";
char const reply_nul[] =
  "550 5.6.0 The message has a NUL, closing.\r\n";

char const reply_pipelining[] = "503 5.5.1";

static void with_host(struct text *t, char const *before, char const *host,
  char const *behind)
{
  text_adds(t, before);
  text_add(t, host, strnlen(host, 255));
  text_adds(t, behind);
}

void reply_greeting(struct text *t, char const *host)
{
  with_host(t, "220 ", host, " ESMTP\r\n");
}

void reply_ehlo(struct text *t, char const *host, int tls)
{
  with_host(t, "250-", host, "\r\n250-PIPELINING\r\n250-8BITMIME\r\n"
    "250-SMTPUTF8\r\n250-SIZE\r\n");
  if (tls) text_adds(t, "250-STARTTLS\r\n");
  text_adds(t, "250 ENHANCEDSTATUSCODES\r\n");
}

void reply_helo(struct text *t, char const *host)
{
  with_host(t, "250 ", host, "\r\n");
}

int reply_code(char const *s, size_t n, int *more)
{
  if (n < 4 || s[0] < '2' || s[0] > '5' || s[1] < '0' || s[1] > '9'
    || s[2] < '0' || s[2] > '9' || !memchr("- \r\n", s[3], 4)) return 0;
  *more = s[3] == '-';
  return (s[0] - '0') * 100 + (s[1] - '0') * 10 + (s[2] - '0');
}

enum fate reply_fate(struct answer const *a)
{
  char const *s = a->text;
  if (a->code < 300) return FATE_ACCEPTED;
  if (a->code >= 400 && a->code < 500) return FATE_LATER;
  if (a->code != 550 && a->code != 551 && a->code != 553 && a->code != 554
    && a->code != 556) return FATE_NOBODY;
  if (a->len > 8 && s[4] == '5' && s[5] == '.' && s[6] >= '2' && s[6] <= '4'
    && s[7] == '.') return FATE_NOBODY;
  return FATE_FOR_GOOD;
}
