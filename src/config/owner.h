/* Whose the state directory is. */

#ifndef CONFIG_OWNER_H
#define CONFIG_OWNER_H

/* Root becomes the owner of this open directory, with its group alone, for
   good: what root makes there the owner could not use, and the names there are
   the owner's to choose. Nothing for others. 1; 0 on failure (errno). */
int owner_become(int home);

/* Open directory/name below this open directory for reading. For root its owner
   may have put a link in the place of either: then it is opened with his
   rights, and root has no other group any more than his own. -1 (errno);
   *missing: there is none. */
int owner_open(int home, char const *directory, char const *name,
  int *missing);

/* Open the state directory, and become its owner. Dies (111) if that cannot
   be. */
int owner_home(void);

#endif
