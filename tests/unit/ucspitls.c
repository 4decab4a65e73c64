/* ucspitls CERTIFICATE KEY PROGRAM [ARGS...], under tcpserver: a UCSPI-TLS
   server, as sslserver and s6-ucspitlsd are. The program speaks with the client
   itself until it writes Y to $SSLCTLFD; then the handshake is made, the
   variables are written there, and plaintext passes on $SSLREADFD and
   $SSLWRITEFD. $SSLCTLFD stays open. A handshake that fails: all is closed. */

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/ssl.h>

/* The program's ends. */
struct ends
{
  int control, in, out;
};

static void name(char const *variable, int fd)
{
  char number[20];
  snprintf(number, sizeof number, "%d", fd);
  setenv(variable, number, 1);
}

static void become(struct ends const *e, char **argv)
{
  name("SSLCTLFD", e->control);
  name("SSLREADFD", e->in);
  name("SSLWRITEFD", e->out);
  execvp(argv[0], argv);
  _exit(111);
}

static void put(int fd, char const *s, ssize_t n)
{
  while (n > 0)
  {
    ssize_t w = write(fd, s, (size_t)n);
    if (w <= 0) _exit(0);
    s += w;
    n -= w;
  }
}

/* More of them than a handover's text has room for, as sslserver has them. */
static void tell(int control, SSL *ssl)
{
  char line[200];
  int i = 0, n = snprintf(line, sizeof line, "SSL_PROTOCOL=%s",
    SSL_get_version(ssl));
  put(control, line, n + 1);
  put(control, "SSL_CLIENT_S_DN=/CN=root", 25);
  for (; i < 40; i++)
  {
    n = snprintf(line, sizeof line, "SSL_SERVER_%02d=%064d", i, i);
    put(control, line, n + 1);
  }
  put(control, "", 1);
}

static void relay(SSL *ssl, int in, int out)
{
  char buffer[16384];
  for (;;)
  {
    struct pollfd x[2] = { { 0, POLLIN, 0 }, { in, POLLIN, 0 } };
    int n;
    if (!SSL_pending(ssl)) poll(x, 2, -1);
    if (SSL_pending(ssl) || x[0].revents)
    {
      n = SSL_read(ssl, buffer, sizeof buffer);
      if (n <= 0) _exit(0);
      put(out, buffer, n);
    }
    else if (x[1].revents)
    {
      n = (int)read(in, buffer, sizeof buffer);
      if (n <= 0)
      {
        SSL_shutdown(ssl);
        _exit(0);
      }
      SSL_write(ssl, buffer, n);
    }
  }
}

int main(int argc, char **argv)
{
  SSL_CTX *context = SSL_CTX_new(TLS_server_method());
  SSL *ssl;
  int control[2], in[2], out[2];
  char c;
  if (argc < 4 || socketpair(AF_UNIX, SOCK_STREAM, 0, control) == -1
    || pipe(in) == -1 || pipe(out) == -1
    || SSL_CTX_use_certificate_chain_file(context, argv[1]) != 1
    || SSL_CTX_use_PrivateKey_file(context, argv[2], SSL_FILETYPE_PEM) != 1)
    return 111;
  if (!fork())
  {
    struct ends const e = { control[1], in[0], out[1] };
    close(control[0]);
    close(in[1]);
    close(out[0]);
    become(&e, argv + 3);
  }
  close(control[1]);
  close(in[0]);
  close(out[1]);
  signal(SIGPIPE, SIG_IGN);
  if (read(control[0], &c, 1) != 1 || c != 'Y') return 0;
  ssl = SSL_new(context);
  SSL_set_fd(ssl, 0);
  if (SSL_accept(ssl) != 1) return 0;
  tell(control[0], ssl);
  relay(ssl, out[0], in[1]);
  return 0;
}
