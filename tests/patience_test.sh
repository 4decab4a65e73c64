# Whom earlytalker makes wait, at the greeting and at DATA; what it costs, and
# what is refused for it. (Talk and hang-ups: earlytalker_test.sh.)

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"

setUp() {
  fresh_home
  EARLYTALKER_WAIT=60
}

# It talks at once; where nobody minds, it is answered in turn.
hasty() {
  client "$@" <<'END'
C: NOOP
S: 220 obedient ESMTP
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
}

refused() {
  client "$@" <<'END'
C: NOOP
S: 554 5.7.1 You talked before the greeting.
S: <closed>
END
}

test_a_history_of_five_is_made_wait_and_one_of_six_is_not() {
  past 192.0.2.5 5 g
  past 192.0.2.6 6 g
  refused 192.0.2.5
  hasty 192.0.2.6
  expect_word earlytalker 'skip: known and nice'
  expect_word karma 'pass: history 6'
}

# E12: nobody who is known and nice pays for it in time.
test_who_is_known_is_greeted_at_once() {
  EARLYTALKER_WAIT=300
  past 192.0.2.6 6 g
  sends 192.0.2.6
}

test_reject_0_counts_and_lets_pass() {
  hasty 192.0.2.7 EARLYTALKER_REJECT=0
  expect_word earlytalker \
    'fail, tolerated: talked before the greeting: smtp "NOOP\x0d\x0a"'
  expect_journal <<'END'
192.0.2.7 -1 0 0 0 - quit early_talk
END
}

# E2, E3: for good, unless another type is asked for.
test_it_is_refused_for_good_unless_told_otherwise() {
  refused 192.0.2.7
  expect_word earlytalker \
    'fail: talked before the greeting: smtp "NOOP\x0d\x0a"'
}

# E4, E6: one point, however often it is refused; RCPT is refused as MAIL is.
test_deferred_it_is_refused_at_mail_and_rcpt_and_costs_one_point() {
  client 192.0.2.7 EARLYTALKER_DEFER_REJECT=1 EARLYTALKER_REJECT_TYPE=temp \
    <<'END'
C: HELO client.example
S: 220 obedient ESMTP
S: 250 obedient
C: RCPT TO:<b@example.org>
S: 450 4.7.1 You talked before the greeting.
C: MAIL FROM:<a@client.example>
S: 450 4.7.1 You talked before the greeting.
C: RCPT TO:<b@example.org>
S: 503 5.5.1 Bad sequence of commands.
C: RSET
S: 250 ok
C: MAIL FROM:<a@client.example>
S: 450 4.7.1 You talked before the greeting.
C: QUIT
S: 221 bye
S: <closed>
END
  expect_word earlytalker "fail: talked before the greeting: smtp\
 \"HELO\\x20client.example\\x0d\\x0a\", deferred"
  expect_journal <<'END'
192.0.2.7 -1 0 0 0 - quit early_talk helo=client.example
END
}

# E5: who has authenticated meanwhile is refused nothing.
test_deferred_immunity_is_asked_for_again() {
  client 192.0.2.7 EARLYTALKER_DEFER_REJECT=1 <<'END'
C: NOOP
S: 220 obedient ESMTP
S: 250 ok
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
  expect_word earlytalker \
    'fail, tolerated: talked before the greeting: smtp "NOOP\x0d\x0a", deferred'
}

test_deferred_and_never_asked_for_anything() {
  hasty 192.0.2.7 EARLYTALKER_DEFER_REJECT=1
}

# The teaser is half a greeting; the other half is the backend's.
test_half_a_greeting_for_who_waits() {
  echo 'earlytalker teaser "mx.example.org, one moment"' | checks
  client 192.0.2.7 EARLYTALKER_WAIT=0.01 <<'END'
S: 220-mx.example.org, one moment
S: 220 obedient ESMTP
C: QUIT
S: 221 bye
S: <closed>
END
}

test_half_a_greeting_for_who_does_not() {
  echo 'earlytalker teaser "one moment"' | checks
  client 192.0.2.7 <<'END'
S: 220-one moment
C: NOOP
S: 220 mx.example.org ESMTP
S: 554 5.7.1 You talked before the greeting.
S: <closed>
END
}

# All lines of a reply have one code (RFC 5321 4.2.1), so that the greeting is
# ended as it began, and the first command refused.
test_half_a_greeting_for_who_is_then_refused() {
  naughty_ago 192.0.2.7 60 1
  client 192.0.2.7 EARLYTALKER_WAIT=0.01 EARLYTALKER_TEASER='one moment' \
    KARMA_REJECT=connect <<'END'
S: 220-one moment
S: 220 mx.example.org ESMTP
C: EHLO client.example
S: 421 4.7.1 You were naughty. You cannot connect for ...
S: <closed>
END
}

