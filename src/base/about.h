/* What every program answers of itself. */

#ifndef BASE_ABOUT_H
#define BASE_ABOUT_H

#include "text.h"

/* The version of all programs: here, and nowhere else. */
#define ABOUT_VERSION "0.1"

/* If the first word is --version: print the program's name (strerr's PROG) and
   the version on stdout, and exit (0, or 111 if it cannot be written). */
void about_version(char const *const *argv);

/* The same, also for -V, and of --help or -h print the usage. */
void about(char const *const *argv, char const *usage);

/* Append `usage: ' and this, in lines of at most 80 columns: no [group] is
   divided that fits into one; all but the first line begin with 4 blanks. */
void about_usage(struct text *t, char const *usage);

#endif
