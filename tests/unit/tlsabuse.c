/* tlsabuse PORT HOW [N]: clients that mean ill, of 127.0.0.1 (TLS at once). HOW
   is

     crumbs    the ClientHello in records of one byte, each byte sent alone
     giant     a ClientHello of some 60 KiB, by a list for ALPN
     crowd     a ClientHello with 100 extensions that nobody knows
     boundless a ClientHello that says that it has 16 MiB
     tiny      N records of one byte, and the end
     keys      key updates without end, each asking for one back; never reads
     mute      N sessions that never read
     babble    HELP without end; never reads
     half      N connections with half a ClientHello each
     hold      N sessions, until the end of file on stdin; then each says `bye'
     stages    connections that are reset behind 0, 1, ... bytes of what a
               client sends in a handshake and behind it; 12: TLS 1.2

   The first three say `bye' then. Prints what the first session hears, or of
   hold how many heard something; and `<ended>' when the server has ended what
   has no end. Of mute, half and hold `<there>' is printed when all are there;
   they last until the end of file on stdin. */

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/ssl.h>

#define CLIENTS_MAX 2000
#define STEP 37           /* bytes from one stage to the next */
#define KEYS 1000000      /* as good as without end */

static SSL_CTX *ctx;
static char const *port;

static void die(char const *what)
{
  perror(what);
  exit(111);
}

static int reach(void)
{
  struct sockaddr_in at = { .sin_family = AF_INET };
  int const on = 1;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  at.sin_port = htons((unsigned short)atoi(port));
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd == -1 || connect(fd, (struct sockaddr *)&at, sizeof at) == -1)
    die("connect");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

static SSL *begin(int fd)
{
  SSL *ssl = SSL_new(ctx);
  if (!ssl || !SSL_set_fd(ssl, fd)) die("SSL_new");
  return ssl;
}

static SSL *session(void)
{
  SSL *ssl = begin(reach());
  if (SSL_connect(ssl) != 1) die("handshake");
  return ssl;
}

/* Its first flight, which is sent by others. */
static size_t hello(SSL *ssl, unsigned char *s, size_t max)
{
  BIO *out = BIO_new(BIO_s_mem());
  int n;
  SSL_set_bio(ssl, BIO_new(BIO_s_mem()), out);
  SSL_connect(ssl);
  n = BIO_read(out, s, (int)max);
  if (n <= 0) die("hello");
  return (size_t)n;
}

static void put(int fd, unsigned char const *s, size_t n)
{
  if (send(fd, s, n, MSG_NOSIGNAL) != (ssize_t)n) die("send");
}

static void hear(SSL *ssl)
{
  char s[1000];
  int r;
  while ((r = SSL_read(ssl, s, sizeof s)) > 0)
    if (fwrite(s, 1, (size_t)r, stdout) != (size_t)r) exit(111);
}

static void say_bye(SSL *ssl)
{
  if (SSL_connect(ssl) != 1) die("handshake");
  SSL_write(ssl, "bye\n", 4);
  hear(ssl);
}

static void crumbs(void)
{
  static unsigned char s[2000];
  int fd = reach();
  SSL *ssl = SSL_new(ctx);
  size_t n = hello(ssl, s, sizeof s), i;
  for (i = 5; i < n; i++)
  {
    unsigned char record[6] = { 22, 3, 1, 0, 1, s[i] };
    unsigned int j;
    for (j = 0; j < sizeof record; j++) put(fd, record + j, 1);
  }
  SSL_set_fd(ssl, fd);
  say_bye(ssl);
}

static void giant(void)
{
  static unsigned char list[60000];
  size_t i;
  for (i = 0; i < sizeof list; i++) list[i] = i % 200 ? 'x' : 199;
  SSL_CTX_set_alpn_protos(ctx, list, sizeof list);
  say_bye(begin(reach()));
}

static void crowd(void)
{
  unsigned int i;
  for (i = 0; i < 100; i++)
    if (!SSL_CTX_add_client_custom_ext(ctx, 40000 + i, 0, 0, 0, 0, 0))
      die("extension");
  say_bye(begin(reach()));
}

static void boundless(void)
{
  static unsigned char record[5 + 16384] = { 22, 3, 1, 64, 0, 1, 255, 255, 255,
    3, 3 };
  char c;
  int fd = reach(), n = 0;
  while (n++ < 1000 && send(fd, record, sizeof record, MSG_NOSIGNAL) > 0)
    record[5] = 0;
  while (read(fd, &c, 1) > 0) continue;
  puts("<ended>");
}

