/* lists: control/dnsbl and what the answers of its lists come to.

     lists read FILE        what it says: a line for each list and each rule
     lists lint FILE        all mistakes
     lists question FILE    stdin: addresses, or domains behind `domain':
                            what is asked of the first list, and its canary
     lists score FILE T     stdin: what each list answers, a word for each in
                            their order: ANSWER or ANSWER/CANARY, which are
                            addresses with commas, no, open, unasked, or a
                            trouble (timeout, SERVFAIL ...). Prints the words
                            for the log, troubles, journal, and whether threshold T
                            is certain, hopeless, or depends
     lists ask FILE SERVER MS WHAT   asks them about an address, or a domain
                            behind `domain:', for so long, and prints the same
                            with the threshold 1
     lists reply FILE ADDRESS   the same: what the client is told
     lists property SEED ROUNDS random lists, answers and orders of arrival:
                            prints how many there were, or what is wrong */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <skalibs/iopause.h>
#include <skalibs/tai.h>

#include "../../src/checks/lists_ask.h"

static struct lists l;
static struct dns_question question[LISTS], canary[LISTS];
static struct list_answer answer[LISTS];
static char said[4000];
static struct text t = TEXT(said);

static void tell(void)
{
  printf("%.*s\n", (int)t.len, t.s);
  t.len = 0;
}

static void open_file(char const *file)
{
  if (lists_read(&l, AT_FDCWD, file, &t) == 1) return;
  tell();
  exit(1);
}

static void octet(unsigned char const *bits)
{
  int i = 0, n = 0;
  for (; i < 256; i++)
    if (bits[i / 8] & 1 << i % 8)
    {
      int to = i;
      while (to < 255 && bits[(to + 1) / 8] & 1 << (to + 1) % 8) to++;
      printf("%s%d", n++ ? ";" : "", i);
      if (to > i) printf("..%d", to);
      i = to;
    }
}

static void read_file(void)
{
  unsigned int i, j;
  for (i = 0; i < l.n; i++)
  {
    struct list const *list = &l.list[i];
    list_name(&t, list);
    printf("%.*s%s%s%s%s%s\n", (int)t.len, t.s,
      list->canary ? "" : " no canary", list->ipv4 ? "" : " not ipv4", list->ipv6 ? "" : " not ipv6",
      list->text ? " " : "", list->text ? list->text : "");
    t.len = 0;
    for (j = 0; j < l.rules; j++)
    {
      struct list_rule const *r = &l.rule[j];
      if (r->list != i) continue;
      printf("  %d", r->weight);
      if (r->filter)
      {
        printf(" ["), octet(r->octet[0]);
        printf("].["), octet(r->octet[1]);
        printf("].["), octet(r->octet[2]);
        printf("].["), octet(r->octet[3]), printf("]");
      }
      printf("\n");
    }
  }
}

static void ask(char const *line)
{
  char name[DNS_NAME + 1];
  struct address a;
  int domain = !strncmp(line, "domain ", 7);
  if (domain) line += 7;
  address_scan(&a, line, strlen(line));
  if (domain ? !list_question_domain(name, l.list, line, strlen(line))
    : !list_question(name, l.list, &a))
  {
    printf("nothing\n");
    return;
  }
  printf("%s ", name);
  list_canary(name, l.list, domain ? 0 : &a);
  printf("%s%s\n", name, domain || list_wants(l.list, &a) ? "" : " not asked");
}

