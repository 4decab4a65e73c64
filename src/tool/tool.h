/* The commands of `qkarma`, one file each. A command gets its own words,
   argv[0] being its name, and returns the program's exit code; PROG is
   `qkarma COMMAND` by then. Descriptors 0, 1 and 2 are open. */

#ifndef TOOL_TOOL_H
#define TOOL_TOOL_H

int tool_init(int argc, char const *const *argv);
int tool_list(int argc, char const *const *argv);
int tool_show(int argc, char const *const *argv);

#endif
