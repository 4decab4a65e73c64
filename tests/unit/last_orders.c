/* last_orders: the process that waits ends while it has not heard all that it
   was told; the orders that it has sent are received all the same. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../src/server/order.h"

int main(void)
{
  static struct order o;
  uint32_t slot = 7;
  int pair[2], fd = -1, i, r;
  if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == -1) return 111;
  for (; o.slot < 2; o.slot++)
    if (!order_send(pair[0], &o, 1)) return 111;
  if (send(pair[1], &slot, sizeof slot, 0) == -1) return 111;
  close(pair[0]);
  for (i = 0; i < 4; i++)
  {
    r = order_receive(pair[1], &o, &fd);
    if (r == 1) printf("order %u%s\n", o.slot, fd == -1 ? "" : " with a client");
    else printf(r ? "error %d\n" : "the end\n", errno);
    if (r != 1) break;
  }
  return 0;
}
