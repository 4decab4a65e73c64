/* Programs, by how they are called. */

#ifndef CONFIG_PROGRAM_H
#define CONFIG_PROGRAM_H

/* 1 if this command line is a server that asks the socket who the client is:
   `exim*` or `sendmail` with -bs and without -oMa. On a pipe it takes
   everybody for a local user and becomes an open relay. */
int program_asks_socket(char const *const *argv);

/* 1 if a program of this name is among the words: it may stand behind others
   that change something first, as softlimit does. */
int program_runs(char const *const *argv, char const *name);

#endif
