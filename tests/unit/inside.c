/* What is said to it in the clear it says inside TLS: under tcpserver,
   `inside ADDRESS PORT`. The other side sees the client's own address. Ends of
   either direction, and resets, go through as well as TLS can tell them.

   `inside ADDRESS PORT starttls`: in the clear until the client has said
   STARTTLS and the other side 220; behind that inside TLS. */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

static void die(char const *why)
{
  (void)!write(2, why, strlen(why));
  (void)!write(2, "\n", 1);
  _exit(111);
}

/* A connection that comes from where our client does. */
static int connected(char const *to, char const *port)
{
  struct sockaddr_in a = { .sin_family = AF_INET }, b = a;
  char const *from = getenv("TCPREMOTEIP");
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  inet_pton(AF_INET, to, &a.sin_addr);
  a.sin_port = htons((unsigned short)atoi(port));
  if (from && inet_pton(AF_INET, from, &b.sin_addr) == 1)
    bind(fd, (struct sockaddr *)&b, sizeof b);
  if (connect(fd, (struct sockaddr *)&a, sizeof a) == -1)
    die("inside: connect");
  return fd;
}

/* Our client is gone: so it looks from the other side, too. */
static void reset(int fd)
{
  struct linger l = { 1, 0 };
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &l, sizeof l);
  _exit(0);
}

static void put(char const *s, int n)
{
  while (n > 0)
  {
    int r = (int)write(1, s, (size_t)n);
    if (r <= 0) _exit(0);
    s += r;
    n -= r;
  }
}

static void send_all(int fd, char const *s, ssize_t n)
{
  while (n > 0)
  {
    ssize_t r = write(fd, s, (size_t)n);
    if (r <= 0) _exit(0);
    s += r;
    n -= r;
  }
}

/* Relay in the clear, up to the 220 that a STARTTLS earns. */
static void until_starttls(int fd)
{
  char buffer[16384];
  int asked = 0, open = 1;
  for (;;)
  {
    struct pollfd x[2] = { { fd, POLLIN, 0 }, { 0, POLLIN, 0 } };
    ssize_t n;
    if (poll(x, open ? 2 : 1, -1) == -1) continue;
    if (x[0].revents)
    {
      n = read(fd, buffer, sizeof buffer);
      if (n <= 0) _exit(0);
      put(buffer, (int)n);
      if (asked && n > 3 && !memcmp(buffer, "220", 3)) return;
      asked = 0;
    }
    else if (open && x[1].revents)
    {
      n = read(0, buffer, sizeof buffer);
      if (n == -1) reset(fd);
      asked = n >= 10 && !strncasecmp(buffer, "STARTTLS\r\n", 10);
      send_all(fd, buffer, n);
      if (n) continue;
      shutdown(fd, SHUT_WR);
      open = 0;
    }
  }
}

int main(int argc, char **argv)
{
  SSL_CTX *context = SSL_CTX_new(TLS_client_method());
  SSL *ssl = SSL_new(context);
  char buffer[16384];
  int fd, open = 1;
  if (argc != 3 && argc != 4) die("inside: usage");
  signal(SIGPIPE, SIG_IGN);
  fd = connected(argv[1], argv[2]);
  if (argc == 4) until_starttls(fd);
  SSL_set_fd(ssl, fd);
  SSL_clear_mode(ssl, SSL_MODE_AUTO_RETRY);   /* a ticket is nothing to read */
  if (SSL_connect(ssl) != 1) _exit(0);
  for (;;)
  {
    struct pollfd x[2] = { { fd, POLLIN, 0 }, { 0, POLLIN, 0 } };
    if (!SSL_pending(ssl) && poll(x, open ? 2 : 1, -1) == -1) continue;
    if (SSL_pending(ssl) || x[0].revents)
    {
      int n = SSL_read(ssl, buffer, sizeof buffer);
      if (n > 0) put(buffer, n);
      else if (SSL_get_error(ssl, n) != SSL_ERROR_WANT_READ) _exit(0);
    }
    else if (open && x[1].revents)
    {
      ssize_t n = read(0, buffer, sizeof buffer);
      if (n == -1) reset(fd);
      if (n > 0 && SSL_write(ssl, buffer, (int)n) <= 0) _exit(0);
      if (n) continue;
      SSL_shutdown(ssl);
      shutdown(fd, SHUT_WR);
      open = 0;
    }
  }
}
