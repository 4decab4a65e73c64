/* See clients.h. */

#include <skalibs/strerr.h>

#include "clients.h"
#include "../src/base/text.h"

void client_address(struct address *a, uint32_t client)
{
  char array[64];
  struct text t = TEXT(array);
  if (client % 5)
  {
    client = client / 5 * 4 + client % 5;
    text_addu(&t, 11 + (client >> 24));
    text_addc(&t, '.');
    text_addu(&t, client >> 16 & 255);
    text_addc(&t, '.');
    text_addu(&t, client >> 8 & 255);
    text_addc(&t, '.');
    text_addu(&t, client & 255);
  }
  else
  {
    text_adds(&t, "2001:db8:");
    text_addhex(&t, client >> 16, 4);
    text_addc(&t, ':');
    text_addhex(&t, client & 65535, 4);
    text_adds(&t, "::1");
  }
  if (!address_scan(a, t.s, t.len)) strerr_dief(111, "no address");
}
