# Options for one client, or one network, by tcprules: tcpserver puts them into
# the environment, and there they overrule control/checks.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"
unset EARLYTALKER_WAIT

oneTimeSetUp() {
  fresh_home
  printf '%s\n' 'earlytalker wait 60' rblsmtpd 'karma private 1' protocol \
    naughty | checks
  RULES=$SHUNIT_TMPDIR/rules
  tcprules "$RULES" "$RULES.tmp" <<'END'
127.0.1.:allow,EARLYTALKER_WAIT="0"
127.0.2.:allow,RELAYCLIENT="",EARLYTALKER_WAIT="300"
127.0.3.:allow,EARLYTALKER_WAIT="0",RBLSMTPD="-Go away"
127.0.4.:allow,EARLYTALKER_WAIT="0",RBLSMTPD=""
127.0.5.:allow,EARLYTALKER_WAIT="0",KARMA_PENALTY_DAYS="0.5",KARMA_NEGATIVE="1"
127.0.6.:allow,EARLYTALKER_WAIT="0",NAUGHTY_REJECT="mail",KARMA_REJECT_TYPE="perm"
127.0.7.:allow,EARLYTALKER_WAIT="soon"
:allow
END
  serve qkarma-smtpd -v obedient-backend
}

oneTimeTearDown() {
  unserve
}

test_no_wait_for_a_network() {
  expect_session -i 127.0.1.1 <<'END'
C: NOOP
S: 220 obedient ESMTP
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  expect_log '127.0.1.1 earlytalker: skip: not asked for'
}

test_the_others_are_made_wait() {
  expect_session -i 127.0.9.1 <<'END'
C: NOOP
S: 554 5.7.1 You talked before the greeting.
S: <closed>
END
}

test_a_relay_client_is_immune() {
  expect_session -i 127.0.2.1 <<'END'
C: NOOP
S: 220 obedient ESMTP
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  expect_log '127.0.2.1 karma: skip: immune by RELAYCLIENT'
}

test_a_listed_one_is_refused_and_an_exempted_one_is_not() {
  expect_session -i 127.0.3.1 <<'END'
S: 220 localhost ESMTP
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<b@example.org>
S: 550 5.7.1 Go away
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
  expect_session -i 127.0.4.1 <<'END'
S: 220 obedient ESMTP
C: QUIT
S: 221 bye
S: <closed>
END
  expect_log '127.0.4.1 rblsmtpd: pass: not blocked by lists'
}

# Half a day for this network; the fold reads no rules, the line tells it.
test_penalty_days_reach_the_box() {
  for ip in 127.0.5.1 127.0.6.1
  do
    expect_session -i "$ip" <<'END'
S: 220 obedient ESMTP
C: GET / HTTP/1.0
S: 521 5.5.1 I speak SMTP only.
S: <closed>
END
    await grep -q " $ip -3 .* pd=" "$QKARMA/journal/current"
  done
  assertContains "$(cat "$QKARMA/journal/current")" ' pd=1 '
  fold
  assertEquals 43200 "$(record 127.0.5.1 | awk -F : '{ print $2 - $1 }')"
  assertEquals 86400 "$(record 127.0.6.1 | awk -F : '{ print $2 - $1 }')"
  expect_session -i 127.0.5.1 <<'END'
S: 220 localhost ESMTP
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<b@example.org>
S: 421 4.7.1 You were naughty. You cannot connect for 0.50 more days.
S: <closed>
END
  # And where this network is refused, and how:
  expect_session -i 127.0.6.1 <<'END'
S: 220 localhost ESMTP
C: MAIL FROM:<a@client.example>
S: 550 5.7.1 You were naughty. You cannot connect for 1.00 more days.
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
}

test_a_mistake_there_is_one_too() {
  expect_session -i 127.0.7.1 <<'END'
S: 421 4.3.0 Something is wrong here, try again later.
S: <closed>
END
  expect_log 'environment: EARLYTALKER_WAIT: earlytalker wait cannot be "soon"'
}

. shunit2
