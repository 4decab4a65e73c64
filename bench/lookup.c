/* lookup HOW CLIENTS COUNT: looks COUNT clients up in $QKARMA, each as one
   connection does it, from opening the files to closing them, and prints what
   one look-up cost: microseconds of processor time, and of the clock. CLIENTS
   are in the database; of two that are looked up one is. HOW is

     qkarma     as qkarma-smtpd: recent.cdb and karma.cdb, their headers, the
                record and its check digits
     cdb_find   the file mapped, as libcdb's manual shows it: karma.cdb alone
     cdb_seek   libcdb's look-up by reading: karma.cdb alone */

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <cdb.h>

#include <skalibs/strerr.h>
#include <skalibs/types.h>

#include "clients.h"
#include "../src/config/home.h"
#include "../src/database/reader.h"

#define USAGE "lookup qkarma|cdb_find|cdb_seek CLIENTS COUNT"

typedef int look_up(int home, struct key const *k);

static int ours(int home, struct key const *k)
{
  struct reader r;
  struct record record;
  int found = reader_open(&r, home);
  if (found == 1) found = reader_find(&r, k, &record);
  reader_close(&r);
  return found;
}

static int mapped(int home, struct key const *k)
{
  char key[KEY_FMT], value[RECORD_FMT];
  struct cdb c;
  int found, fd = openat(home, KARMA_CDB, O_RDONLY);
  if (fd == -1 || cdb_init(&c, fd) == -1) return -1;
  found = cdb_find(&c, key, (unsigned int)key_fmt(key, k));
  if (found == 1 && (cdb_datalen(&c) > sizeof value
    || cdb_readdata(&c, value) == -1)) found = -1;
  cdb_free(&c);
  close(fd);
  return found;
}

static int sought(int home, struct key const *k)
{
  char key[KEY_FMT], value[RECORD_FMT];
  unsigned int n;
  int found, fd = openat(home, KARMA_CDB, O_RDONLY);
  if (fd == -1) return -1;
  found = cdb_seek(fd, key, (unsigned int)key_fmt(key, k), &n);
  if (found == 1 && (n > sizeof value || cdb_bread(fd, value, (int)n) == -1))
    found = -1;
  close(fd);
  return found;
}

static unsigned int number(char const *s)
{
  unsigned int u;
  if (!uint0_scan(s, &u) || !u) strerr_dieusage(100, USAGE);
  return u;
}

static look_up *choose(char const *how)
{
  if (!strcmp(how, "qkarma")) return ours;
  if (!strcmp(how, "cdb_find")) return mapped;
  if (!strcmp(how, "cdb_seek")) return sought;
  strerr_dieusage(100, USAGE);
}

static double microseconds(void)
{
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e6
    + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

/* Every other one is beyond the last client. */
static void look(look_up *how, int home, uint64_t clients, uint64_t count)
{
  uint64_t i, found = 0;
  for (i = 0; i < count; i++)
  {
    struct address a;
    struct key k;
    int r;
    client_address(&a, (uint32_t)(i * CLIENTS_STRIDE % clients
      + i % 2 * (clients + 5)));
    key_client(&k, &a);
    r = how(home, &k);
    if (r == -1) strerr_diefusys(111, "look up");
    found += (uint64_t)r;
  }
  if (found != (count + 1) / 2) strerr_dief(1, "not half of them were found");
}

int main(int argc, char const *const *argv)
{
  struct timespec began, now;
  unsigned int count;
  double cpu;
  int home;
  PROG = "lookup";
  if (argc != 4) strerr_dieusage(100, USAGE);
  home = home_open();
  if (home == -1) strerr_diefusys(111, "open ", home_path());
  count = number(argv[3]);
  clock_gettime(CLOCK_MONOTONIC, &began);
  cpu = microseconds();
  look(choose(argv[1]), home, number(argv[2]), count);
  cpu = microseconds() - cpu;
  clock_gettime(CLOCK_MONOTONIC, &now);
  printf("%.2f %.2f\n", cpu / count,
    ((double)(now.tv_sec - began.tv_sec) * 1e6
    + (double)(now.tv_nsec - began.tv_nsec) / 1e3) / count);
  return 0;
}
