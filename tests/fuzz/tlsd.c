/* The TLS daemon, between a qkarma-smtpd and a client, either of whom may say
   and do anything: what it tells qkarma-smtpd is its protocol; behind a
   handshake each gets what the other one has sent, no more, in that order, and
   all of it if nobody goes away; a tunnel ends with its two ends, and leaves no
   descriptor open; a line of its log is printable. */

#include <skalibs/nonposix.h>   /* CMSG_SPACE */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <skalibs/djbunix.h>
#include <skalibs/sig.h>
#include <skalibs/socket.h>
#include <skalibs/tai.h>

#include "fuzz.h"
#include "../../src/handover/protocol.h"
#include "../../src/tls/certificates.h"
#include "../../src/tls/opener.h"
#include "../../src/tls/tunnel.h"

#define MOST 10           /* descriptors in a message */
#define BUFFER 60000

static struct tls_settings settings;
static struct opener opener;
static struct tunnels tunnels;
static SSL_CTX *clients;

/* One direction: what was sent, and what came. */
struct stream
{
  char sent[BUFFER];
  size_t sentlen;
  char got[BUFFER];
  size_t gotlen;
  int ended;
};

/* A session. */
static struct stream in, out;   /* to qkarma-smtpd, to the client */
static int peer, client, theirs;
static SSL *ssl;
static int given;           /* the client was handed over */
static int upset;           /* somebody did what may lose bytes */
static unsigned int updates;  /* of keys: not many are borne in a row */

/* Once. */

static void write_pem(EVP_PKEY *key, X509 *x)
{
  FILE *f = fopen("cert", "w");
  if (!f || !PEM_write_X509(f, x) || fclose(f)) fuzz_system("cert");
  f = fopen("key", "w");
  if (!f || !PEM_write_PrivateKey(f, key, 0, 0, 0, 0, 0) || fclose(f))
    fuzz_system("key");
}

static void make_certificate(void)
{
  EVP_PKEY *key = EVP_EC_gen("P-256");
  X509 *x = X509_new();
  X509_NAME *name = x ? X509_get_subject_name(x) : 0;
  if (!key || !name || !X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
    (unsigned char const *)"mx.example", -1, -1, 0)
    || !X509_gmtime_adj(X509_getm_notBefore(x), 0)
    || !X509_gmtime_adj(X509_getm_notAfter(x), 8640000)
    || !X509_set_pubkey(x, key) || !X509_set_issuer_name(x, name)
    || !X509_sign(x, key, EVP_sha256())) fuzz_system("certificate");
  write_pem(key, x);
}

