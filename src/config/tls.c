/* control/tls. */

#include <string.h>

#include "control.h"
#include "owner.h"
#include "tls.h"
#include "../base/scan.h"

/* Mozilla's `intermediate` without DHE, whose parameters cost the server most
   and serve nobody who has no ECDHE. AES-128 first: 256 protect nothing more
   here and cost more. */
#define SUITES \
  "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:" \
  "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:" \
  "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"
#define SUITES_1_3 \
  "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"

/* Without ffdhe, of which a client may choose one that takes us 95 ms. */
#define GROUPS "X25519:P-256:P-384"
#define GROUPS_KNOWN GROUPS ":P-521:X448"

enum setting
{
  SET_PROTOCOLS,
  SET_SUITES,
  SET_GROUPS,
  SET_TIMEOUT,
  SET_AT_ONCE,
  SET_SESSIONS
};

static struct tls_settings const standard =
{
  .protocols = TLS_1_2 | TLS_1_3,
  .groups = GROUPS,
  .suites = SUITES,
  .suites13 = SUITES_1_3,
  .timeout = 30,
  .at_once = 200,
  .sessions = 4000
};

/* Is this a word of a list with colons? */
static int in_list(char const *list, char const *word)
{
  size_t n = strlen(word);
  while (*list)
  {
    size_t len = strcspn(list, ":");
    if (len == n && !memcmp(list, word, n)) return 1;
    list += len + (list[len] == ':');
  }
  return 0;
}

static void add_list(struct text *why, char const *list)
{
  for (; *list; list++)
    if (*list == ':') text_adds(why, ", ");
    else text_addc(why, *list);
}

/* Append a word to a list of this size; one that is there already is not
   allowed. */
static int append(char *list, size_t size, char const *word)
{
  struct text t = { list, strlen(list), size - 1, 0 };
  if (in_list(list, word)) return 0;
  if (t.len) text_addc(&t, ':');
  text_adds(&t, word);
  list[t.len] = 0;
  return !t.cut;
}

static int certificate(struct tls_settings *s, struct control const *c,
  struct text *why)
{
  struct tls_certificate *t = &s->certificate[s->certificates];
  if (c->words != 3 || !*c->word[1] || !*c->word[2])
    return text_adds(why, "there must be a file with the chain and a file "
      "with the key"), 0;
  if (s->certificates == TLS_CERTIFICATES)
    return text_adds(why, "there are too many certificates"), 0;
  t->chain = c->word[1];
  t->key = c->word[2];
  t->line = c->line;
  s->certificates++;
  return 1;
}

static int unknown(struct text *why, char const *what, char const *word,
  char const *known)
{
  text_addquoted(why, word, strlen(word));
  text_adds(why, " is not allowed here, or stands here twice; the ");
  text_adds(why, what);
  text_adds(why, " are ");
  add_list(why, known);
  return 0;
}

static int protocols(struct tls_settings *s, struct control const *c,
  struct text *why)
{
  unsigned int i = 1;
  s->protocols = 0;
  for (; i < c->words; i++)
  {
    unsigned int bit = !strcmp(c->word[i], "1.2") ? TLS_1_2
      : !strcmp(c->word[i], "1.3") ? TLS_1_3 : 0;
    if (!bit || (s->protocols & bit))
      return unknown(why, "protocols", c->word[i], "1.2:1.3");
    s->protocols |= bit;
  }
  return 1;
}

static int groups(struct tls_settings *s, struct control const *c,
  struct text *why)
{
  unsigned int i = 1;
  s->groups[0] = 0;
  for (; i < c->words; i++)
    if (!in_list(GROUPS_KNOWN, c->word[i])
      || !append(s->groups, sizeof s->groups, c->word[i]))
      return unknown(why, "groups", c->word[i], GROUPS_KNOWN);
  return 1;
}

