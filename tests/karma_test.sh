# What a connection has earned, while it lasts: a good history is rewarded
# once, and very bad karma is stopped before the message.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"

setUp() {
  fresh_home
}

# Faults of form take two points at most; behind something of substance each
# takes one.
PROTOCOL_NON_SMTP=0
export PROTOCOL_NON_SMTP

# A point is lost with each FOO.
foos() {
  i=0
  while [ "$i" -lt "$1" ]
  do
    printf '%s\n' 'C: FOO' 'S: 500 5.5.1 Unknown command.'
    i=$((i + 1))
  done
}

# So many points are lost; then a message.
up_to_data() {
  echo 'S: 220 obedient ESMTP'
  if [ "$1" -gt 2 ]
  then
    printf '%s\n' 'C: GET / HTTP/1.0' 'S: 500 5.5.1 Unknown command.'
    foos $(($1 - 3))
  else
    foos "$1"
  fi
  cat <<'END'
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
END
}

accepted() {
  cat <<'END'
S: 354 go on
C: .
S: 250 queued
C: QUIT
S: 221 bye
S: <closed>
END
}

refused() {
  cat <<'END'
S: 451 4.7.1 Your karma is very bad.
C: QUIT
S: 221 bye
S: <closed>
END
}

test_four_points_lost_are_bad_but_not_very_bad() {
  client 192.0.2.7 <<END
$(up_to_data 4)
$(accepted)
END
}

test_at_five_the_message_is_read_and_refused() {
  client 192.0.2.7 <<END
$(up_to_data 5)
S: 354 End the message with a dot.
C: Subject: buy this
C: .
S: 421 4.7.1 Your karma is very bad.
S: <closed>
END
  expect_word karma 'fail, NAUGHTY: very bad karma -5'
  expect_journal <<'END'
192.0.2.7 -5 0 0 0 n rejected non_smtp,unknown_command*2 neg=1 pd=1 pm=30 flag=karma/temp_disconnect
END
}

test_how_bad_is_very_bad_can_be_said() {
  client 192.0.2.7 KARMA_VERY_BAD=2 KARMA_REJECT=1 <<END
$(up_to_data 2)
S: 421 4.7.1 Your karma is very bad.
S: <closed>
END
  client 192.0.2.7 KARMA_VERY_BAD=7 <<END
$(up_to_data 6)
$(accepted)
END
}

test_reject_1_and_connect_refuse_it_at_data() {
  for reject in 1 connect
  do
    client 192.0.2.7 KARMA_REJECT=$reject KARMA_REJECT_TYPE=soft <<END
$(up_to_data 5)
$(refused)
END
    expect_word karma 'fail: very bad karma -5'
  done
}

test_reject_0_lets_it_pass() {
  client 192.0.2.7 KARMA_REJECT=0 <<END
$(up_to_data 5)
$(accepted)
END
  expect_word karma 'fail, tolerated: very bad karma -5'
}

# N8: flagged at DATA and disposed of at DATA, whichever stands first.
test_flag_and_disposal_in_one_phase_need_no_order() {
  for checks in 'karma naughty protocol' 'naughty protocol karma'
  do
    printf '%s\n' $checks | checks
    client 192.0.2.7 NAUGHTY_REJECT=data <<END
$(up_to_data 5)
S: 421 4.7.1 Your karma is very bad.
S: <closed>
END
  done
}

# K6: what was scored before karma had its turn is not forgotten.
test_what_came_before_counts() {
  printf '%s\n' rblsmtpd earlytalker karma protocol naughty | checks
  client 192.0.2.7 RBLSMTPD=listed RBLSMTPD_REJECT=0 KARMA_REJECT=1 \
    KARMA_REJECT_TYPE=temp <<END
$(up_to_data 4)
$(refused)
END
}

# K21: the history of an unknown client is 0.
test_a_history_of_ten_earns_nothing_and_one_of_eleven_a_point() {
  past 192.0.2.10 10 g
  past 192.0.2.11 11 g
  sends 192.0.2.9
  expect_word karma 'pass: history 0'
  sends 192.0.2.10
  expect_word karma 'pass: history 10'
  sends 192.0.2.11
  expect_word karma 'pass: history 11'
  assertEquals '192.0.2.9 2 1 0 0 g quit message_accepted
192.0.2.10 2 1 0 0 g quit message_accepted
192.0.2.11 3 1 0 0 g quit message_accepted,good_history' \
    "$(tail -n 3 "$QKARMA/journal/current" |
      sed "$NO_COURSE"'; s/^@[^ ]* //; s/ t=.*//')"
}

test_points_enough_without_a_message_are_not_nice() {
  past 192.0.2.11 11 g
  client 192.0.2.11 KARMA_NICE=1 <<'END'
S: 220 obedient ESMTP
C: QUIT
S: 221 bye
S: <closed>
END
  assertContains "$(tail -n 1 "$QKARMA/journal/current")" \
    '192.0.2.11 1 0 0 0 - quit good_history'
}

# K4: who is immune is not scored, whatever it does, and does not count.
test_an_immune_connection_is_not_scored() {
  client 192.0.2.7 LIMITS_AUTH=1 <<'END'
S: 220 obedient ESMTP
C: EHLO client.example
S: 250-obedient
S: 250-PIPELINING
S: 250 AUTH PLAIN
C: AUTH PLAIN good
S: 235 welcome
C: GET / HTTP/1.0
S: 500 5.5.1 Unknown command.
C: FOO
S: 500 5.5.1 Unknown command.
C: MAIL FROM: <a@client.example>
S: 250 ok
C: RCPT TO:<550@example.org>
S: 550 as you wish
C: QUIT
S: 221 bye
S: <closed>
END
  assertContains "$(cat "$QKARMA/journal/current")" \
    ' 192.0.2.7 0 0 0 1 i quit - at=rcpt helo=client.example '
  fold
  assertEquals '::1' "$(record 192.0.2.7 | cut -d : -f 3-5)"
  assertEquals '::' "$(record 192.0.2.7 | cut -d : -f 8-10)"
}

# K20: an option that does not exist is an error, also if it used to be one.
test_no_option_is_passed_over() {
  for option in 'penalty_box 2' 'db_dir /var/karma'
  do
    echo "karma $option" | checks
    client 192.0.2.7 <<'END'
S: 421 4.3.0 Something is wrong here, try again later.
S: <closed>
END
    assertContains "$(cat "$PIPE_LOG")" \
      "karma has no option \"${option% *}\"; its options are negative, "
  done
}

# The system must not learn from its own refusals.
test_our_own_refusals_are_nobodys_outcome() {
  client 192.0.2.7 KARMA_RECIPIENTS_UNKNOWN=1 LIMITS_RECIPIENTS=1 <<'END'
S: 220 obedient ESMTP
C: RCPT TO:<early@example.org>
S: 503 no sender
C: MAIL FROM:<a@client.example> BODY=BINARYMIME
S: 555 5.5.4 A parameter of something that was not offered.
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: RCPT TO:<c@example.org>
S: 452 4.5.3 Too many recipients, try the rest later.
C: QUIT
S: 221 bye
S: <closed>
END
  assertContains "$(cat "$QKARMA/journal/current")" \
    ' 192.0.2.7 0 0 0 0 - quit - '
}

. shunit2
