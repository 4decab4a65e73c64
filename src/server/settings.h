/* control/checks and control/awards, read once, and again when they have
   changed: what is in the files holds for the next connection, as it does for a
   process that reads them itself. */

#ifndef SERVER_SETTINGS_H
#define SERVER_SETTINGS_H

#include "../smtp/connection.h"

/* They are below this directory (-1: there is none). */
void settings_begin(int home);

/* What they say now. */
struct connection_rules const *settings_now(void);

/* Read them anew at the next call, whatever they look like. */
void settings_forget(void);

#endif