/* What the word (n bytes) says. */
static void set(struct dns_question *q, char const *s, size_t n)
{
  char word[200];
  char *one;
  unsigned int i = 0;
  memset(q, 0, sizeof *q);
  snprintf(word, sizeof word, "%.*s", (int)n, s);
  if (!*word || !strcmp(word, "unasked")) return;
  q->state = DNS_TROUBLE;
  for (; i <= DNS_NOT_STARTED; i++)
    if (!strcmp(word, dns_word((enum dns_trouble)i)))
    {
      q->trouble = (enum dns_trouble)i;
      return;
    }
  q->state = !strcmp(word, "no") ? DNS_NO : !strcmp(word, "open") ? DNS_OPEN
    : DNS_YES;
  if (q->state != DNS_YES) return;
  for (one = strtok(word, ","); one; one = strtok(0, ","))
    address_scan(&q->answer.address[q->n++], one, strlen(one));
}

static void look(char const *line)
{
  unsigned int i = 0;
  for (; i < l.n; i++)
  {
    size_t n = strcspn(line, " "), len = strcspn(line, "/ ");
    set(&question[i], line, len);
    set(&canary[i], line + len + (line[len] == '/'),
      n - len - (line[len] == '/'));
    line += n + (line[n] == ' ');
    list_look(&answer[i], &l, i, &question[i], &canary[i]);
  }
}

static void tell_score(struct list_answer const *a, int threshold)
{
  struct lists_score s;
  lists_sum(&s, a, l.n);
  lists_words(&t, &l, a);
  text_adds(&t, " | ");
  lists_troubles(&t, &l, a, 0);
  text_adds(&t, " | ");
  lists_journal(&t, &l, a);
  text_adds(&t, lists_certain(&s, threshold) ? " | certain"
    : lists_hopeless(&s, threshold) ? " | hopeless" : " | depends");
  tell();
}

static void score(char const *line, int threshold)
{
  look(line);
  tell_score(answer, threshold);
}

static void ask_them(char const *server, int milliseconds, char const *what)
{
  static struct lists_asked asked;
  static struct dns dns;
  struct address a;
  tain last, length;
  dns.server = server;
  tain_now_set_stopwatch_g();
  tain_from_millisecs(&length, milliseconds);
  tain_add_g(&last, &length);
  if (!strncmp(what, "domain:", 7))
    lists_ask_domain(&asked, &l, &dns, what + 7, strlen(what + 7));
  else if (address_scan(&a, what, strlen(what)))
    lists_ask(&asked, &l, &dns, &a);
  while (dns.open && tain_future(&last))
  {
    iopause_fd x[DNS_SERVERS];
    tain deadline = last;
    unsigned int n = dns_wait(&dns, x, &deadline);
    iopause_g(x, n, &deadline);
    dns_process(&dns, x, n);
    lists_follow(&asked);
  }
  tell_score(asked.answer, 1);
}

/* The property. A list of the model has up to three lines, each of which
   matches one address of its own; what it answers, and its canary, is known
   beforehand, and so what it is worth. */

static unsigned int seed;

static int below(int n)
{
  seed = seed * 1103515245u + 12345u;
  return (int)(seed >> 16 & 0x7fff) % n;
}

static int worth[LISTS];        /* of the list when all has come */
static int listed[LISTS];       /* a bit for each line that it says */
static int reads[LISTS];        /* what its canary is: 0 no, 1 yes, 2 trouble */
static int fate[LISTS];         /* 1 no, 2 trouble, 3 never, else answers */

static void make_lists(void)
{
  unsigned int i, j, lines;
  memset(&l, 0, sizeof l);
  l.n = (unsigned int)(1 + below(8));
  for (i = 0; i < l.n; i++)
  {
    int good;
    l.list[i].canary = below(5) > 0;
    listed[i] = 1 + below(7);
    reads[i] = below(4) - 1;
    if (reads[i] < 0) reads[i] = 0;
    fate[i] = below(8);
    good = (!fate[i] || fate[i] > 3) && (!l.list[i].canary || !reads[i]);
    worth[i] = 0;
    for (j = 0, lines = (unsigned int)(1 + below(3)); j < lines; j++)
    {
      struct list_rule *r = &l.rule[l.rules++];
      memset(r, 0, sizeof *r);
      r->list = i;
      r->weight = below(9) - 4;
      r->filter = 1;
      r->octet[0][127 / 8] = 1 << 127 % 8;
      r->octet[1][0] = r->octet[2][0] = 1;
      r->octet[3][0] = (unsigned char)(1 << (j + 2));
      if (good && listed[i] & 1 << j) worth[i] += r->weight;
    }
  }
}

