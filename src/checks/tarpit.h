/* tarpit: the worse a client's karma, the longer it waits for each reply. */

#ifndef CHECKS_TARPIT_H
#define CHECKS_TARPIT_H

#include "check.h"

extern struct check const check_tarpit;

/* Milliseconds to wait before the next reply; 0 for none. */
unsigned int tarpit_wait(struct session *s);

#endif
