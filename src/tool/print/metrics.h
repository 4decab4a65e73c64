/* Numbers for programs: metrics, each with one sample, or with one for each
   value of a label. As Prometheus' text format, or as one JSON object. */

#ifndef TOOL_PRINT_METRICS_H
#define TOOL_PRINT_METRICS_H

#include <stddef.h>
#include <stdint.h>

#include "json.h"

struct samples
{
  int json;             /* else Prometheus */
  struct json j;
  char const *metric;   /* the one whose samples are being written */
  char const *label;    /* or 0 */
};

/* Begin and end. */
void samples_begin(struct samples *s, int json);
void samples_end(struct samples *s);

/* A metric (of type counter or gauge) with one sample. */
void samples_one(struct samples *s, char const *name, char const *type,
  char const *help, uint64_t value);

/* A metric with a label; then its samples. */
void samples_metric(struct samples *s, char const *name, char const *type,
  char const *help, char const *label);
void samples_add(struct samples *s, char const *value, size_t n,
  uint64_t number);
void samples_adds(struct samples *s, char const *value, uint64_t number);

#endif
