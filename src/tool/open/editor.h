/* The operator's editor, and the signals that come while it runs. */

#ifndef TOOL_OPEN_EDITOR_H
#define TOOL_OPEN_EDITOR_H

/* From now on SIGTERM and SIGHUP are remembered, and passed on to an editor
   that runs, instead of ending us with things half done; ones that are ignored
   stay so (nohup). SIGINT and SIGQUIT are for the editor alone, which has
   them from the terminal: with us they end no more than a wait for input. */
void editor_trap(void);

/* 1 once SIGTERM or SIGHUP has come. */
int editor_stopped(void);

/* Wait for input. 1 when there is some, or its end; 0 a signal came, or has
   come before. */
int editor_input(void);

/* Edit the file of this path in $VISUAL, $EDITOR or vi, each of which may have
   arguments, and wait for its end. 1; 0 it exited with another code than 0 (as
   vi does after :cq), or a signal ended it; -1 it cannot be started (errno). */
int editor_run(char const *path);

#endif
