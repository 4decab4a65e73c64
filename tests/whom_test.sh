# Whose mail it was: where something of a client's is refused, or would be if
# that were wanted, the log and the journal name sender and recipient; in no
# other case, and never in words that a client could have chosen.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"
. "$(dirname "$0")/dialogue.sh"

oneTimeSetUp() {
  fresh_home
  use_sh_backend
}

setUp() {
  new_journal
  echo old@example.org >"$QKARMA/control/traps"
  printf '%s\n' rblsmtpd protocol traps 'naughty reject_type perm' | checks
}

# The last line of the journal names these, and so does each line of the log
# that holds something against the client: `expect_whom 'from=<a> to=<b>'`.
expect_whom() {
  in_journal "$1"
  assertEquals 'the log' "$1" "$(sed -n 's/.*: fail.*; \(from=<.*\)/\1/p' \
    "$PIPE_LOG" | sort -u)"
  assertEquals 'no other line' "$(grep -c ': fail' "$PIPE_LOG")" \
    "$(grep -c 'from=<' "$PIPE_LOG")"
}

expect_nobody() {
  in_journal ''
  assertNotContains "$(cat "$PIPE_LOG")" '=<'
}

in_journal() {
  assertEquals 'the journal' "$1" "$(sed -n '$p' "$QKARMA/journal/current" |
    tr ' ' '\n' | grep -E '^(from|to)=' | xargs -d '\n')"
  assertEquals 'a good line' 1 "$(qkarma tail -n 1 | wc -l)"
}

# The line of this check in the log: `says traps 'fail: ...'`.
says() {
  assertEquals "$client_ip $1: $2" "$(grep "^$client_ip $1: " "$PIPE_LOG")"
}

# This sender, and recipients, behind a flag. Each is refused.
flagged() {
  sender=$1
  shift
  { echo "S: 220 mx.example.org ESMTP
C: MAIL FROM:<$sender>
S: 250 2.1.0 Sender ok."
    for recipient
    do
      echo "C: RCPT TO:<$recipient>
S: 550 5.7.1 Go."
    done
    echo 'C: QUIT
S: 221 2.0.0 Bye.
S: <closed>'
  } | client 192.0.2.7 RBLSMTPD=-Go.
}

test_nothing_is_held_against_it() {
  sends 192.0.2.7
  expect_nobody
}

test_a_refused_recipient() {
  flagged a@client.example b@example.org
  expect_whom 'from=<a@client.example> to=<b@example.org>'
  says rblsmtpd 'fail, NAUGHTY: Go.; from=<a@client.example> to=<b@example.org>'
  says naughty "fail: refused, flagged by rblsmtpd; from=<a@client.example>\
 to=<b@example.org>"
}

test_several_recipients() {
  flagged a@client.example b@example.org c@example.org b@example.org
  expect_whom 'from=<a@client.example> to=<b@example.org>+2'
}

test_the_null_sender() {
  flagged '' b@example.org
  expect_whom 'from=<> to=<b@example.org>'
}

# Nothing is known of somebody who has not said it yet.
test_refused_at_connect() {
  client 192.0.2.7 RBLSMTPD=-Go. NAUGHTY_REJECT=connect <<'END'
S: 554 5.7.1 Go.
S: <closed>
END
  expect_nobody
}

# A group of commands names the recipient though MAIL was refused.
test_refused_at_mail() {
  client 192.0.2.7 RBLSMTPD=-Go. NAUGHTY_REJECT=mail <<'END'
S: 220 mx.example.org ESMTP
C: EHLO client.example
S: 250-mx.example.org
S: 250-PIPELINING
S: 250-8BITMIME
S: 250-SMTPUTF8
S: 250-SIZE
S: 250 ENHANCEDSTATUSCODES
C> MAIL FROM:<a@client.example>\r\nRCPT TO:<b@example.org>\r\nRCPT TO:<c@d.example>\r\n
S: 550 5.7.1 Go.
S: 503 5.5.1 Bad sequence of commands.
S: 503 5.5.1 Bad sequence of commands.
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
  expect_whom 'from=<a@client.example> to=<b@example.org>+1'
}

# It left before it could be refused.
test_flagged_and_gone() {
  client 192.0.2.7 RBLSMTPD=-Go. <<'END'
S: 220 mx.example.org ESMTP
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender ok.
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
  expect_whom 'from=<a@client.example>'
}

test_the_message_is_refused() {
  client 192.0.2.7 PROTOCOL_BARE_LF=reject <<'END'
S: 220 obedient ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: RCPT TO:<c@example.org>
S: 250 ok
C: DATA
S: 354 go on
C> Hello\nyou\r\n.\r\n
S: 550 5.5.2 Lines end in CR LF, closing.
S: <closed>
END
  expect_whom 'from=<a@client.example> to=<b@example.org>+1'
}

test_what_is_tolerated() {
  { echo observe; echo rblsmtpd; echo naughty; } | checks
  sends 192.0.2.7 RBLSMTPD=-Go.
  expect_whom 'from=<a@client.example> to=<b@example.org>'
}

# What is never refused is no refusal that would have been: the log tells of it,
# and the journal does not.
test_what_only_costs_a_point() {
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: MAIL FROM: <a@client.example>
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  says protocol "fail, tolerated: MAIL without FROM:<; from=<a@client.example>"
  in_journal ''
}

# One of three is a trap; and the fourth is one too many. In the journal stands
# what was refused first.
test_the_recipient_that_was_refused() {
  client 192.0.2.7 LIMITS_RECIPIENTS=2 <<'END'
S: 220 obedient ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: RCPT TO:<old@example.org>
S: 550 5.1.1 There is no such mailbox.
C: RCPT TO:<c@example.org>
S: 250 ok
C: RCPT TO:<d@example.org>
S: 452 4.5.3 Too many recipients, try the rest later.
C: QUIT
S: 221 bye
S: <closed>
END
  expect_whom 'from=<a@client.example> to=<old@example.org>+3'
}

