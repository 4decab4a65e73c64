/* least_tls CHAIN KEY: one process, one connection after the other, at port
   $PORT of 127.0.0.1: the replies of a server that takes every message and
   throws it away, with STARTTLS, by OpenSSL, blocking, and nothing else. What
   TLS adds to that is its handshake and its records, without a process between
   the client and the server: how near one can come.

   In the settings of qkarma-tlsd: no tickets, no cache, X25519 first. */

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/ssl.h>

#define SAY(c, s) say((c), (s), sizeof (s) - 1)

struct client
{
  int s;
  SSL *ssl;           /* 0: in the clear */
};

static ssize_t hear(struct client *c, char *s, size_t n)
{
  return c->ssl ? SSL_read(c->ssl, s, (int)n) : read(c->s, s, n);
}

static int say(struct client *c, char const *s, size_t n)
{
  return (c->ssl ? SSL_write(c->ssl, s, (int)n) : write(c->s, s, n))
    == (ssize_t)n;
}

static int begin_tls(struct client *c, SSL_CTX *ctx)
{
  int const on = 1;
  if (!SAY(c, "220 2.0.0 Ready to start TLS.\r\n")) return 0;
  c->ssl = SSL_new(ctx);
  if (!c->ssl || !SSL_set_fd(c->ssl, c->s) || SSL_accept(c->ssl) != 1)
    return 0;
  return !setsockopt(c->s, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

static int body(struct client *c)
{
  char s[16384];
  ssize_t n;
  if (!SAY(c, "354 Go ahead.\r\n")) return 0;
  do n = hear(c, s, sizeof s);
  while (n > 0 && (n < 5 || memcmp(s + n - 5, "\r\n.\r\n", 5)));
  return n > 0 && SAY(c, "250 2.0.0 Delivered.\r\n");
}

/* The client says one command at a time, and each in one piece. */
static int command(struct client *c, SSL_CTX *ctx)
{
  char s[512];
  ssize_t n = hear(c, s, sizeof s);
  if (n < 4) return 0;
  if (!strncasecmp(s, "EHLO", 4))
    return SAY(c, "250-localhost\r\n250-PIPELINING\r\n250 STARTTLS\r\n");
  if (!strncasecmp(s, "STAR", 4)) return begin_tls(c, ctx);
  if (!strncasecmp(s, "DATA", 4)) return body(c);
  if (strncasecmp(s, "QUIT", 4)) return SAY(c, "250 2.1.0 It is good.\r\n");
  SAY(c, "221 2.0.0 Good bye.\r\n");
  return 0;
}

static void serve(int s, SSL_CTX *ctx)
{
  int const on = 1;
  struct client c = { s, 0 };
  setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (SAY(&c, "220 localhost ESMTP\r\n")) while (command(&c, ctx)) continue;
  if (c.ssl) SSL_shutdown(c.ssl);
  SSL_free(c.ssl);
  close(s);
}

static int listening(char const *port)
{
  int const on = 1;
  struct sockaddr_in a = { .sin_family = AF_INET };
  int s = socket(AF_INET, SOCK_STREAM, 0);
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  a.sin_port = htons((unsigned short)atoi(port));
  setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  return bind(s, (struct sockaddr *)&a, sizeof a) || listen(s, 64) ? -1 : s;
}

int main(int argc, char **argv)
{
  char const *port = getenv("PORT");
  SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
  int s;
  if (argc != 3 || !port || !ctx || (s = listening(port)) == -1) return 111;
  SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET | SSL_OP_IGNORE_UNEXPECTED_EOF
    | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
  if (!SSL_CTX_set_num_tickets(ctx, 0)
    || SSL_CTX_use_certificate_chain_file(ctx, argv[1]) != 1
    || SSL_CTX_use_PrivateKey_file(ctx, argv[2], SSL_FILETYPE_PEM) != 1)
    return 111;
  signal(SIGPIPE, SIG_IGN);
  for (;;)
  {
    int client = accept(s, 0, 0);
    if (client != -1) serve(client, ctx);
  }
}