static int suites(struct tls_settings *s, struct control const *c,
  struct text *why)
{
  unsigned int i = 1;
  s->suites[0] = s->suites13[0] = 0;
  for (; i < c->words; i++)
  {
    char const *word = c->word[i];
    int good = in_list(SUITES, word)
      ? append(s->suites, sizeof s->suites, word)
      : in_list(SUITES_1_3, word)
      && append(s->suites13, sizeof s->suites13, word);
    if (!good) return unknown(why, "suites", word, SUITES_1_3 ":" SUITES);
  }
  return 1;
}

static int number(unsigned int *u, struct control const *c, uint64_t max,
  struct text *why)
{
  uint64_t value;
  size_t n = strlen(c->word[1]);
  if (c->words == 2 && n && scan_decimal(c->word[1], n, &value, max) == n
    && value)
    return *u = (unsigned int)value, 1;
  text_adds(why, c->word[0]);
  text_adds(why, " wants a number from 1 to ");
  text_addu(why, max);
  return 0;
}

static int set(struct tls_settings *s, enum setting what,
  struct control const *c, struct text *why)
{
  if (s->said & 1u << what)
    return text_adds(why, c->word[0]), text_adds(why, " was set above"), 0;
  s->said |= 1u << what;
  if (c->words < 2)
    return text_adds(why, c->word[0]), text_adds(why, " has no value"), 0;
  switch (what)
  {
    case SET_PROTOCOLS: return protocols(s, c, why);
    case SET_SUITES: return suites(s, c, why);
    case SET_GROUPS: return groups(s, c, why);
    case SET_TIMEOUT: return number(&s->timeout, c, 3600, why);
    case SET_AT_ONCE: return number(&s->at_once, c, 100000, why);
    case SET_SESSIONS: return number(&s->sessions, c, 1000000, why);
  }
  return 0;
}

static int line(void *data, struct control const *c, struct text *why)
{
  static char const *const names[] = { "protocols", "suites", "groups",
    "timeout", "at_once", "sessions" };
  unsigned int i = 0;
  if (!strcmp(c->word[0], "certificate")) return certificate(data, c, why);
  for (; i < sizeof names / sizeof *names; i++)
    if (!strcmp(c->word[0], names[i]))
      return set(data, (enum setting)i, c, why);
  text_adds(why, "there is no setting ");
  text_addquoted(why, c->word[0], strlen(c->word[0]));
  text_adds(why, "; there are certificate");
  for (i = 0; i < sizeof names / sizeof *names; i++)
  {
    text_adds(why, ", ");
    text_adds(why, names[i]);
  }
  return 0;
}

/* What no single line is wrong about. 1, 0. */
static int whole(struct tls_settings const *s, char const *file,
  struct text *why)
{
  size_t before = why->len;
  if (before) text_addc(why, '\n');
  text_adds(why, file);
  text_adds(why, ": ");
  if (!s->certificates) text_adds(why, "there is no certificate");
  else if ((s->protocols & TLS_1_2) && !s->suites[0])
    text_adds(why, "there is no suite for 1.2");
  else if ((s->protocols & TLS_1_3) && !s->suites13[0])
    text_adds(why, "there is no suite for 1.3");
  else why->len = before;
  return why->len == before;
}

void tls_settings_keep(int home)
{
  int missing, fd = owner_open(home, TLS_DIRECTORY, TLS_NAME, &missing);
  control_keep_open(TLS_FILE, fd, missing);
}

int tls_settings_read(struct tls_settings *s, int home, struct text *why)
{
  int r;
  *s = standard;
  r = control_each(TLS_FILE, home, &line, s, why);
  return r == 1 && !whole(s, TLS_FILE, why) ? -1 : r;
}

int tls_settings_survey(int at, char const *file, struct text *why)
{
  static struct tls_settings s;
  int r;
  s = standard;
  r = control_all(file, at, &line, &s, why);
  return r == 1 ? whole(&s, file, why) : !r;
}