static void arrive(unsigned int which)
{
  static char const *const last[] = { "2", "3", "4" };
  unsigned int i = which / 2, j;
  struct dns_question *q = which % 2 ? &canary[i] : &question[i];
  char word[100] = "";
  if (fate[i] == 3) return;
  if (which % 2)
    set(q, reads[i] == 2 ? "timeout" : reads[i] ? "127.0.0.2" : "no", 9);
  else if (fate[i] == 1) set(q, "no", 2);
  else if (fate[i] == 2) set(q, "SERVFAIL", 8);
  else
  {
    for (j = 0; j < 3; j++)
      if (listed[i] & 1 << j)
      {
        strcat(word, *word ? ",127.0.0." : "127.0.0.");
        strcat(word, last[j]);
      }
    set(q, word, strlen(word));
  }
}

static void shuffle(unsigned int *order, unsigned int n)
{
  unsigned int i = 0;
  for (; i < n; i++) order[i] = i;
  for (i = n; i > 1; i--)
  {
    unsigned int j = (unsigned int)below((int)i), swap = order[i - 1];
    order[i - 1] = order[j];
    order[j] = swap;
  }
}

/* One round: 1, or 0. */
static int holds(void)
{
  unsigned int order[2 * LISTS], i, n;
  int sum = 0, threshold = below(13) - 4, certain = 0, hopeless = 0;
  struct lists_score s;
  make_lists();
  n = 2 * l.n;
  shuffle(order, n);
  for (i = 0; i < l.n; i++)
  {
    sum += worth[i];
    set(&question[i], "open", 4);
    set(&canary[i], "open", 4);
  }
  for (i = 0; i <= n; i++)
  {
    unsigned int j = 0;
    for (; j < l.n; j++)
      list_look(&answer[j], &l, j, &question[j], &canary[j]);
    lists_sum(&s, answer, l.n);
    certain |= lists_certain(&s, threshold);
    hopeless |= lists_hopeless(&s, threshold);
    if (s.down > 0 || s.up < 0) return 0;
    if (i < n) arrive(order[i]);
  }
  return s.score == sum && !(certain && sum < threshold)
    && !(hopeless && sum >= threshold);
}

static int property(unsigned int rounds)
{
  unsigned int i = 0;
  for (; i < rounds; i++)
    if (!holds())
    {
      printf("round %u is wrong\n", i);
      return 1;
    }
  printf("%u rounds\n", rounds);
  return 0;
}

int main(int argc, char **argv)
{
  static char line[4000];
  if (argc < 3) return 100;
  if (!strcmp(argv[1], "property"))
  {
    seed = (unsigned int)atoi(argv[2]);
    return property((unsigned int)atoi(argv[3]));
  }
  if (!strcmp(argv[1], "lint"))
  {
    if (lists_lint(AT_FDCWD, argv[2], &t)) return 0;
    tell();
    return 1;
  }
  open_file(argv[2]);
  if (!strcmp(argv[1], "read")) return read_file(), 0;
  if (!strcmp(argv[1], "ask"))
    return ask_them(argv[3], atoi(argv[4]), argv[5]), 0;
  while (fgets(line, sizeof line, stdin))
  {
    line[strcspn(line, "\n")] = 0;
    if (!strcmp(argv[1], "question")) ask(line);
    else if (!strcmp(argv[1], "score")) score(line, atoi(argv[3]));
    else
    {
      look(line);
      lists_reply(&t, &l, answer, "Your address", argv[3], strlen(argv[3]));
      tell();
    }
  }
  return 0;
}
