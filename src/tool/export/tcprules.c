/* qkarma export tcprules: lines for tcprules, which say what tcpserver does
   with a client. */

#include "format.h"

static void begin(struct format_options const *m)
{
  (void)m;
}

static void line(struct text *t, struct listed const *l,
  struct format_options const *m)
{
  export_addkey(t, &l->key);
  if (m->deny)
  {
    text_adds(t, ":deny");
    return;
  }
  text_adds(t, ":allow,");
  text_adds(t, m->variable);
  text_adds(t, "=\"");
  export_addreason(t, l);
  text_addc(t, '"');
}

struct format const format_tcprules =
{
  "tcprules", 0, "an address of tcprules ends at its first colon", begin, 0, 0,
  line
};
