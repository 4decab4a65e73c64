/* What of a configuration decides what a connection earns, and what that costs
   the client: the figures by which its line is written. */

#ifndef KARMA_SETTINGS_H
#define KARMA_SETTINGS_H

#include <stdint.h>

#include "event.h"

struct karma_settings
{
  struct awards awards;         /* points of events */
  int64_t strikes;              /* the options of the check karma */
  int64_t nice;
  uint64_t negative;
  uint64_t penalty_days;        /* in ten-thousandths */
  uint64_t penalty_max;
  uint64_t mixed;               /* naughty to each nice one; 0: no matter */
  unsigned int private : 1;     /* private addresses are refused, too */
  unsigned int refuses : 1;     /* the box is more than a note */
  unsigned int observe : 1;     /* nothing is refused, only said */
  unsigned int envelope : 1;    /* sender and recipient are written down */
};

#endif
