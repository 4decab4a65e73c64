/* control/tls: what qkarma-tlsd serves with. Lines are

     certificate CHAIN KEY      files in PEM, the server's certificate first;
                                repeatable, the first one is the default
     protocols   1.2 1.3
     groups      X25519 P-256 P-384
     suites      NAME ...       in the order in which they are preferred
     timeout     30             seconds for a handshake
     at_once     200            handshakes
     sessions    4000

   A path that does not begin with a slash is below the state directory. The
   suites are a list of our own: all have forward secrecy and authenticate what
   they encrypt. */

#ifndef CONFIG_TLS_H
#define CONFIG_TLS_H

#include "../base/text.h"

#define TLS_DIRECTORY "control"
#define TLS_NAME "tls"
#define TLS_FILE TLS_DIRECTORY "/" TLS_NAME
#define TLS_CERTIFICATES 1000   /* lines at most */

#define TLS_1_2 1
#define TLS_1_3 2

struct tls_certificate
{
  char const *chain;
  char const *key;
  unsigned int line;
};

struct tls_settings
{
  struct tls_certificate certificate[TLS_CERTIFICATES];
  unsigned int certificates;
  unsigned int protocols;     /* TLS_1_2, TLS_1_3 or both */
  char groups[100];           /* names with colons between them, as OpenSSL */
  char suites[400];           /* wants them; those of 1.2, */
  char suites13[200];         /* and those of 1.3 */
  unsigned int timeout;
  unsigned int at_once;
  unsigned int sessions;
  unsigned int said;          /* a bit for each setting that had its line */
};

/* Keep what the file below `home` says now: who reads it behind that reads no
   other. Root opens what lies there, and what its owner's links lead to only as
   he could: mistakes are told with the words of the file. */
void tls_settings_keep(int home);

/* Read the file below `home`. 1; 0 there is no such file; -1 something is
   wrong, and `why` says what and where. The paths live as long as the
   process. */
int tls_settings_read(struct tls_settings *s, int home, struct text *why);

/* Find all mistakes in such a file below `at`: each is a line of `why`. 1 there
   are none; 0. */
int tls_settings_survey(int at, char const *file, struct text *why);

#endif
