# How well a client speaks SMTP: what is no SMTP, what is unknown, malformed,
# or has bare line ends.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"

oneTimeSetUp() {
  fresh_home
}

setUp() {
  new_journal
  rm -f "$QKARMA/control/checks"
}

karma_is() {
  assertEquals "${2-karma}" "$1" \
    "$(awk 'END { print $3, $9 }' "$QKARMA/journal/current")"
}

foreign() {
  client 192.0.2.7 <<END
S: 220 obedient ESMTP
C: $1
C: Host: mx.example.org
C:
C: MAIL FROM:<smuggled@client.example>
S: 521 5.5.1 I speak SMTP only.
S: <closed>
END
}

test_a_first_line_that_is_no_smtp_ends_it() {
  for line in 'GET / HTTP/1.1' 'POST /cgi-bin HTTP/1.0' \
    'CONNECT mx.example.org:25 HTTP/1.1' 'HEAD / HTTP/1.0' 'Host: example.org' \
    'X-Header:value' 'Subject: hello'
  do
    foreign "$line"
    assertContains "$line" \
      "$(awk 'END { print $9 }' "$QKARMA/journal/current")" non_smtp
  done
  assertContains "$(cat "$PIPE_LOG")" \
    '192.0.2.7 protocol: fail: not SMTP: "Subject:\x20hello"'
}

# Only its first line shows that a client is none: later it is a mistake.
test_later_such_a_line_is_an_unknown_command() {
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: NOOP
S: 250 ok
C: GET / HTTP/1.1
S: 500 5.5.1 Unknown command.
C: Host: example.org
S: 500 5.5.1 Unknown command.
C: QUIT
S: 221 bye
S: <closed>
END
  karma_is '-2 unknown_command*2'
}

test_non_smtp_0_only_records() {
  echo 'protocol non_smtp 0' | checks
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: GET / HTTP/1.1
S: 500 5.5.1 Unknown command.
C: QUIT
S: 221 bye
S: <closed>
END
  karma_is '-3 non_smtp'
  expect_word protocol 'fail, tolerated: not SMTP: "GET\x20/\x20HTTP/1.1"'
}

# So many unknown commands, then one more.
foos() {
  i=0
  while [ "$i" -lt "$1" ]
  do
    printf '%s\n' 'C: FOO' 'S: 500 5.5.1 Unknown command.'
    i=$((i + 1))
  done
}

test_past_eight_unknown_commands_it_is_over() {
  client 192.0.2.7 <<END
S: 220 obedient ESMTP
$(foos 8)
C: FOO
S: 521 5.5.1 Too many unknown commands.
S: <closed>
END
  karma_is '-2 unknown_command*9'
  expect_word protocol 'fail: too many unknown commands'
}

# What comes behind a refused DATA is the message, from who does not read
# replies: one fault, until something begins anew, but not without end.
test_a_message_behind_a_refused_data_is_one_unknown_command() {
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: HELO printer
S: 250 obedient
C: MAIL FROM:<p@client.example>
S: 250 ok
C: RCPT TO:<550.5.1.1@example.org>
S: 550 5.1.1 as you wish
C: DATA
S: 503 no recipients
C: Subject: paper
C: From: p@client.example
C:
C: Tray 2.
C: .
S: 500 5.5.1 Unknown command.
S: 500 5.5.1 Unknown command.
S: 500 5.5.1 Unknown command.
S: 500 5.5.1 Unknown command.
S: 500 5.5.1 Unknown command.
C: DATA
S: 503 no recipients
C: Tray 3.
S: 500 5.5.1 Unknown command.
C: RSET
S: 250 ok
C: FOO
S: 500 5.5.1 Unknown command.
C: QUIT
S: 221 bye
S: <closed>
END
  karma_is '-2 unknown_command*2'
}

test_such_a_message_without_end_is_ended() {
  client 192.0.2.7 <<END
S: 220 obedient ESMTP
C: DATA
S: 503 no recipients
$(foos 8)
C: FOO
S: 521 5.5.1 Too many unknown commands.
S: <closed>
END
  karma_is '-1 unknown_command'
}

test_how_many_can_be_said_and_0_is_any_number() {
  echo 'protocol unknown_limit 1' | checks
  client 192.0.2.7 <<END
S: 220 obedient ESMTP
$(foos 1)
C: FOO
S: 521 5.5.1 Too many unknown commands.
S: <closed>
END
  echo 'protocol unknown_limit 0' | checks
  client 192.0.2.7 <<END
S: 220 obedient ESMTP
$(foos 12)
C: QUIT
S: 221 bye
S: <closed>
END
  expect_word protocol 'fail, tolerated: unknown command'
}

# K12: once for MAIL and once for RCPT, however often.
test_a_malformed_envelope_costs_a_point_for_each_kind() {
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: MAIL FROM: <a@client.example>
S: 250 ok
C: RCPT TO:b@example.org
S: 250 ok
C: RCPT TO: <c@example.org>
S: 250 ok
C: RSET
S: 250 ok
C: MAIL FROM:a@client.example
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  karma_is '-2 bad_envelope*2'
  expect_word protocol 'fail, tolerated: MAIL without FROM:<'
}

# K13: only what was sent can be malformed.
test_an_argument_that_is_missing_is_none() {
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: MAIL
S: 250 ok
C: RCPT
S: 250 ok
C: mail from:<a@client.example> SIZE=100
S: 250 ok
C: Rcpt To:<b@example.org> NOTIFY=NEVER
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  karma_is '0 -'
  expect_word protocol pass
}

test_envelope_format_0_does_not_mind() {
  echo 'protocol envelope_format 0' | checks
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: MAIL FROM: <a@client.example>
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  karma_is '0 -'
}

# A message whose body is in printf's language.
message() {
  cat <<END
S: 220 obedient ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
S: 354 go on
C> $1\\r\\n.\\r\\n
END
}

accepted() {
  printf '%s\n' 'S: 250 queued' 'C: QUIT' 'S: 221 bye' 'S: <closed>'
}

refused() {
  printf '%s\n' 'S: 550 5.5.2 Lines end in CR LF, closing.' 'S: <closed>'
}

test_a_bare_lf_is_mended_and_costs_a_point() {
  client 192.0.2.7 <<END
$(message 'Subject: x\n\nhello')
$(accepted)
END
  karma_is '1 bare_lf,message_accepted'
  expect_word protocol 'fail, tolerated: bare LF in a message'
}

test_a_bare_lf_can_be_refused_and_a_bare_cr() {
  echo 'protocol bare_lf reject' | checks
  client 192.0.2.7 <<END
$(message 'Subject: x\n\nhello')
$(refused)
END
  karma_is '-1 bare_lf'
  expect_word protocol 'fail: bare LF in a message'
  echo 'protocol bare_cr reject' | checks
  client 192.0.2.7 <<END
$(message 'hello\rthere')
$(refused)
END
  karma_is '0 -'
  expect_word protocol 'fail: bare CR in a message'
}

test_a_bare_cr_passes() {
  client 192.0.2.7 <<END
$(message 'hello\rthere')
$(accepted)
END
  karma_is '2 message_accepted'
  expect_word protocol pass
}

test_without_the_check_nothing_is_scored() {
  echo naughty | checks
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: GET / HTTP/1.0
C: MAIL FROM: <a@client.example>
S: 500 5.5.1 Unknown command.
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  karma_is '0 -'
}

. shunit2
