/* Refusals as replies. */

#include "refusal.h"

/* RFC 5321 has no 550 or 450 greeting (3.1, 4.3.2); 552 and 452 after the
   message would speak of storage and make senders split it. */
static char const *code_of(enum phase phase, enum verdict verdict)
{
  static struct
  {
    char const *hard;
    char const *soft;
  } const codes[PHASES] =
  {
    [PHASE_CONNECT] = { "554 5.7.1", "421 4.7.1" },
    [PHASE_HELO] = { "550 5.7.1", "450 4.7.1" },
    [PHASE_MAIL] = { "550 5.7.1", "450 4.7.1" },
    [PHASE_RCPT] = { "550 5.7.1", "450 4.7.1" },
    [PHASE_DATA] = { "554 5.7.1", "451 4.7.1" },
    [PHASE_DATA_POST] = { "550 5.7.1", "451 4.7.1" }
  };
  if (!verdict_soft(verdict)) return codes[phase].hard;
  return verdict_closes(verdict) ? "421 4.7.1" : codes[phase].soft;
}

void refusal_reply(struct text *t, struct session const *s, enum phase phase,
  enum verdict verdict)
{
  char const *code = s->code ? s->code : code_of(phase, verdict);
  unsigned int i = 0;
  for (; i < s->refusals; i++)
  {
    text_add(t, code, 3);
    text_addc(t, i + 1 < s->refusals ? '-' : ' ');
    text_adds(t, code + 4);
    text_addc(t, ' ');
    text_add(t, s->refusal[i].text, s->refusal[i].len);
    text_adds(t, "\r\n");
  }
}
