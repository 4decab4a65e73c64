/* JSON (RFC 8259) on stdout, written as it comes, in one line. Times are Unix
   seconds. */

#ifndef TOOL_PRINT_JSON_H
#define TOOL_PRINT_JSON_H

#include <stddef.h>
#include <stdint.h>

#include "../../karma/key.h"
#include "../../karma/record.h"

struct json
{
  int comma;    /* something stands before: a comma is due */
};

/* Open an object ('{') or an array ('['), with a name inside of an object,
   else 0; close it with '}' or ']'. */
void json_open(struct json *j, char const *name, char bracket);
void json_close(struct json *j, char bracket);

/* A value, with a name inside of an object, else 0. A fraction is given in
   ten-thousandths. Bytes of a string that are not ASCII become `?`. */
void json_number(struct json *j, char const *name, int64_t i);
void json_fraction(struct json *j, char const *name, uint64_t u);
void json_bool(struct json *j, char const *name, int b);
void json_null(struct json *j, char const *name);
void json_bytes(struct json *j, char const *name, char const *s, size_t n);
void json_string(struct json *j, char const *name, char const *s);

/* Members whose name, too, comes from outside. */
void json_pair(struct json *j, char const *name, size_t namelen,
  char const *s, size_t n);

void json_pair_number(struct json *j, char const *name, size_t namelen,
  int64_t i);

/* A key as a string. */
void json_key(struct json *j, char const *name, struct key const *k);

/* The members that tell of a record, at this time: history nice naughty
   connects last since until boxed accepted deferred refused. */
void json_record(struct json *j, struct record const *r, uint64_t now);

/* The end of a line: everything is closed. */
void json_end(struct json *j);

#endif
