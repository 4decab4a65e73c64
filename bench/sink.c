/* sink: an SMTP server that does next to nothing with what it hears: the
   cheapest of all backends, so that a relay's own rate is seen. The client
   waits for each reply. */

#include <string.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>

static char buffer[65536];

static void say(char const *s)
{
  allwrite(1, s, strlen(s));
}

/* Read up to the dot. 0 at the end of file. */
static int swallow(void)
{
  char last[5] = "";
  ssize_t r;
  say("354 go ahead\r\n");
  while ((r = read(0, buffer, sizeof buffer)) > 0)
  {
    size_t n = (size_t)r;
    if (n >= 5) memcpy(last, buffer + n - 5, 5);
    else
    {
      memmove(last, last + n, 5 - n);
      memcpy(last + 5 - n, buffer, n);
    }
    if (!memcmp(last, "\r\n.\r\n", 5)) return 1;
  }
  return 0;
}

int main(void)
{
  say("220 sink ESMTP\r\n");
  while (read(0, buffer, sizeof buffer) > 4)
  {
    if (!memcmp(buffer, "DATA", 4) && !swallow()) break;
    if (!memcmp(buffer, "QUIT", 4)) break;
    say("250 fine\r\n");
  }
  say("221 bye\r\n");
  return 0;
}
