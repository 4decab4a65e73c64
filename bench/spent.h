/* What a tree of processes has cost: the processor time of all of them, with
   fork, exec and exit, the most memory that one of them had, and what they
   wrote to a disk. */

#ifndef BENCH_SPENT_H
#define BENCH_SPENT_H

/* Fork, and start the clock with the first. The child is the first of a group
   of processes, and gets SIGTERM when we end. As fork answers; dies if it
   cannot. */
int spent_fork(void);

/* The same for a program (searched in PATH), its stdout being `out`.
   Returns its pid; dies if it cannot be started. */
int spent_begin(char const *const *argv, int out);

/* Wait until it and all its descendants have ended, and print four numbers:
   microseconds of processor time, and of the clock, for each of `count`; KiB
   of memory; KiB written. Returns 1 if the program has failed, else 0; to be
   killed is no failure. */
int spent_end(int pid, unsigned int count);

/* Wait only. */
void spent_wait(void);

#endif
