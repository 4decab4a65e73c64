/* Memory that two processes share. */

#include <skalibs/nonposix.h>   /* MAP_ANONYMOUS */

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "pigeonhole.h"

/* At the beginning of a page. */
struct hole
{
  size_t volatile n;      /* written last: 0, or the line is whole */
  char line[LINE_LEN];
  int volatile is_signed; /* likewise, behind `client' */
  struct address client;
  int volatile is_closed;
};

static struct
{
  char *all;
  size_t page;
  uint32_t n;
  struct hole *own;
  pid_t keeper;           /* the process that forks */
} holes;

static struct hole *at(uint32_t i)
{
  return (struct hole *)(holes.all + holes.page * i);
}

void pigeonholes_keep(void)
{
  holes.keeper = getpid();
}

void pigeonholes_end(void)
{
  munmap(holes.all, holes.page * holes.n);
}

int pigeonholes_begin(uint32_t n)
{
  holes.page = (size_t)sysconf(_SC_PAGESIZE);
  holes.n = n;
  pigeonholes_keep();
  holes.all = mmap(0, holes.page * n, PROT_READ | PROT_WRITE,
    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return holes.all != MAP_FAILED;
}

void pigeonhole_clear(uint32_t i)
{
  at(i)->n = 0;
  at(i)->is_signed = at(i)->is_closed = 0;
}

size_t pigeonhole_take(uint32_t i, char line[LINE_LEN])
{
  size_t n = at(i)->n;
  if (n > LINE_LEN) n = LINE_LEN;
  memcpy(line, at(i)->line, n);
  at(i)->n = 0;
  return n;
}

int pigeonhole_signed(uint32_t i, struct address *a)
{
  struct address const *client = &at(i)->client;
  if (!at(i)->is_signed) return 0;
  if (client->known) address_bytes(a, client->ip, client->is6);
  else memset(a, 0, sizeof *a);
  return 1;
}

int pigeonhole_closed(uint32_t i)
{
  return at(i)->is_closed;
}

void pigeonhole_sign(struct address const *a)
{
  holes.own->client = *a;
  holes.own->is_signed = 1;
}

void pigeonhole_close(void)
{
  holes.own->is_closed = 1;
}

void pigeonhole_own(uint32_t i)
{
  holes.own = at(i);
  if (i) munmap(holes.all, holes.page * i);
  if (++i < holes.n) munmap(at(i), holes.page * (holes.n - i));
}

int pigeonhole_put(char const *line, size_t n)
{
  if (getppid() != holes.keeper) return errno = EPIPE, 0;
  memcpy(holes.own->line, line, n);
  holes.own->n = n;
  return 1;
}

void pigeonhole_tell(void)
{
  if (getppid() == holes.keeper) kill(holes.keeper, SIGUSR1);
}

void pigeonhole_disown(void)
{
  munmap((void *)holes.own, holes.page);
}
