/* Names, numbered. A name that is looked for is appended first, so that the
   tree can compare it with others; if it was known it is taken away again. */

#include <errno.h>
#include <string.h>

#include <skalibs/strerr.h>

#include "intern.h"

static struct interned_name *names(struct intern const *x)
{
  return genalloc_s(struct interned_name, &x->names);
}

static void *key(uint32_t number, void *data)
{
  return names(data) + number;
}

static int cmp(void const *a, void const *b, void *data)
{
  struct intern const *x = data;
  struct interned_name const *m = a, *n = b;
  int r = memcmp(x->text.s + m->at, x->text.s + n->at,
    m->len < n->len ? m->len : n->len);
  return r ? r : m->len < n->len ? -1 : m->len > n->len;
}

void intern_begin(struct intern *x)
{
  avltree_init(&x->tree, 64, 3, 8, &key, &cmp, x);
}

static int append(struct intern *x, char const *s, size_t n)
{
  struct interned_name name = { x->text.len, n };
  if (intern_count(x) == UINT32_MAX - 1) return errno = EOVERFLOW, 0;
  return stralloc_catb(&x->text, s, n)
    && genalloc_append(struct interned_name, &x->names, &name);
}

int intern_number(struct intern *x, char const *s, size_t n, uint32_t *number)
{
  uint32_t last = intern_count(x);
  if (!append(x, s, n)) strerr_diefusys(111, "remember names");
  if (avltree_search(&x->tree, key(last, x), number))
  {
    x->text.len -= n;
    genalloc_setlen(struct interned_name, &x->names, last);
    return 0;
  }
  if (!avltree_insert(&x->tree, last)) strerr_diefusys(111, "remember names");
  *number = last;
  return 1;
}

uint32_t intern_count(struct intern const *x)
{
  return (uint32_t)genalloc_len(struct interned_name, &x->names);
}

char const *intern_name(struct intern const *x, uint32_t number, size_t *n)
{
  *n = names(x)[number].len;
  return x->text.s + names(x)[number].at;
}
