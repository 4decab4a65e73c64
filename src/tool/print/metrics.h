/* Numbers for programs: metrics, each with one sample, or with one for each
   value of a label. As Prometheus' text format, or as one JSON object. */

#ifndef TOOL_PRINT_METRICS_H
#define TOOL_PRINT_METRICS_H

#include <stddef.h>
#include <stdint.h>

#include "json.h"

struct metrics
{
  int json;             /* else Prometheus */
  struct json j;
  char const *metric;   /* the one whose samples are being written */
  char const *label;    /* or 0 */
};

/* Begin and end. */
void metrics_begin(struct metrics *s, int json);
void metrics_end(struct metrics *s);

/* A metric (of type counter or gauge) with one sample. */
void metrics_one(struct metrics *s, char const *name, char const *type,
  char const *help, uint64_t value);

/* A metric with a label; then its samples. */
void metrics_labelled(struct metrics *s, char const *name, char const *type,
  char const *help, char const *label);
void metrics_add(struct metrics *s, char const *value, size_t n,
  uint64_t number);
void metrics_adds(struct metrics *s, char const *value, uint64_t number);

#endif
