/* What is between this host and the engine gives up what it does not need. */

#ifndef SHARE_CONFINED_H
#define SHARE_CONFINED_H

/* From now on this process makes no connection and executes nothing, and writes
   only below the state directory, as far as the system can take the rest away
   (base/confine.h). Before anything is read that others have written. */
void share_confine(int home);

#endif
