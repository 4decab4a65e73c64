/* The state directory, and the control files of a connection, read once, and again when one has changed:
   what is in them holds for the next connection, as it does for a process that
   reads them itself. All are kept (config/control.h), so that neither process
   here nor a conversation opens one. */

#ifndef SERVER_SETTINGS_H
#define SERVER_SETTINGS_H

#include <stdint.h>

#include "../smtp/connection.h"

/* Open the state directory, if it is there. */
void settings_begin(void);

/* It, -1: there is none. It is the one that has its name now, give or take a
   second: others may come, be mounted, be moved into its place. */
int settings_home(void);

/* What they say now: for the process that waits. They are looked at once in a
   turn. */
struct connection_rules const *settings_now(void);
void settings_turn(void);

/* Read them anew at the next call, whatever they look like. */
void settings_forget(void);

/* By this number it tells the other process which it saw... */
uint32_t settings_edition(void);

/* ... that reads them when it has others. */
struct connection_rules const *settings_as_of(uint32_t edition);

#endif
