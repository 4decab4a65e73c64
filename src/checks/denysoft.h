/* denysoft_client_stats: temporary failures by chance. */

#ifndef CHECKS_DENYSOFT_H
#define CHECKS_DENYSOFT_H

#include "check.h"

#define DENYSOFT_SECRET "control/secret"
#define DENYSOFT_RECIPIENTS "control/denysoft_recipients"

extern struct check const check_denysoft;

#endif
