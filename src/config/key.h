/* The key: a file below the state directory that only root can open. The run
   file of a service opens it as root, as descriptor 8, before it becomes the
   mail server's user. By that a set-group-ID program knows that it was started
   by the service, and not by somebody who only has the service's user. */

#ifndef CONFIG_KEY_H
#define CONFIG_KEY_H

#define KEY_FILE "key"
#define KEY_FD 8

/* 1 if descriptor 8 is a file that nobody but root can have opened, and was
   opened for reading. */
int key_shown(void);

/* 1 if it is the one of this state directory. */
int key_fits(int home);

/* Close it: nobody else gets it, nor can take it from us. */
void key_put_away(void);

/* What is executed does not get it. For a program that has no use for the key,
   and may have something else as descriptor 8. */
void key_keep(void);

#endif