# Each check says whose mail it was about, though another message came between;
# the journal has the first one that was refused, not tolerated.
test_each_check_names_its_own() {
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: MAIL FROM:<first@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
S: 354 go on
C: .
S: 250 queued
C: MAIL FROM: <second@client.example>
S: 250 ok
C: RCPT TO:<c@example.org>
S: 250 ok
C: DATA
S: 354 go on
C: .
S: 250 queued
C: MAIL FROM:<third@client.example>
S: 250 ok
C: RCPT TO:<old@example.org>
S: 550 5.1.1 There is no such mailbox.
C: RSET
S: 250 ok
C: MAIL FROM:<fourth@client.example>
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  says protocol "fail, tolerated: MAIL without FROM:<;\
 from=<second@client.example> to=<c@example.org>"
  says traps "fail: wrote to the trap old@example.org;\
 from=<third@client.example> to=<old@example.org>"
  in_journal 'from=<third@client.example> to=<old@example.org>'
}

# Behind the transactions that are kept nobody is named, rather than another.
test_more_transactions_than_are_kept() {
  { echo observe; echo traps; } | checks
  { echo 'S: 220 obedient ESMTP'
    n=0
    while [ $((n += 1)) -le 10 ]
    do
      echo "C: MAIL FROM:<a$n@client.example>
S: 250 ok
C: RCPT TO:<old@example.org>
S: 250 ok
C: RSET
S: 250 ok"
    done
    echo 'C: QUIT
S: 221 bye
S: <closed>'
  } | client 192.0.2.7
  expect_whom 'from=<a1@client.example> to=<old@example.org>'
}

test_whoever_authenticates_is_not_named() {
  client 192.0.2.7 RBLSMTPD=-Go. LIMITS_AUTH=1 <<'END'
S: 220 mx.example.org ESMTP
C: EHLO client.example
S: 250-obedient
S: 250-PIPELINING
S: 250 AUTH PLAIN
C: AUTH PLAIN good
S: 235 welcome
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  in_journal ''
}

# Privacy: then neither of the two has an address.
test_limits_envelope_0() {
  echo limits envelope 0 >>"$QKARMA/control/checks"
  flagged a@client.example b@example.org
  expect_nobody
  says rblsmtpd 'fail, NAUGHTY: Go.'
}

# A blank, a bracket or a backslash from outside is none in the line; nor is a
# letter of another alphabet. A percent sign is one. What is no address, but was
# taken from a client that is refused anyway, stands there as it came.
test_what_bytes_become() {
  flagged '"a b> to=<c"@client.example' "$(printf 'j\303\266rg')@example.org"
  expect_whom 'from=<a\x20b\x3e\x20to=\x3cc@client.example> to=<j\xc3\xb6rg@example.org>'
  flagged '"a\"b"@client.example' "100%s%n$(printf '\033[31m')@example.org"
  expect_whom 'from=<a"b@client.example> to=<TO:\x3c100%s%n\x1b[31m@example.org\x3e>'
  flagged "a$(printf '\t')b@client.example" "100%s%n@example.org"
  expect_whom 'from=<a\x09b@client.example> to=<100%s%n@example.org>'
}

# A note of a filter may quote the message. It names nobody.
test_words_of_others_are_no_address() {
  sh_backend <<'END'
say '220 backend'; hear; say '250 ok'; hear
echo '-2 spam; from=<x@y> to=<z@y>' >&9
say '250 ok'; hear; say '221 bye'
END
  expect_pipe env TCPREMOTEIP=192.0.2.7 qkarma-smtpd $BACKEND_SH <<'END'
S: 220 backend
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  assertEquals "192.0.2.7 adjust: fail, tolerated: -2 spam; from=?x@y> to=?z@y>;\
 from=<a@client.example> to=<b@example.org>" "$(grep adjust "$PIPE_LOG")"
}

# Addresses of a thousand bytes, or of bytes that take four each.
test_long_addresses() {
  long=$(printf '%0950d' 0 | tr 0 x)
  flagged "$long@client.example" "$long@example.org"
  cut=$(printf '%0150d' 0 | tr 0 x)
  expect_whom "from=<$cut...> to=<$cut...>"
  flagged "$(printf '%0300d' 0 | sed 's/0/\o366/g')@client.example" b@example.org
  cut=$(printf '%037d' 0 | sed 's/0/\\xf6/g')
  expect_whom "from=<$cut...> to=<b@example.org>"
}

# Whatever room a line has, it has both whole, or nothing.
test_any_room() {
  unit parties
  assertEquals '' "$(parties | grep -v '^[0-9]* [0-9]* [0-9]*$')"
  assertEquals 8 "$(parties | grep -c .)"
}

# A record is the same, whoever wrote to whom; also if he looks like a rule.
test_the_fold_passes_over_them() {
  fresh_home
  with='1700000000 192.0.2.7 -4 0 0 2 n quit - stop=karma from=<neg=9@x> to=<pd=0>+1 neg=1 pd=2 pm=30 t=1'
  echo "$with" | journal
  fold
  dump >"$SHUNIT_TMPDIR/with"
  fresh_home
  echo "$with" | sed 's/ from=.* neg/ neg/' | journal
  fold
  dump >"$SHUNIT_TMPDIR/without"
  assertTrue 'there are records' "[ -s $SHUNIT_TMPDIR/with ]"
  assertEquals "$(cat "$SHUNIT_TMPDIR/without")" "$(cat "$SHUNIT_TMPDIR/with")"
}

. shunit2
