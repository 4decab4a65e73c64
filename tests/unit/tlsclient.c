/* tlsclient PORT HOW: a TLS client that can be rude. It shakes hands with
   127.0.0.1 (TLS at once), sends what is on its stdin, then does HOW:

     notify       close_notify and FIN, then it reads to the end
     fin          FIN alone, likewise
     read         nothing, likewise
     reset        hangs up by a reset
     leave        is gone, without having read
     renegotiate  (TLS 1.2) asks for another handshake, sends `again', and reads

   Prints what it hears, and on stderr how the server ended: <notified>,
   <closed> (without close_notify), <reset> or <error>. */

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

static int reach(char const *port)
{
  struct sockaddr_in at;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  memset(&at, 0, sizeof at);
  at.sin_family = AF_INET;
  at.sin_port = htons((unsigned short)atoi(port));
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd == -1 || connect(fd, (struct sockaddr *)&at, sizeof at) == -1)
  {
    perror("tlsclient");
    exit(111);
  }
  return fd;
}

static SSL *shake(int fd, char const *how)
{
  SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
  SSL *ssl;
  if (!strcmp(how, "renegotiate"))
    SSL_CTX_set_max_proto_version(ctx, TLS1_2_VERSION);
  ssl = SSL_new(ctx);
  SSL_set_fd(ssl, fd);
  if (SSL_connect(ssl) == 1) return ssl;
  fputs("<no handshake>\n", stderr);
  exit(1);
}

static void say(SSL *ssl)
{
  static char said[16384];
  size_t n;
  while ((n = fread(said, 1, sizeof said, stdin)))
    if (SSL_write(ssl, said, (int)n) <= 0) return;
}

static char const *listen_to(SSL *ssl)
{
  static char heard[65536];
  int r;
  while ((r = SSL_read(ssl, heard, sizeof heard)) > 0)
    if (fwrite(heard, 1, (size_t)r, stdout) != (size_t)r) exit(111);
  fflush(stdout);
  switch (SSL_get_error(ssl, r))
  {
    case SSL_ERROR_ZERO_RETURN: return "<notified>";
    case SSL_ERROR_SYSCALL: return "<reset>";
    case SSL_ERROR_SSL: return ERR_GET_REASON(ERR_peek_error())
      == SSL_R_UNEXPECTED_EOF_WHILE_READING ? "<closed>" : "<error>";
  }
  return "<?>";
}

int main(int argc, char **argv)
{
  struct linger const now = { 1, 0 };
  char const *how;
  SSL *ssl;
  int fd;
  if (argc != 3) return 100;
  how = argv[2];
  fd = reach(argv[1]);
  ssl = shake(fd, how);
  say(ssl);
  if (!strcmp(how, "renegotiate"))
    fprintf(stderr, "%s\n", SSL_renegotiate(ssl) == 1
      && SSL_do_handshake(ssl) == 1 && SSL_write(ssl, "again\n", 6) == 6
      ? "<asked>" : "<refused>");
  if (!strcmp(how, "notify")) SSL_shutdown(ssl);
  if (!strcmp(how, "notify") || !strcmp(how, "fin")) shutdown(fd, SHUT_WR);
  if (!strcmp(how, "reset"))
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  if (strcmp(how, "reset") && strcmp(how, "leave"))
    fprintf(stderr, "%s\n", listen_to(ssl));
  close(fd);
  return 0;
}
