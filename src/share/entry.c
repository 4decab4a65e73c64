/* Entries. */

#include "engine.h"

int engine_same(struct entry const *x, struct frame const *f)
{
  return !frame_compare(&x->id, &f->id)
    && place_same_segment(&x->from, &f->from)
    && x->from.offset + x->n == f->from.offset + f->length
    && (!f->length || x->n == f->length);
}
