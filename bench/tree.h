/* What a running process and its living descendants have cost so far. */

#ifndef BENCH_TREE_H
#define BENCH_TREE_H

/* Microseconds of processor time, with those of children that have ended.
   Linux only: reads /proc. Dies if it cannot. */
double tree_spent(int root);

/* The same, once they have nothing left to do: it did not grow for half a
   second, or ten seconds have passed. */
double tree_rested(int root);

#endif
