/* How a backend that runs already is told of TLS: if its reply to EHLO has this
   keyword (which no client sees), it gets a command of this name behind
   STARTTLS, the protocol and the cipher behind it, and answers it somehow.
   qkarma-maildir has it. */

#ifndef SMTP_TELL_H
#define SMTP_TELL_H

#define EHLO_TELL "XQKARMATLS"

#endif
