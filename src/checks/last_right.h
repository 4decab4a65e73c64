/* Copies of control/checks and control/awards as they were when they were last
   right: a mistake in one of them is not to stop the mail of everybody. The
   fold keeps them; a connection reads one only when the file itself is
   wrong. */

#ifndef CHECKS_LAST_RIGHT_H
#define CHECKS_LAST_RIGHT_H

#define LAST_RIGHT_CHECKS "control/checks"
#define LAST_RIGHT_AWARDS "control/awards"
#define LAST_RIGHT_SUFFIX ".good"  /* behind the file's name: the copy */

/* Renew the copies below `home`, where the files are right and the copies are
   others. Where there is no file, the copy says what is in force without one.
   1; or 0, and *file is the copy that cannot be written (errno). A control
   directory that is not ours to write to is no failure: then nothing is
   kept. */
int last_right_renew(int home, char const **file);

#endif
