/* Confined. */

#include "confined.h"
#include "../base/confine.h"
#include "../config/home.h"

/* Its directories may be links to another disk. The socket is there. */
void share_confine(int home)
{
  static char const *const names[] = { "common", "journal", "base", 0 };
  confine_writes(home, home_path(), names);
  confine_calls(CONFINE_FILES);
}
