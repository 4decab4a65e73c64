/* How c-ares does its system calls here. */

#ifndef DNS_SOCKETS_H
#define DNS_SOCKETS_H

#include <sys/select.h>    /* ares.h wants it and does not say so */

#include <ares.h>

#include "dns.h"

/* To be given a struct dns. */
extern struct ares_socket_functions const sockets;

#endif
