/* liar: a name server that lies.

     liar LOG [PORT [ADDRESS]] <CONFIG

   Serves until it is killed, for ten minutes at most; prints its port first, on
   127.0.0.1 one that is free, or `none' when it cannot have it. In CONFIG a line
   is a name and how it and all names below it are answered; the longest name
   counts, and what is in none is no name (NXDOMAIN).

     a=ADDRESS aaaa=ADDRESS ptr=NAME mx=NAME txt=WORD cname=NAME
                   records; mx=. is a null MX; a cname stands before the others,
                   which then belong to that NAME
     listed        only what is no test point that nobody may list (RFC 5782):
                   1.0.0.127, invalid, the IPv6 form of 127.0.0.1
     many=N        every record N times
     late=MS       answers after so long
     first=N       is silent to the first N that ask
     twice         sends every answer twice
     silent rcode=N truncated echo empty
     other-question other-owner other-id other-port
     ring cut count=N random

   LOG has a line for each question that came: milliseconds since the first,
   the source port, type and name. */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ZONES 200
#define WORDS 32
#define LATER 64
#define PACKET 4096

struct zone
{
  char *name;
  char *word[WORDS];
  int words;
  int asked;
};

struct question
{
  unsigned char const *packet;
  size_t len;               /* of header and question */
  char name[300];
  int type;
};

struct later
{
  long due;
  unsigned char packet[PACKET];
  size_t len;
  struct sockaddr_in to;
};

static struct zone zone[ZONES];
static int zones;
static struct later later[LATER];
static int laters;

static long now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000L + t.tv_nsec / 1000000;
}

static void read_config(void)
{
  static char text[65536];
  char *line, *end;
  text[fread(text, 1, sizeof text - 1, stdin)] = 0;
  for (line = text; *line; line = end)
  {
    struct zone *z = &zone[zones];
    char *w;
    end = line + strcspn(line, "\n");
    if (*end) *end++ = 0;
    if (!(z->name = strtok(line, " ")) || *z->name == '#') continue;
    while ((w = strtok(0, " ")) && z->words < WORDS) z->word[z->words++] = w;
    if (zones < ZONES - 1) zones++;
  }
}

/* The value of `word=`, or of `word` itself ""; 0 when it is not said. */
static char const *said(struct zone const *z, char const *word)
{
  size_t n = strlen(word);
  int i = 0;
  for (; i < z->words; i++)
    if (!strncmp(z->word[i], word, n)
      && (!z->word[i][n] || z->word[i][n] == '='))
      return z->word[i][n] ? z->word[i] + n + 1 : "";
  return 0;
}

static struct zone *zone_of(char const *name)
{
  struct zone *best = 0;
  int i = 0;
  size_t n = strlen(name), len;
  for (; i < zones; i++)
  {
    len = strlen(zone[i].name);
    if (len > n || strcasecmp(name + n - len, zone[i].name)) continue;
    if (len < n && name[n - len - 1] != '.') continue;
    if (!best || len > strlen(best->name)) best = &zone[i];
  }
  return best;
}

static int nobody(char const *name)
{
  return !strncmp(name, "1.0.0.127.", 10) || !strncmp(name, "invalid.", 8)
    || !strncmp(name, "1.0.0.0.0.0.f.7.f.f.f.f.", 24);
}

/* 0 when it is no question. */
static int take_apart(struct question *q, unsigned char const *s, size_t n)
{
  size_t i = 12, len = 0;
  if (n < 17) return 0;
  while (i < n && s[i])
  {
    size_t label = s[i++];
    if (label > 63 || i + label >= n || len + label + 2 > sizeof q->name)
      return 0;
    if (len) q->name[len++] = '.';
    memcpy(q->name + len, s + i, label);
    len += label;
    i += label;
  }
  if (i + 5 > n) return 0;
  q->name[len] = 0;
  q->type = s[i + 1] << 8 | s[i + 2];
  q->packet = s;
  q->len = i + 5;
  return 1;
}

static size_t put_name(unsigned char *s, char const *name)
{
  size_t n = 0;
  while (*name && strcmp(name, "."))
  {
    size_t len = strcspn(name, ".");
    s[n++] = (unsigned char)len;
    memcpy(s + n, name, len);
    n += len;
    name += len + (name[len] == '.');
  }
  s[n++] = 0;
  return n;
}

/* A record's owner is the question, or with cname that name. */
static size_t put_record(unsigned char *s, char const *owner, int type,
  unsigned char const *data, size_t len)
{
  size_t n = 2;
  s[0] = 0xc0, s[1] = 12;
  if (owner) n = put_name(s, owner);
  memcpy(s + n, "\0\0\0\1\0\0\0\5\0\0", 10);
  s[n + 1] = (unsigned char)type;
  s[n + 9] = (unsigned char)len;
  memcpy(s + n + 10, data, len);
  return n + 10 + len;
}

/* The data of one `type=value`; 0 when it is not of this type. */
static size_t data_of(unsigned char *s, char const *word, int type)
{
  if (type == 1 && !strncmp(word, "a=", 2))
    return inet_pton(AF_INET, word + 2, s) == 1 ? 4 : 0;
  if (type == 28 && !strncmp(word, "aaaa=", 5))
    return inet_pton(AF_INET6, word + 5, s) == 1 ? 16 : 0;
  if (type == 12 && !strncmp(word, "ptr=", 4)) return put_name(s, word + 4);
  if (type == 16 && !strncmp(word, "txt=", 4))
    return put_name(s, word + 4) - 1;
  if (type != 15 || strncmp(word, "mx=", 3)) return 0;
  s[0] = 0, s[1] = 10;
  return 2 + put_name(s + 2, word + 3);
}

