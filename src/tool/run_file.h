/* The run file of a service, as far as it says whom qkarma-smtpd runs as:
   the lines USER=, GROUP= and BACKEND= of those in run/. */

#ifndef TOOL_RUN_FILE_H
#define TOOL_RUN_FILE_H

#define RUN_FILE_WORDS 32     /* of the backend's command line */

struct run_file
{
  char const *user;
  char const *group;
  char const *backend[RUN_FILE_WORDS + 1];    /* ended by a null pointer */
};

/* Fill one that is zero; it lives as long as the process. Dies when it cannot be read (111), or when it has no such lines
   (100): then somebody else's service must be asked in another way. */
void run_file_read(struct run_file *r, char const *file);

#endif
