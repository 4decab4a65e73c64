/* The embedded backend as a program. */

#include <signal.h>

#include <skalibs/djbunix.h>
#include <skalibs/sig.h>
#include <skalibs/strerr.h>

#include "envelope.h"
#include "program.h"
#include "../base/privilege.h"
#include "../config/home.h"

/* What a set-group-ID program has for us is the right to read the table. */
static void give_up_privilege(struct server *s)
{
  if (!privilege_has()) return;
  server_table(s);
  if (!privilege_drop()) strerr_diefusys(111, "give up the group");
}

int program_serve(struct server *s)
{
  int code;
  if (!sig_ignore(SIGPIPE) || !sig_ignore(SIGXFSZ))
    strerr_diefusys(111, "ignore signals");
  s->home = home_open();
  if (s->home == 0 || s->home == 1)
    strerr_dief(111, "unable to use stdin and stdout: one is closed");
  if (s->home == -1) strerr_warnwusys("open directory ", home_path());
  give_up_privilege(s);
  code = server_run(s, 0, 1);
  ndelay_off(0);    /* others may have these open, too */
  ndelay_off(1);
  return code;
}

int program_embedded(void)
{
  static struct server server;
  PROG = PROGRAM_NAME;
  server.max = PROGRAM_SIZE;
  return program_serve(&server);
}
