/* Options that box or cut off servers that do nothing wrong. RFC 5321 gives
   most of the limits; the others are what deliveries were seen to take. */

#include <string.h>

#include "too_strict.h"

#define MESSAGE_COMMANDS 20     /* AUTH, TLS, a message, and some RSET */

static uint64_t limit(struct lint_input const *s, char const *option)
{
  return lint_number(s, "limits", option);
}

static int one_strike(struct lint_input const *s)
{
  return lint_listed(s, "karma") && lint_number(s, "karma", "strikes") < 2;
}

static int harmless_boxed(struct lint_input const *s)
{
  return lint_listed(s, "karma") && !lint_number(s, "karma", "negative");
}

static int one_point(struct lint_input const *s)
{
  return lint_listed(s, "karma") && lint_number(s, "karma", "very_bad") < 2;
}

static int few_recipients(struct lint_input const *s)
{
  uint64_t n = limit(s, "recipients");
  uint64_t unknown = lint_number(s, "karma", "recipients_unknown");
  return (n && n < 100)
    || (lint_listed(s, "karma") && unknown && unknown < 100);
}

static int few_commands(struct lint_input const *s)
{
  return limit(s, "commands") && limit(s, "commands") < MESSAGE_COMMANDS;
}

static int impatient(struct lint_input const *s)
{
  return limit(s, "command_timeout") < 300;
}

static int impatient_data(struct lint_input const *s)
{
  return limit(s, "data_timeout") < 180;
}

static int short_session(struct lint_input const *s)
{
  return limit(s, "session_timeout") < 600;
}

static int fast_lines_only(struct lint_input const *s)
{
  return limit(s, "data_rate") > 1000;
}

static int backend_hurried(struct lint_input const *s)
{
  return limit(s, "backend_timeout") < 60;
}

static int backend_late(struct lint_input const *s)
{
  return limit(s, "backend_timeout") > 600;
}

static int greets_late(struct lint_input const *s)
{
  return lint_listed(s, "earlytalker")
    && lint_number(s, "earlytalker", "wait") > 30 * OPTION_ONE;
}

static int tarpit_long(struct lint_input const *s)
{
  return lint_listed(s, "tarpit")
    && lint_number(s, "tarpit", "max") > 60 * OPTION_ONE;
}

static int unknown_once(struct lint_input const *s)
{
  return lint_listed(s, "protocol")
    && lint_number(s, "protocol", "unknown_limit") == 1;
}

static int one_at_a_time(struct lint_input const *s)
{
  return lint_listed(s, "concurrency") && (
    lint_number(s, "concurrency", "unknown") == 1
    || lint_number(s, "concurrency", "good") == 1);
}

static int never_served(struct lint_input const *s)
{
  return lint_listed(s, "denysoft_client_stats")
    && lint_number(s, "denysoft_client_stats", "cap") == OPTION_ONE;
}

static int asked_in_vain(struct lint_input const *s)
{
  return lint_listed(s, "neighbourhood")
    && !lint_is(s, "neighbourhood", "reject", "0")
    && !lint_number(s, "neighbourhood", "patience");
}

static int guilty_unknown(struct lint_input const *s)
{
  return lint_listed(s, "denysoft_client_stats")
    && !lint_number(s, "denysoft_client_stats", "success_bias")
    && lint_number(s, "denysoft_client_stats", "permfail_bias");
}

static int public_demands_tls(struct lint_input const *s)
{
  return lint_number(s, "limits", "tls_required")
    && !strcmp(lint_port(), "25");
}

static int tls_too_soon(struct lint_input const *s)
{
  return lint_is(s, "limits", "tls", "now")
    && (!strcmp(lint_port(), "25") || !strcmp(lint_port(), "587"));
}

static int handshake_hurried(struct lint_input const *s)
{
  return limit(s, "tls_timeout") < 10;
}

static struct option_rule const rules[] =
{
  { public_demands_tls, "limits tls_required 1",
    "servers without TLS cannot deliver here; RFC 3207 4 forbids it on port"
    " 25" },
  { tls_too_soon, "limits tls now",
    "clients of this port begin in the clear, and wait for a greeting that"
    " does not come" },
  { handshake_hurried, "limits tls_timeout",
    "a handshake over a bad line takes some seconds" },
  { one_strike, "karma strikes 1",
    "one slip, such as a mistyped command, boxes a real server" },
  { harmless_boxed, "karma negative 0",
    "one naughty connection boxes a server, however many nice ones it had" },
  { one_point, "karma very_bad 1",
    "one slip, such as a mistyped command, costs the message" },
  { greets_late, "earlytalker wait",
    "some clients hang up when the greeting takes more than 30 seconds" },
  { unknown_once, "protocol unknown_limit 1",
    "clients that try what a server may know are cut off" },
  { tarpit_long, "tarpit max", "clients may time out, and come again" },
  { one_at_a_time, "concurrency",
    "large servers deliver over several connections at once" },
  { few_recipients, "recipients",
    "RFC 5321 4.5.3.1.8 asks for 100 for clients that did nothing wrong" },
  { few_commands, "limits commands",
    "a client with AUTH, TLS and several recipients needs more for one"
    " message" },
  { impatient, "limits command_timeout",
    "RFC 5321 4.5.3.2.7 asks for 5 minutes" },
  { impatient_data, "limits data_timeout",
    "RFC 5321 4.5.3.2.5 lets a client pause for 3 minutes" },
  { short_session, "limits session_timeout",
    "a slow client is cut off before its message" },
  { fast_lines_only, "limits data_rate",
    "a client at the end of a slow line is cut off in its message" },
  { backend_hurried, "limits backend_timeout",
    "a backend that looks through messages takes longer than a minute" },
  { backend_late, "limits backend_timeout",
    "clients wait 10 minutes (RFC 5321 4.5.3.2.6), then send it again" },
  { never_served, "denysoft_client_stats cap 1",
    "a client that was only refused so far is never served again" },
  { asked_in_vain, "neighbourhood patience 0",
    "a stranger from a bad network is never served, however often it comes"
    " again; a higher threshold asks fewer" },
  { guilty_unknown, "denysoft_client_stats success_bias 0",
    "a client of which nothing is known is as likely deferred as the worst" }
};

void too_strict_find(struct findings *f, struct lint_input const *s)
{
  lint_apply(f, rules, sizeof rules / sizeof *rules, s);
}
