/* The state directory: $QKARMA, or what conf-qkarma says. */

#ifndef CONFIG_HOME_H
#define CONFIG_HOME_H

/* Its path. */
char const *home_path(void);

/* Open it as the directory that all names below (control/checks,
   journal/current, karma.cdb ...) are relative to; nobody changes directory,
   because a backend inherits ours. Returns a close-on-exec descriptor, or -1
   (errno). */
int home_open(void);

#endif
