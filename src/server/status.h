/* What the process that waits says of itself. */

#ifndef SERVER_STATUS_H
#define SERVER_STATUS_H

#include <stdint.h>

/* There may be so many. */
void status_begin(uint32_t guests, uint32_t conversations);

/* One more came; was closed by the rules; was refused at the door; was told to
   come again. */
void status_came(void);
void status_denied(void);
void status_refused(void);
void status_turned_away(void);

/* One line with all figures. */
void status_say(void);

/* Stress has begun, or is over. */
void status_stress(int begins);

#endif
