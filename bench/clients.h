/* The clients of all journals that are made up here: numbers, and the address
   of each, one of five in IPv6. */

#ifndef BENCH_CLIENTS_H
#define BENCH_CLIENTS_H

#include <stdint.h>

#include "../src/karma/address.h"

#define CLIENTS_STRIDE 2654435761u  /* a prime: goes through all in no order */

void client_address(struct address *a, uint32_t client);

#endif
