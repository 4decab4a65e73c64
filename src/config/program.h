/* Programs, by how they are called. */

#ifndef CONFIG_PROGRAM_H
#define CONFIG_PROGRAM_H

/* 1 if this command line is a server that asks the socket who the client is:
   `exim*` or `sendmail` with -bs and without -oMa. On a pipe it takes
   everybody for a local user and becomes an open relay. */
int program_asks_socket(char const *const *argv);

#endif
