/* The run file of a service, as far as it says how qkarma-smtpd runs: the lines
   USER=, GROUP=, FRONT=, PORT=, NAME= and BACKEND= of those in run/, and what
   they export. */

#ifndef TOOL_OPEN_RUN_FILE_H
#define TOOL_OPEN_RUN_FILE_H

#define RUN_FILE_WORDS 32     /* of the backend's command line */

struct run_file
{
  char const *user;
  char const *group;
  char const *front;    /* 0: none */
  int server;           /* it runs qkarma-server; then there may be no group */
  char const *backend[RUN_FILE_WORDS + 1];    /* ended by a null pointer */
};

/* Fill one that is zero; it lives as long as the process. What the file exports
   goes into the environment, its port as TCPLOCALPORT and its name as
   TCPLOCALHOST (if the shell is not to find it out), unless the environment has
   another value already. Dies when it cannot be read
   (111), or when it has no such lines (100): then somebody else's service must
   be asked in another way. */
void run_file_read(struct run_file *r, char const *file);

#endif