test_half_a_greeting_and_a_backend_that_refuses() {
  for greeting in '554 5.7.1 not you' '421 4.3.2 too busy'
  do
    expect_pipe env TCPREMOTEIP=192.0.2.7 TCPLOCALHOST=mx.example.org \
      EARLYTALKER_WAIT=0.01 EARLYTALKER_TEASER='one moment' \
      qkarma-smtpd printf '%s\r\n' "$greeting" <<END
S: 220-one moment
S: 220 mx.example.org ESMTP
C: EHLO client.example
S: $greeting
S: <closed>
END
  done
  expect_pipe env TCPREMOTEIP=192.0.2.7 TCPLOCALHOST=mx.example.org \
    EARLYTALKER_WAIT=0.01 EARLYTALKER_TEASER='one moment' qkarma-smtpd true <<'END'
S: 220-one moment
S: 220 mx.example.org ESMTP
C: EHLO client.example
S: 421 4.3.0 Something is wrong here, try again later.
S: <closed>
END
}

test_no_half_greeting_for_the_known_and_the_immune() {
  past 192.0.2.6 6 g
  hasty 192.0.2.6 EARLYTALKER_TEASER='one moment'
  client 192.0.2.7 EARLYTALKER_TEASER='one moment' RELAYCLIENT= <<'END'
S: 220 obedient ESMTP
C: QUIT
S: 221 bye
S: <closed>
END
}

test_a_teaser_is_one_line() {
  client 192.0.2.7 EARLYTALKER_WAIT=0.01 EARLYTALKER_TEASER="one
221 two" <<'END'
S: 220-one?221 two
S: 220 obedient ESMTP
C: QUIT
S: 221 bye
S: <closed>
END
}

# At DATA.

envelope() {
  cat <<'END'
S: 220 obedient ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
END
}

message() {
  cat <<'END'
C: DATA
S: 354 go on
C: Subject: hello
C: .
S: 250 queued
END
}

bye() {
  printf '%s\n' 'C: QUIT' 'S: 221 bye' 'S: <closed>'
}

test_at_data_who_waits_for_its_turn_passes() {
  echo 'earlytalker check-at DATA' | checks
  client 192.0.2.7 EARLYTALKER_WAIT=0.01 <<END
$(envelope)
$(message)
$(bye)
END
  expect_word earlytalker 'pass: waited for the 354'
}

# E9: what comes while we wait, and (earlytalker_test.sh) what stands in our
# own buffer already. A known client is tested too.
test_at_data_the_wait_ends_when_something_comes() {
  echo 'earlytalker check-at DATA' | checks
  past 192.0.2.6 6 g
  for type in 'perm 554 5.7.1' 'temp 451 4.7.1' 'disconnect 554 5.7.1' \
    'temp_disconnect 421 4.7.1'
  do
    client 192.0.2.6 EARLYTALKER_REJECT_TYPE="${type%% *}" <<END
$(envelope)
C: DATA
P: 0.1
C: Subject: impatient
S: ${type#* } You sent data before you were asked for it.
S: <closed>
END
  done
}

test_at_data_reject_naughty_is_disposed_of_at_once() {
  printf '%s\n' 'naughty reject data' 'earlytalker check-at DATA' | checks
  client 192.0.2.7 EARLYTALKER_REJECT=naughty <<END
$(envelope)
C: DATA
C: Subject: impatient
S: 554 5.7.1 You sent data before you were asked for it.
S: <closed>
END
}

# E4: each event once, whatever the number of messages.
test_at_data_it_costs_one_point() {
  echo 'earlytalker check-at DATA reject 0' | checks
  client 192.0.2.7 <<END
$(envelope)
C: DATA
C: .
S: 354 go on
S: 250 queued
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
C: .
S: 354 go on
S: 250 queued
$(bye)
END
  expect_journal <<'END'
192.0.2.7 3 2 0 0 g quit early_data,message_accepted*2
END
}

test_at_data_who_is_immune_is_not_made_wait() {
  echo 'earlytalker check-at DATA' | checks
  client 192.0.2.7 <<END
S: 220 obedient ESMTP
C: AUTH PLAIN good
S: 235 welcome
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
C: Subject: impatient
C: .
S: 354 go on
S: 250 queued
$(bye)
END
}

. shunit2