static void tiny(unsigned int n)
{
  SSL *ssl = session();
  while (n--) if (SSL_write(ssl, "x", 1) != 1) die("write");
  SSL_shutdown(ssl);
  hear(ssl);
}

static void keys(void)
{
  SSL *ssl = session();
  unsigned int n = 0;
  while (n < KEYS && SSL_key_update(ssl, SSL_KEY_UPDATE_REQUESTED)
    && SSL_do_handshake(ssl) == 1) n++;
  puts(n < KEYS ? "<ended>" : "<endless>");
}

static void wait_for_end(void)
{
  char c;
  puts("<there>");
  fflush(stdout);
  while (read(0, &c, 1) > 0) continue;
}

static void mute(unsigned int n)
{
  while (n--) session();
  wait_for_end();
}

static void babble(void)
{
  SSL *ssl = session();
  while (SSL_write(ssl, "HELP\r\n", 6) == 6) continue;
  puts("<ended>");
}

static void half(unsigned int n)
{
  static unsigned char s[2000];
  size_t length = hello(SSL_new(ctx), s, sizeof s) / 2;
  while (n--) put(reach(), s, length);
  wait_for_end();
}

static void hold(unsigned int n)
{
  static SSL *ssl[CLIENTS_MAX];
  unsigned int i, heard = 0;
  char s[1000];
  for (i = 0; i < n; i++) ssl[i] = session();
  wait_for_end();
  for (i = 0; i < n; i++) SSL_write(ssl[i], "bye\n", 4);
  for (i = 0; i < n; i++) heard += SSL_read(ssl[i], s, sizeof s) > 0;
  printf("%u\n", heard);
}

/* Pass on what is there, both ways, and no more than `left' to the server. 0:
   that is it. */
static int pass(SSL *ssl, int fd, size_t *left)
{
  static unsigned char s[16384];
  int n = BIO_read(SSL_get_wbio(ssl), s, sizeof s);
  if (n > 0)
  {
    size_t part = (size_t)n < *left ? (size_t)n : *left;
    put(fd, s, part);
    *left -= part;
    return *left > 0;
  }
  n = (int)read(fd, s, sizeof s);
  if (n > 0) BIO_write(SSL_get_rbio(ssl), s, n);
  return n > 0;
}

/* 1: the whole handshake was made. */
static int stage(size_t left)
{
  struct linger const now = { 1, 0 };
  int fd = reach(), r = 0;
  SSL *ssl = SSL_new(ctx);
  SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  while (left && (r = SSL_connect(ssl)) != 1 && pass(ssl, fd, &left)) continue;
  if (r == 1 && SSL_write(ssl, "bye", 3) == 3)
    while (BIO_pending(SSL_get_wbio(ssl)) && pass(ssl, fd, &left)) continue;
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  close(fd);
  SSL_free(ssl);
  return r == 1;
}

static void stages(unsigned int version)
{
  size_t bytes = 0;
  if (version == 12) SSL_CTX_set_max_proto_version(ctx, TLS1_2_VERSION);
  while (!stage(bytes)) bytes += STEP;
  puts("<all>");
}

int main(int argc, char **argv)
{
  char const *how;
  unsigned int n = argc > 3 ? (unsigned int)atoi(argv[3]) : 1;
  if (argc < 3 || n > 1000000) return 100;
  port = argv[1];
  how = argv[2];
  signal(SIGPIPE, SIG_IGN);
  ctx = SSL_CTX_new(TLS_client_method());
  if (!strcmp(how, "crumbs")) crumbs();
  else if (!strcmp(how, "giant")) giant();
  else if (!strcmp(how, "crowd")) crowd();
  else if (!strcmp(how, "boundless")) boundless();
  else if (!strcmp(how, "tiny")) tiny(n);
  else if (!strcmp(how, "keys")) keys();
  else if (!strcmp(how, "mute")) mute(n);
  else if (!strcmp(how, "babble")) babble();
  else if (!strcmp(how, "half")) half(n);
  else if (!strcmp(how, "hold") && n <= CLIENTS_MAX) hold(n);
  else if (!strcmp(how, "stages")) stages(n);
  else return 100;
  return 0;
}
