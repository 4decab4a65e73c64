/* Whose the state directory is. */

#ifndef CONFIG_OWNER_H
#define CONFIG_OWNER_H

/* Root becomes the owner of this open directory, with its group alone, for
   good: what root makes there the owner could not use, and the names there are
   the owner's to choose. Nothing for others. 1; 0 on failure (errno). */
int owner_become(int home);

/* Open the state directory, and become its owner. Dies (111) if that cannot
   be. */
int owner_home(void);

#endif
