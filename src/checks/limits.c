/* limits: the dialogue's resources. */

#include <string.h>

#include "limits.h"
#include "wording.h"
#include "../session/result.h"

static struct option const options[LIMITS] =
{
  [LIMIT_COMMAND_TIMEOUT] = { "command_timeout", OPTION_NUMBER, "300", 300, 1,
    86400, 0, "seconds that a client may take for its next command" },
  [LIMIT_DATA_TIMEOUT] = { "data_timeout", OPTION_NUMBER, "300", 300, 1, 86400,
    0, "seconds without a byte of the message" },
  [LIMIT_DATA_RATE] = { "data_rate", OPTION_NUMBER, "20", 20, 0, 1000000000, 0,
    "bytes a second of a message, over data_timeout" },
  [LIMIT_BACKEND_TIMEOUT] = { "backend_timeout", OPTION_NUMBER, "570", 570, 1,
    86400, 0, "seconds that the backend may take for a reply" },
  [LIMIT_SESSION_TIMEOUT] = { "session_timeout", OPTION_NUMBER, "3600", 3600,
    1, 864000, 0, "seconds after which no new transaction begins" },
  [LIMIT_LINE] = { "line", OPTION_NUMBER, "2048", 2048, 512, 12288, 0,
    "bytes of a command line (of an AUTH line: 12288)" },
  [LIMIT_RECIPIENTS] = { "recipients", OPTION_NUMBER, "0", 0, 0, 1000000, 0,
    "recipients of a message; 0: no limit" },
  [LIMIT_COMMANDS] = { "commands", OPTION_NUMBER, "1000", 1000, 0, 1000000000,
    0, "commands without an accepted message; 0: no limit" },
  [LIMIT_AUTH] = { "auth", OPTION_WORD, "auto", 2, 0, 0, "0 1 auto",
    "may a flagged client authenticate; auto: not on port 25" },
  [LIMIT_TLS] = { "tls", OPTION_WORD, "auto", 4, 0, 0,
    "hide pass end now auto", "hide: no STARTTLS; pass: relayed unseen; end: "
    "TLS ends here; now: at once" },
  [LIMIT_TLS_REQUIRED] = { "tls_required", OPTION_NUMBER, "0", 0, 0, 1, 0,
    "1: no MAIL before TLS" },
  [LIMIT_AUTH_CLEAR] = { "auth_clear", OPTION_WORD, "auto", 2, 0, 0,
    "0 1 auto", "may AUTH come before TLS; auto: where TLS does not end here" },
  [LIMIT_TLS_TIMEOUT] = { "tls_timeout", OPTION_NUMBER, "30", 30, 1, 3600, 0,
    "seconds that a handshake may take" },
  [LIMIT_TLS_TELL] = { "tls_tell", OPTION_NUMBER, "0", 0, 0, 1, 0,
    "1: start the backend again behind STARTTLS, to tell it of TLS" },
  [LIMIT_HEADER] = { "header", OPTION_NUMBER, "0", 0, 0, 1, 0,
    "1: add an X-Karma header field, rename one from outside" },
  [LIMIT_CONTACT] = { "contact", OPTION_TEXT, "off", 0, 0, 0, 0,
    "the last line of each refusal: where people can turn to" },
  [LIMIT_ENVELOPE] = { "envelope", OPTION_NUMBER, "1", 1, 0, 1, 0,
    "1: log and journal tell sender and recipient of what was refused" },
  [LIMIT_BACKEND_FILE] = { "backend_file", OPTION_NUMBER, "0", 0, 0, 1000000,
    0, "MiB of a file that the backend writes; 0: no limit" },
  [LIMIT_BACKEND_MEMORY] = { "backend_memory", OPTION_NUMBER, "0", 0, 0,
    1000000, 0, "MiB of memory for each of its processes; 0: no limit" },
  [LIMIT_BACKEND_PROCESSES] = { "backend_processes", OPTION_NUMBER, "0", 0, 0,
    1000000, 0, "processes of its user, when it starts one; 0: no limit" }
};

/* With less nothing can be started, or not much: that was meant otherwise. */
#define LEAST_MEMORY 4
#define LEAST_PROCESSES 20

static struct value const *option(struct session const *s, unsigned int i)
{
  return check_option(s, &check_limits, i);
}

uint64_t limit_of(struct session const *s, enum limit l)
{
  return option(s, l)->number;
}

char const *limit_contact(struct session const *s)
{
  return option(s, LIMIT_CONTACT)->text;
}

void limit_passed(struct session *s, enum limit l)
{
  if (l == LIMIT_RECIPIENTS || l == LIMIT_COMMANDS
    || l == LIMIT_TLS_REQUIRED) session_stopped(s, "limits");
  result_sets(s, "limits", RESULT_FAIL, options[l].name);
}

int limit_auth(struct session const *s)
{
  char const *port;
  if (option(s, LIMIT_AUTH)->number != AUTH_AUTO)
    return option(s, LIMIT_AUTH)->number == AUTH_ALWAYS;
  port = client_variable("LOCALPORT");
  return !port || strcmp(port, "25");
}

static int between(struct value const *v, uint64_t least)
{
  return v->number && v->number < least;
}

static char const *conflict(struct value const *v)
{
  if (between(&v[LIMIT_BACKEND_MEMORY], LEAST_MEMORY))
    return "limits backend_memory below 4 lets no program start";
  if (between(&v[LIMIT_BACKEND_PROCESSES], LEAST_PROCESSES))
    return "limits backend_processes below 20 is used up by a few connections";
  return wording_conflict("limits contact ", v[LIMIT_CONTACT].text, 0);
}

struct check const check_limits =
{
  .name = "limits",
  .always = 1,
  .option = options,
  .options = LIMITS,
  .conflict = conflict
};