static void first_time(void)
{
  static char const lines[] = "certificate cert key\n";
  static char array[1000];
  struct text why = { array, 0, sizeof array - 1, 0 };
  struct certificates *c;
  sig_ignore(SIGPIPE);
  sig_ignore(SIGCHLD);
  make_certificate();
  close(fuzz_file(TLS_FILE, lines, sizeof lines - 1));
  tain_now_set_stopwatch_g();
  if (tls_settings_read(&settings, AT_FDCWD, &why) != 1
    || !opener_start(&opener, AT_FDCWD, &settings)) fuzz_system("tls");
  c = certificates_load(&settings, &opener, &why);
  clients = SSL_CTX_new(TLS_client_method());
  if (!c || !clients || !poller_open()) fuzz_system(array);
  SSL_CTX_set_mode(clients, SSL_MODE_ENABLE_PARTIAL_WRITE
    | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  tunnels_begin(&tunnels, c, settings.timeout);
  tunnels.all = 1;
}

/* The daemon's turns. */
static void serve(unsigned int turns)
{
  while (turns--)
  {
    MUST(poller_wait(0) != -1);
    tunnels_late(&tunnels);
    tunnels_bury(&tunnels);
  }
}

static void begin(unsigned int how)
{
  int fds[2];
  in.sentlen = in.gotlen = out.sentlen = out.gotlen = 0;
  in.ended = out.ended = given = upset = 0;
  updates = 0;
  if (ipc_pair_nb(fds) == -1) fuzz_system("socketpair");
  peer = fds[1];
  tunnel_begin(&tunnels, fds[0]);
  if (ipc_pair_nb(fds) == -1) fuzz_system("socketpair");
  theirs = fds[0];
  client = fds[1];
  ssl = how & 1 ? SSL_new(clients) : 0;
  if (!ssl) return;
  if (!SSL_set_fd(ssl, client)) fuzz_system("SSL_set_fd");
  SSL_set_connect_state(ssl);
  if (how & 2) SSL_set_max_proto_version(ssl, TLS1_2_VERSION);
}

/* qkarma-smtpd hands the client over, or something else. */

static int something(unsigned int what)
{
  int fds[2];
  if (!(what & 3)) return open("/dev/null", O_RDWR);
  if (socketpair(AF_UNIX, what & 1 ? SOCK_DGRAM : SOCK_STREAM, 0, fds) == -1)
    return -1;
  close(fds[1]);
  return fds[0];
}

/* n descriptors, of which the first one is the client's, or not. */
static void give(char const *word, size_t len, unsigned int n,
  unsigned int what)
{
  union
  {
    struct cmsghdr header;
    char room[CMSG_SPACE(MOST * sizeof(int))];
  } control;
  struct iovec one = { (char *)word, len };
  struct msghdr m = { .msg_iov = &one, .msg_iovlen = 1 };
  int fds[MOST];
  unsigned int i = 0, ours = theirs != -1 && !(what & 128);
  memset(&control, 0, sizeof control);
  for (; i < n; i++) fds[i] = ours && !i ? theirs : something(what >> i);
  m.msg_control = n ? &control : 0;
  m.msg_controllen = n ? CMSG_SPACE(n * sizeof *fds) : 0;
  control.header.cmsg_level = SOL_SOCKET;
  control.header.cmsg_type = SCM_RIGHTS;
  control.header.cmsg_len = CMSG_LEN(n * sizeof *fds);
  memcpy(CMSG_DATA(&control.header), fds, n * sizeof *fds);
  if (sendmsg(peer, &m, MSG_NOSIGNAL) == -1) upset = 1;
  for (i = 0; i < n; i++) close(fds[i]);
  if (ours && n) theirs = -1;
  given = len == 1 && n == 1 && ours && !upset
    && (*word == HANDOVER_STARTTLS || *word == HANDOVER_TLS);
  if (!given) upset = 1;
}

/* Bytes from one to the other. */

static void from_peer(struct bytes b)
{
  ssize_t n = peer == -1 ? -1 : send(peer, b.s, b.n, MSG_NOSIGNAL);
  if (!given) upset = 1;
  if (n <= 0 || out.sentlen + b.n > BUFFER) return;
  memcpy(out.sent + out.sentlen, b.s, (size_t)n);
  out.sentlen += (size_t)n;
}

static void from_client(struct bytes b)
{
  int n = ssl && b.n ? SSL_write(ssl, b.s, (int)b.n) : -1;
  if (n <= 0 || in.sentlen + b.n > BUFFER) return;
  memcpy(in.sent + in.sentlen, b.s, (size_t)n);
  in.sentlen += (size_t)n;
}

static void to_peer(void)
{
  ssize_t n = 0;
  while (peer != -1 && (n = read(peer, in.got + in.gotlen,
    BUFFER - in.gotlen)) > 0) in.gotlen += (size_t)n;
  if (!n) in.ended = 1;
}

static void to_client(void)
{
  int n;
  while (ssl && (n = SSL_read(ssl, out.got + out.gotlen,
    (int)(BUFFER - out.gotlen))) > 0) out.gotlen += (size_t)n;
}

static void hang_up(int *fd, unsigned int what)
{
  upset = 1;
  if (*fd == -1) return;
  if (what & 1) shutdown(*fd, SHUT_WR);
  else
  {
    if (fd == &client && ssl) SSL_free(ssl), ssl = 0;
    close(*fd);
    *fd = -1;
  }
}

static void act(unsigned int what, struct bytes b)
{
  char name[256];
  unsigned int more = bytes_number(&b);
  switch (what % 12)
  {
    case 0: give("S", 1, 1, 0); break;
    case 1: give(b.s, b.n < 3 ? b.n : 3, more % (MOST + 1), more); break;
    case 2: case 3: from_peer(b); break;
    case 4: case 5: from_client(b); break;
    case 6:
      if (client != -1 && send(client, b.s, b.n, MSG_NOSIGNAL) > 0) upset = 1;
      break;
    case 7: hang_up(&peer, more); break;
    case 8: hang_up(&client, more); break;
    case 9:
      tain_addsec(&STAMP, &STAMP, 1 + (int)more);
      upset = 1;
      break;
    case 10:
      if (ssl && SSL_is_init_finished(ssl) && updates++ < 20)
        SSL_key_update(ssl, (int)more & 1);
      break;
    default:
      memcpy(name, b.s, b.n);
      name[b.n] = 0;
      if (ssl && !SSL_is_init_finished(ssl) && SSL_in_before(ssl))
        SSL_set_tlsext_host_name(ssl, name);
  }
}

/* What qkarma-smtpd has got. */

static void is_text(char const *s, size_t n)
{
  MUST(n <= HANDOVER_TEXT + 1);
  while (n--) MUST((s[n] >= ' ' && s[n] <= '~') || !s[n]);
}

static void is_stream(struct stream const *s, char const *got, size_t n)
{
  MUST(n <= s->sentlen && !memcmp(got, s->sent, n));
  MUST(n == s->sentlen || upset);
}

static void protocol(void)
{
  char const *s = in.got;
  size_t n = in.gotlen, i = 2;
  MUST(!n || *s == HANDOVER_ROOM);
  if (n < 2) return;
  MUST(given || upset);
  MUST(s[1] == HANDOVER_DONE || s[1] == HANDOVER_FAILED);
  if (s[1] == HANDOVER_FAILED) is_text(s + 2, n - 2);
  if (s[1] == HANDOVER_FAILED) return;
  while (i < n && s[i])
  {
    char const *nul = memchr(s + i, 0, n - i);
    MUST(nul && memchr(s + i, '=', (size_t)(nul - s) - i));
    i = (size_t)(nul - s) + 1;
  }
  MUST(i < n);
  is_text(s + 2, i - 2);
  is_stream(&in, s + i + 1, n - i - 1);
}

static void lines(char const *c)
{
  for (; *c; c++) MUST((*c >= ' ' && *c <= '~') || *c == '\n');
}

/* Both read to the end of what is there; the client goes, which qkarma-smtpd is
   told; and then that goes, too. */
static void finish(void)
{
  static char log[BUFFER];
  unsigned int i = 0;
  for (; i < 8; i++)
  {
    serve(4);
    if (ssl && given) SSL_do_handshake(ssl);
    to_peer();
    to_client();
  }
  if (ssl && given && !upset) MUST(SSL_is_init_finished(ssl));
  hang_up(&client, 0);
  for (i = 0; i < 4; i++)
  {
    serve(4);
    to_peer();
  }
  MUST(!given || peer == -1 || in.ended);
  hang_up(&peer, 0);
  if (theirs != -1) close(theirs);
  for (i = 0; i < 8 && tunnels.open; i++)
  {
    serve(4);
    tain_addsec(&STAMP, &STAMP, 300);
  }
  fuzz_heard(log, sizeof log);
  MUST(!tunnels.open && !tunnels.starting && !tunnels.dead);
  lines(log);
}

static unsigned int descriptors(void)
{
  unsigned int n = 0;
  int fd = 0;
  for (; fd < 100; fd++) n += fcntl(fd, F_GETFD) != -1;
  return n;
}

void fuzz(char const *s, size_t n)
{
  struct bytes b = { s, n };
  unsigned int how = bytes_number(&b), before;
  int calm;
  if (n > 4096) return;
  if (!clients) first_time();
  fuzz_listen();
  tain_now_g();
  before = descriptors();
  begin(how);
  while (b.n)
  {
    unsigned int what = bytes_number(&b);
    act(what, bytes_part(&b, bytes_number(&b) % 200));
    serve(1 + (what >> 6));
    if (what & 16 && ssl && client != -1) SSL_do_handshake(ssl);
    if (what & 32) to_peer();
  }
  calm = ssl && given && !upset;
  finish();
  upset = !calm;
  protocol();
  MUST(out.gotlen <= out.sentlen || !given);
  if (given) is_stream(&out, out.got, out.gotlen);
  MUST(descriptors() == before);
}
