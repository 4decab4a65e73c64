/* What a tree of processes has cost: the processor time of all of them, with
   fork, exec and exit, and the most memory that one of them had. */

#ifndef BENCH_SPENT_H
#define BENCH_SPENT_H

/* Start a program (searched in PATH) and the clock, its stdout being `out`.
   Returns its pid; dies if it cannot be started. */
int spent_begin(char const *const *argv, int out);

/* Wait until it and all its descendants have ended, and print three numbers:
   microseconds of processor time, and of the clock, for each of `count`; KiB
   of memory. Returns 1 if the program has failed, else 0; to be killed is no
   failure. */
int spent_end(int pid, unsigned int count);

#endif