/* Append the records that the zone has for it. Returns their number. */
static int put_records(unsigned char *s, size_t *n, struct zone const *z,
  struct question const *q)
{
  unsigned char data[300];
  char const *owner = said(z, "cname"), *many = said(z, "many");
  int i = 0, count = 0, times;
  if (owner)
  {
    *n += put_record(s + *n, 0, 5, data, put_name(data, owner));
    count++;
  }
  if (said(z, "other-owner")) owner = "other.test";
  for (; i < z->words; i++)
  {
    size_t len = data_of(data, z->word[i], q->type);
    for (times = many ? atoi(many) : 1; len && times; times--, count++)
      *n += put_record(s + *n, owner, q->type, data, len);
  }
  return count;
}

/* What the zone makes of a good answer. */
static void spoil(unsigned char *s, size_t *n, struct zone const *z,
  struct question const *q)
{
  size_t i = 0;
  if (said(z, "truncated")) s[2] |= 2;
  if (said(z, "other-id")) s[0] ^= 0x55;
  if (said(z, "other-question")) s[13] ^= 1;
  if (said(z, "ring") && *n > q->len + 1) s[q->len + 1] = (unsigned char)q->len;
  if (said(z, "cut")) *n -= 3;
  if (said(z, "count"))
  {
    s[6] = (unsigned char)(atoi(said(z, "count")) >> 8);
    s[7] = (unsigned char)atoi(said(z, "count"));
  }
  if (said(z, "random"))
    for (i = q->len; i < 300; i++) *n = i, s[i] = (unsigned char)rand();
  if (said(z, "echo")) s[2] &= 0x7f, s[7] = 0, *n = q->len;
}

static size_t answer(unsigned char *s, struct zone const *z,
  struct question const *q)
{
  size_t n = q->len;
  int count = 0;
  memcpy(s, q->packet, n);
  s[2] = (unsigned char)(0x80 | (s[2] & 1));
  s[3] = 0x80;
  if (z && said(z, "rcode")) s[3] |= (unsigned char)atoi(said(z, "rcode"));
  else if (!z || (said(z, "listed") && nobody(q->name))) s[3] |= 3;
  else if (!said(z, "empty")) count = put_records(s, &n, z, q);
  s[6] = s[8] = s[9] = s[10] = s[11] = 0;
  s[7] = (unsigned char)count;
  if (z && !(s[3] & 15)) spoil(s, &n, z, q);
  return n;
}

static void put(int fd, unsigned char const *s, size_t n,
  struct sockaddr_in const *to, struct zone const *z)
{
  int other = fd;
  if (z && said(z, "other-port")) other = socket(AF_INET, SOCK_DGRAM, 0);
  sendto(other, s, n, 0, (struct sockaddr const *)to, sizeof *to);
  if (z && said(z, "twice"))
    sendto(other, s, n, 0, (struct sockaddr const *)to, sizeof *to);
  if (other != fd) close(other);
}

static void serve(int fd, unsigned char const *s, size_t n,
  struct sockaddr_in const *from, FILE *log)
{
  static long first;
  struct question q;
  struct zone *z;
  struct later *l = &later[laters];
  if (!first) first = now();
  if (!take_apart(&q, s, n)) return;
  fprintf(log, "%ld %d %d %s\n", now() - first, ntohs(from->sin_port), q.type,
    q.name);
  fflush(log);
  z = zone_of(q.name);
  if (z && (said(z, "silent")
    || (said(z, "first") && z->asked++ < atoi(said(z, "first"))))) return;
  l->len = answer(l->packet, z, &q);
  l->to = *from;
  if (z && said(z, "late") && laters < LATER - 1)
  {
    l->due = now() + atol(said(z, "late"));
    laters++;
  }
  else put(fd, l->packet, l->len, from, z);
}

/* What is due. Returns the milliseconds until the next is, or -1. */
static int send_late(int fd)
{
  long next = -1;
  int i = 0;
  while (i < laters)
  {
    long left = later[i].due - now();
    if (left <= 0)
    {
      put(fd, later[i].packet, later[i].len, &later[i].to, 0);
      later[i] = later[--laters];
      continue;
    }
    if (next == -1 || left < next) next = left;
    i++;
  }
  return (int)next;
}

int main(int argc, char **argv)
{
  unsigned char s[PACKET];
  struct sockaddr_in a = { 0 };
  socklen_t len = sizeof a;
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct pollfd x = { fd, POLLIN, 0 };
  FILE *log = argc > 1 ? fopen(argv[1], "w") : 0;
  if (!log) return 100;
  read_config();
  a.sin_family = AF_INET;
  a.sin_addr.s_addr = inet_addr(argc > 3 ? argv[3] : "127.0.0.1");
  a.sin_port = htons((unsigned short)(argc > 2 ? atoi(argv[2]) : 0));
  if (bind(fd, (struct sockaddr *)&a, sizeof a) == -1)
  {
    puts("none");
    return 111;
  }
  alarm(600);
  getsockname(fd, (struct sockaddr *)&a, &len);
  printf("%d\n", ntohs(a.sin_port));
  fflush(stdout);
  for (;;)
  {
    ssize_t n;
    poll(&x, 1, send_late(fd));
    if (!(x.revents & POLLIN)) continue;
    len = sizeof a;
    n = recvfrom(fd, s, sizeof s, 0, (struct sockaddr *)&a, &len);
    if (n > 0) serve(fd, s, (size_t)n, &a, log);
  }
}
