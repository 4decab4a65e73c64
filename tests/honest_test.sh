# What any honest client may do, and what is held against it then: old devices
# that know SMTP badly, servers that bounce, servers that verify addresses. And
# those who do the same for another reason.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"

setUp() {
  fresh_home
}

# The journal's karma, class and events, of the last connection.
judged() {
  await enough_connections "${1:-1}"
  tail -n 1 "$QKARMA/journal/current" |
    sed 's/^@[0-9a-f]* [^ ]* \([-0-9]*\) [0-9]* [0-9]* [0-9]* \(.\) [a-z]* \([^ ]*\).*/\1 \2 \3/'
}

# A server that refuses the messages of two bounces, which quote spam.
test_bounces_that_are_refused_make_one_point() {
  client 192.0.2.5 <<'END'
S: 220 obedient ESMTP
C: MAIL FROM:<>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
S: 354 go on
C: Answer: 554 5.7.1 spam
C: .
S: 554 5.7.1 spam
C: MAIL FROM:<>
S: 250 ok
C: RCPT TO:<550@example.org>
S: 550 as you wish
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
S: 354 go on
C: Answer: 554 5.7.1 spam
C: .
S: 554 5.7.1 spam
C: QUIT
S: 221 bye
S: <closed>
END
  assertEquals '-1 - bad_recipient' "$(judged)"
}

# verify ADDRESS...: one transaction for each, without DATA.
verify() {
  echo 'S: 220 obedient ESMTP'
  for address
  do
    printf '%s\n' 'C: MAIL FROM:<verify@client.example>' 'S: 250 ok' \
      "C: RCPT TO:<$address@example.org>" "S: $address as you wish" \
      'C: RSET' 'S: 250 ok'
  done
  printf '%s\n' 'C: QUIT' 'S: 221 bye' 'S: <closed>'
}

# $1 times.
dead() {
  yes 550 | head -n "$1"
}

test_who_verifies_dead_addresses_does_not_guess() {
  client 192.0.2.5 <<END
$(verify $(dead 20))
END
  assertEquals '-1 - bad_recipient' "$(judged)"
}

test_but_more_than_twenty_are_guessed() {
  client 192.0.2.5 <<END
$(verify $(dead 21))
END
  assertEquals '-18 n bad_recipient*18' "$(judged)"
}

# The address that is asked for, and one that should not be there: some servers
# verify with both.
test_two_in_a_transaction_are_verified_and_three_are_guessed() {
  client 192.0.2.5 <<'END'
S: 220 obedient ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<550@example.org>
S: 550 as you wish
C: RCPT TO:<550@example.org>
S: 550 as you wish
C: RSET
S: 250 ok
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<550@example.org>
S: 550 as you wish
C: RCPT TO:<550@example.org>
S: 550 as you wish
C: RSET
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  assertEquals '-1 - bad_recipient' "$(judged 1)"
  client 192.0.2.6 <<'END'
S: 220 obedient ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<550@example.org>
S: 550 as you wish
C: RCPT TO:<550@example.org>
S: 550 as you wish
C: RCPT TO:<550@example.org>
S: 550 as you wish
C: RSET
S: 250 ok
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<550@example.org>
S: 550 as you wish
C: RCPT TO:<550@example.org>
S: 550 as you wish
C: RCPT TO:<550@example.org>
S: 550 as you wish
C: QUIT
S: 221 bye
S: <closed>
END
  assertEquals '-3 n bad_recipient*3' "$(judged 2)"
}

# Who goes on to DATA had mail for them.
test_with_data_it_was_no_verification() {
  {
    echo 'S: 220 obedient ESMTP'
    for i in 1 2 3 4 5 6
    do
      printf '%s\n' 'C: MAIL FROM:<a@client.example>' 'S: 250 ok' \
        'C: RCPT TO:<550@example.org>' 'S: 550 as you wish' \
        'C: RCPT TO:<b@example.org>' 'S: 450 as you wish' \
        'C: DATA' 'S: 503 no recipients'
    done
    printf '%s\n' 'C: QUIT' 'S: 221 bye' 'S: <closed>'
  } | sed 's/RCPT TO:<b@/RCPT TO:<450@/' >"$SHUNIT_TMPDIR/guesses"
  client 192.0.2.6 <"$SHUNIT_TMPDIR/guesses"
  assertEquals '-3 n bad_recipient*3' "$(judged)"
}

