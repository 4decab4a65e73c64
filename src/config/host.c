/* This host's name in the journal. */

#include <errno.h>
#include <string.h>

#include "control.h"
#include "host.h"

int host_valid(char const *s, size_t n)
{
  size_t i = 0;
  if (!n || n > HOST_LEN || *s == '.') return 0;
  for (; i < n; i++)
    if (!(s[i] >= 'a' && s[i] <= 'z') && !(s[i] >= 'A' && s[i] <= 'Z')
      && !(s[i] >= '0' && s[i] <= '9') && s[i] != '.' && s[i] != '-') return 0;
  return 1;
}

int host_read(char *host, int home)
{
  return host_read_from(host, home, "control/host");
}

int host_read_from(char *host, int home, char const *file)
{
  struct control c = CONTROL_ZERO;
  int r = control_read(&c, home, file);
  if (r < 1) return r;
  if (control_next(&c) == 1 && c.words == 1
    && host_valid(c.word[0], strlen(c.word[0])))
    memcpy(host, c.word[0], strlen(c.word[0]) + 1);
  else r = -1;
  stralloc_free(&c.file);
  if (r == -1) errno = EINVAL;
  return r;
}
