/* Which log is folded. */

#include <string.h>
#include <unistd.h>

#include "log.h"
#include "../base/text.h"

char const *log_folded(int home)
{
  return faccessat(home, LOG_SHARE, F_OK, 0) == 0 ? LOG_COMMON : LOG_OWN;
}

int log_is_common(char const *log)
{
  return !strcmp(log, LOG_COMMON);
}

int log_name(char *name, int home)
{
  return host_read_from(name, home, LOG_SHARE);
}

void log_segment(char *path, char const *log, char const *name,
  uint64_t number)
{
  struct text t = { path, 0, SEGMENT_PATH, 0 };
  text_adds(&t, log);
  text_addc(&t, '/');
  text_adds(&t, name);
  text_addc(&t, '.');
  text_addpad(&t, number, SEGMENT_DIGITS);
  text_addc(&t, 0);
}

void log_current(char *path, char const *log)
{
  struct text t = { path, 0, SEGMENT_PATH, 0 };
  text_adds(&t, log);
  text_adds(&t, "/current");
  text_addc(&t, 0);
}
