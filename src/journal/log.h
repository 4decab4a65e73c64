/* Which log is folded: this host's own journal; or, where several hosts share
   karma, the common log, whose segments are in common/. */

#ifndef JOURNAL_LOG_H
#define JOURNAL_LOG_H

#include <skalibs/genalloc.h>

#include "segment.h"

#define LOG_OWN "journal"
#define LOG_COMMON "common"
#define LOG_COMMON_CURRENT LOG_COMMON "/current"
#define LOG_COMMON_NEXT LOG_COMMON "/next"
#define LOG_SHARE "control/share"   /* one word: what the log is called */

/* The directory of the segments that are folded: LOG_COMMON if there is a
   control/share below `home`, else LOG_OWN. */
char const *log_folded(int home);

/* 1 if this is what log_folded() gave for a shared log. */
int log_is_common(char const *log);

/* Read the name of the common log into `name` (HOST_LEN + 1 bytes, ended by
   NUL). As host_read(). */
int log_name(char *name, int home);

/* `LOG/NAME.NNNNNNNNNN` and `LOG/current`, ended by NUL, at most SEGMENT_PATH
   bytes. */
void log_segment(char *path, char const *log, char const *name,
  uint64_t number);
void log_current(char *path, char const *log);

#endif
