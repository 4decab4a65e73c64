/* sink [MILLISECONDS]: a backend that keeps the messages, byte for byte as
   they came over the wire, in $SINK; only CR LF . CR LF ends one. It agrees
   with everything. At an end of file in the middle of a message it adds
   `<eof>`. It may rest so long after each 4096 bytes of a message. */

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static char const *const end = "\r\n.\r\n";
static int rest;

static int answer(char const *line)
{
  int data = !strncasecmp(line, "DATA", 4);
  int quit = !strncasecmp(line, "QUIT", 4);
  printf("%s\r\n", data ? "354 go" : quit ? "221 bye" : "250 ok");
  fflush(stdout);
  if (quit) exit(0);
  return data;
}

/* Keep a message: `at` bytes of the end have come. */
static void message(FILE *kept)
{
  int c, at = 2;
  size_t n = 0;
  while (at < 5 && (c = getchar()) != EOF)
  {
    putc(c, kept);
    if (rest && ++n % 4096 == 0) poll(0, 0, rest);
    if (c == end[at]) at++;
    else at = c == '\r';
  }
  if (at < 5) fputs("<eof>", kept);
  fflush(kept);
  if (at < 5) exit(0);
  printf("250 kept\r\n");
  fflush(stdout);
}

int main(int argc, char **argv)
{
  char line[20000];
  FILE *kept = fopen(getenv("SINK"), "ab");
  if (!kept) return 111;
  if (argc == 2) rest = atoi(argv[1]);
  printf("220 sink\r\n");
  fflush(stdout);
  while (fgets(line, sizeof line, stdin)) if (answer(line)) message(kept);
  return 0;
}