# A printer that reads no replies: an address that is mistyped, and then the
# body of the message for commands.
test_a_body_behind_a_refused_data_counts_once() {
  client 192.0.2.6 <<'END'
S: 220 obedient ESMTP
C: HELO printer
S: 250 obedient
C: MAIL FROM:<p@client.example>
S: 250 ok
C: RCPT TO:<550@example.org>
S: 550 as you wish
C: DATA
S: 503 no recipients
C: Subject: paper
S: 500 5.5.1 Unknown command.
C: From: p@client.example
S: 500 5.5.1 Unknown command.
C: Tray 2.
S: 500 5.5.1 Unknown command.
C: .
S: 500 5.5.1 Unknown command.
C: QUIT
S: 221 bye
S: <closed>
END
  assertEquals '-1 - unknown_command' "$(judged)"
}

# Most send it in one go; no line of it is a command that came too early.
test_such_a_body_at_once() {
  client 192.0.2.6 <<'END'
S: 220 obedient ESMTP
C: MAIL FROM:<p@client.example>
S: 250 ok
C: RCPT TO:<550@example.org>
S: 550 as you wish
C: DATA
S: 503 no recipients
C> Subject: paper\r\nTray 2.\r\n.\r\n
S: 500 5.5.1 Unknown command.
S: 500 5.5.1 Unknown command.
S: 500 5.5.1 Unknown command.
C: QUIT
S: 221 bye
S: <closed>
END
  assertEquals '-1 - unknown_command' "$(judged)"
}

test_such_a_body_ends_at_the_limit_too() {
  {
    printf '%s\n' 'S: 220 obedient ESMTP' 'C: MAIL FROM:<a@client.example>' \
      'S: 250 ok' 'C: DATA' 'S: 503 no recipients'
    for i in 1 2 3 4 5 6 7 8
    do
      printf '%s\n' 'C: Lorem ipsum' 'S: 500 5.5.1 Unknown command.'
    done
    printf '%s\n' 'C: dolor sit' 'S: 521 5.5.1 Too many unknown commands.' \
      'S: <closed>'
  } >"$SHUNIT_TMPDIR/body"
  client 192.0.2.6 <"$SHUNIT_TMPDIR/body"
  assertEquals '-1 - unknown_command' "$(judged)"
}

# With the next MAIL it is on its way again.
test_then_commands_are_commands_again() {
  client 192.0.2.6 PROTOCOL_UNKNOWN_LIMIT=0 <<'END'
S: 220 obedient ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: DATA
S: 503 no recipients
C: Lorem ipsum
S: 500 5.5.1 Unknown command.
C: dolor sit
S: 500 5.5.1 Unknown command.
C: MAIL FROM:<a@client.example>
S: 250 ok
C: FOO
S: 500 5.5.1 Unknown command.
C: FOO
S: 500 5.5.1 Unknown command.
C: QUIT
S: 221 bye
S: <closed>
END
  assertEquals '-2 - unknown_command*3' "$(judged)"
}

# All faults of form that there are, in one connection.
test_form_alone_makes_nobody_naughty() {
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: FOO
S: 500 5.5.1 Unknown command.
C: FOO
S: 500 5.5.1 Unknown command.
C: FOO
S: 500 5.5.1 Unknown command.
C: MAIL FROM: <a@client.example>
S: 250 ok
C: RCPT TO: <b@example.org>
S: 250 ok
C: DATA
S: 354 go on
C> Subject: old\n\nhello\r\n.\r\n
S: 250 queued
C: QUIT
S: 221 bye
S: <closed>
END
  assertEquals '0 - bare_lf,unknown_command*3,bad_envelope*2,message_accepted' \
    "$(judged)"
}

# A library that sends LF, and a filter that does not like the message.
test_nor_does_it_with_one_refused_message() {
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
S: 354 go on
C> Answer: 554 5.7.1 spam\n\nhello\r\n.\r\n
S: 554 5.7.1 spam
C: QUIT
S: 221 bye
S: <closed>
END
  assertEquals '-2 - bare_lf,message_refused' "$(judged)"
}

# With something of substance form counts in full.
test_form_and_substance() {
  client 192.0.2.7 PROTOCOL_NON_SMTP=0 <<'END'
S: 220 obedient ESMTP
C: GET / HTTP/1.1
S: 500 5.5.1 Unknown command.
C: Host: mx.example.org
S: 500 5.5.1 Unknown command.
C: Accept: text/html
S: 500 5.5.1 Unknown command.
C: QUIT
S: 221 bye
S: <closed>
END
  assertEquals '-5 n non_smtp,unknown_command*2' "$(judged)"
}

# The operator's own word on a fault of form counts as he gave it.
test_points_that_were_given() {
  echo 'unknown_command -4' >"$QKARMA/control/awards"
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: FOO
S: 500 5.5.1 Unknown command.
C: FOO
S: 500 5.5.1 Unknown command.
C: QUIT
S: 221 bye
S: <closed>
END
  assertEquals '-4 n unknown_command*2' "$(judged)"
}

. shunit2
