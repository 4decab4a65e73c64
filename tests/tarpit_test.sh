# tarpit: the worse a client's karma, the longer it waits for each reply.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"

setUp() {
  fresh_home
  printf '%s\n' tarpit protocol | checks
}

# Two points are lost; then so many replies are waited for.
session() {
  cat <<'END'
S: 220 obedient ESMTP
C: FOO
S: 500 5.5.1 Unknown command.
C: FOO
S: 500 5.5.1 Unknown command.
C: NOOP
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
}

says() {
  session >"$SHUNIT_TMPDIR/session"
  client "$@" <"$SHUNIT_TMPDIR/session"
}

seconds() {
  sed -n 's/.* t=\([0-9]*\) .*/\1/p' "$QKARMA/journal/current" | tail -n 1
}

# Nothing before the first FOO, one point's wait before the reply to the
# second, two points' before those to NOOP and QUIT: 0.5 + 1 + 1.
test_it_waits_so_long_for_each_point() {
  says 192.0.2.7 TARPIT_DELAY=0.5
  expect_word tarpit 'fail: made it wait 2.5 s'
  assertTrue "it took $(seconds) s" "[ $(seconds) -ge 2 ]"
}

# 0.1 s before the replies to the second FOO, AUTH, the name, MAIL, RCPT,
# DATA and the dot; then a message was accepted, and nobody waits.
test_it_waits_before_each_reply_the_last_one_included() {
  client 192.0.2.7 TARPIT_MAX=0.1 <<'END'
S: 220 obedient ESMTP
C: FOO
S: 500 5.5.1 Unknown command.
C: FOO
S: 500 5.5.1 Unknown command.
C: AUTH LOGIN
S: 334 VXNlcm5hbWU6
C: ZXZl
S: 535 no
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
S: 354 go on
C: Subject: hello
C: .
S: 250 queued
C: QUIT
S: 221 bye
S: <closed>
END
  expect_word tarpit 'fail: made it wait 0.7 s'
}

test_it_waits_before_a_refusal_at_connect() {
  printf '%s\n' 'earlytalker wait 60' tarpit | checks
  client 192.0.2.7 EARLYTALKER_WAIT=60 TARPIT_MAX=0.1 <<'END'
C: EHLO client.example
S: 554 5.7.1 You talked before the greeting.
S: <closed>
END
  expect_word tarpit 'fail: made it wait 0.1 s'
}

test_and_before_one_behind_the_dot() {
  printf '%s\n' tarpit 'protocol bare_lf reject' | checks
  client 192.0.2.7 TARPIT_MAX=0.1 <<'END'
S: 220 obedient ESMTP
C: FOO
S: 500 5.5.1 Unknown command.
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
S: 354 go on
C> Subject: hello\n\r\n.\r\n
S: 550 5.5.2 ...
S: <closed>
END
  expect_word tarpit 'fail: made it wait 0.4 s'
}

test_but_no_longer_than_max() {
  says 192.0.2.7 TARPIT_DELAY=300 TARPIT_MAX=0.1
  expect_word tarpit 'fail: made it wait 0.3 s'
}

test_good_clients_do_not_wait() {
  sends 192.0.2.7 TARPIT_DELAY=300 TARPIT_MAX=300
  expect_word tarpit pass
}

test_who_is_immune_does_not_wait() {
  client 192.0.2.7 TARPIT_DELAY=0.1 <<'END'
S: 220 obedient ESMTP
C: FOO
S: 500 5.5.1 Unknown command.
C: AUTH PLAIN good
S: 235 welcome
C: NOOP
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  expect_word tarpit 'skip: immune by AUTH'
}

test_while_observing_nobody_waits() {
  printf '%s\n' observe tarpit protocol | checks
  says 192.0.2.7 TARPIT_DELAY=100 TARPIT_MAX=300
  expect_word tarpit 'fail, tolerated: would have made it wait 500 s'
}

test_max_0_only_records() {
  says 192.0.2.7 TARPIT_MAX=0
  expect_word tarpit 'fail, tolerated: karma -2'
}

# The client leaves in the middle of a wait of five minutes.
test_the_wait_ends_when_the_client_hangs_up() {
  client 192.0.2.7 TARPIT_DELAY=300 TARPIT_MAX=300 <<'END'
S: 220 obedient ESMTP
C: FOO
S: 500 5.5.1 Unknown command.
C: NOOP
END
  assertContains "$(cat "$QKARMA/journal/current")" ' - lost unknown_command '
}

. shunit2
