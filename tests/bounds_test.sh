# Many steps make no endless session, and no limit costs anybody his mail:
# `limits commands' and `limits session_timeout', for the whole of a session.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"
. "$(dirname "$0")/dialogue.sh"

oneTimeSetUp() {
  use_sh_backend
  unit bounds
  unit pour
  unit sink
  SINK=$SHUNIT_TMPDIR/sink
  export SINK
}

setUp() {
  fresh_home
  rm -f "$SINK"
}

tearDown() {
  unserve
}

# The rule itself: each line of stdin, and behind `=` what it comes to.
rule() {
  cat >"$SHUNIT_TMPDIR/table"
  assertEquals "bounds $1" "$(sed 's/.*= //' "$SHUNIT_TMPDIR/table")" \
    "$(sed 's/ *=.*//' "$SHUNIT_TMPDIR/table" | bounds "$1")"
}

# 50 commands without a message, a session of 100 seconds, 10 for a command.
test_the_rule_of_commands() {
  rule passed <<'END'
0 49 none 0 0 NOOP = -
0 50 none 0 0 NOOP = 421
0 50 none 0 0 QUIT = -
0 50 none 0 0 MAIL = 421
0 50 none 0 0 DATA = 421
0 50 open 0 0 RCPT = 421
0 50 open 1 0 RCPT = 452
0 50 open 1 0 NOOP = 452
0 50 open 1 0 MAIL = 452
0 50 open 1 0 EHLO = 452
0 50 open 1 0 AUTH = 452
0 50 open 1 0 STARTTLS = 452
0 9999 open 1 0 RCPT = 452
0 9999 open 1 0 DATA = -
0 9999 open 1 0 RSET = -
0 9999 open 1 0 QUIT = -
0 9999 open 1 0 BDAT = -
0 9999 open 1 0 command = -
0 9999 decoy 1 0 RCPT = 452
0 9999 decoy 1 0 DATA = -
0 9999 refused 1 0 RCPT = 421
0 9999 refused 1 0 DATA = 421
0 50 none 0 1 NOOP = -
0 50 none 0 1 RSET = -
0 50 none 0 1 MAIL = 421
END
}

test_the_rule_of_time() {
  rule passed <<'END'
99 0 none 0 0 MAIL = -
100 0 none 0 0 MAIL = 421
100 0 none 0 0 NOOP = 421
100 0 none 0 1 NOOP = 421
100 0 none 0 0 QUIT = -
100 0 none 0 0 AUTH = 421
100 0 open 0 0 NOOP = 421
100 0 open 0 0 RCPT = -
109 0 open 0 0 RCPT = -
110 0 open 0 0 RCPT = 421
100 0 open 1 0 NOOP = 452
100 0 open 1 0 MAIL = 452
109 0 open 1 0 RCPT = -
110 0 open 1 0 RCPT = 452
119 0 open 1 0 RCPT = 452
119 0 open 1 0 DATA = -
119 0 open 1 0 RSET = -
120 0 open 1 0 RCPT = 421
120 0 open 1 0 DATA = 421
100 0 decoy 1 0 NOOP = 452
119 0 decoy 1 0 DATA = -
120 0 decoy 1 0 DATA = 421
100 0 refused 1 0 RCPT = 421
100 50 open 1 0 RCPT = 452
END
  rule wait <<'END'
0 none = 10
99 none = 10
9999 none = 10
0 open = 10
109 open = 10
115 open = 5
115 decoy = 5
115 refused = 10
END
}

# 5 times 20 bytes; twice as many for each 100 seconds; and in the end it is
# over, however much comes.
test_the_rule_of_a_rate() {
  rule pace <<'END'
5 100 = good
5 99 = slow
99 100 = good
100 100 = slow
100 200 = good
399 800 = good
399 799 = slow
1000 102400 = good
1000 102399 = slow
2399 999999999999 = good
2400 999999999999 = over
1000 0 = good
2399 0 = good
2400 0 = over
END
  RATE=0 rule pace <<'END'
2399 1 = good
2400 999999999999 = over
END
}

# What somebody else was waited for doubles nothing, but does not last for ever
# either.
test_a_rate_is_the_clients_alone() {
  rule pace <<'END'
1000 100 901 = good
1000 100 900 = slow
2399 100 2399 = good
2400 100 2400 = over
END
}

# With these limits and the backend that agrees with everything.
limited() {
  echo "limits $*" | plain_checks
  serve qkarma-smtpd sink
}

# Recipients, accepted, from $1 to $2.
to() {
  seq "$1" "$2" | sed 's/.*/C: RCPT TO:<user&@example.org>\nS: 250 ok/'
}

test_recipients_that_are_accepted_are_no_idle_commands() {
  limited commands 3
  expect_session <<END
S: 220 sink
C: EHLO client.example
S: 250 ok
C: MAIL FROM:<list@client.example>
S: 250 ok
$(to 1 40)
C: DATA
S: 354 go
C: .
S: 250 kept
C: QUIT
S: 221 bye
S: <closed>
END
}

# A backend that takes `user` and nobody else; a message to it, only where it
# says so.
picky() {
  sh_backend <<END
say '220 backend'
while hear
do
  case \$line in
    RCPT*user*) say '250 ok' ;;
    RCPT*) say '550 5.1.1 nobody' ;;
    DATA) $1 ;;
    QUIT) say '221 bye'; exit ;;
    *) say '250 ok' ;;
  esac
done
END
  serve qkarma-smtpd $BACKEND_SH
}

# The envelope up to the limit of three, and behind it.
past_the_limit() {
  cat <<'END'
S: 220 backend
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<user@example.org>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 550 5.1.1 nobody
C: RCPT TO:<c@example.org>
S: 550 5.1.1 nobody
C: RCPT TO:<d@example.org>
S: 452 4.5.3 Too much for one session, only DATA is waited for.
C: NOOP
S: 452 4.5.3 Too much for one session, only DATA is waited for.
C: RCPT TO:<user@example.org>
S: 452 4.5.3 Too much for one session, only DATA is waited for.
END
}

test_a_limit_that_is_reached_lets_the_message_pass() {
  echo 'limits commands 3' | plain_checks
  picky "say '354 go'; body; say '250 queued'"
  expect_session <<END
$(past_the_limit)
C: DATA
S: 354 go
C: .
S: 250 queued
C: MAIL FROM:<a@client.example>
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  expect_log 'limits: fail: commands'
}

test_behind_a_transaction_it_ends_the_session() {
  echo 'limits commands 3' | plain_checks
  picky "say '354 go'; body; say '554 5.7.1 spam'"
  expect_session <<END
$(past_the_limit)
C: DATA
S: 354 go
C: .
S: 554 5.7.1 spam
C: MAIL FROM:<a@client.example>
S: 421 4.7.0 Too many commands without a message.
S: <closed>
END
  expect_session <<END
$(past_the_limit)
C: RSET
S: 250 ok
C: MAIL FROM:<a@client.example>
S: 421 4.7.0 Too many commands without a message.
S: <closed>
END
}

# Or DATA could be asked for without end.
test_data_is_served_once_behind_it() {
  echo 'limits commands 3' | plain_checks
  picky "say '451 4.3.0 not now'"
  expect_session <<END
$(past_the_limit)
C: DATA
S: 451 4.3.0 not now
C: DATA
S: 421 4.7.0 Too many commands without a message.
S: <closed>
END
}

test_what_carries_a_payload_is_no_command_behind_it_either() {
  echo 'limits commands 3' | plain_checks
  picky :
  expect_session <<END
$(past_the_limit)
C: BDAT 5 LAST
C: RSET
S: 503 5.5.1 This was not offered, closing.
S: <closed>
END
}

# Who keeps its connection for the next message is not one who only plays.
test_a_client_that_delivers_may_wait_with_noop_and_rset() {
  limited commands 4
  { echo 'S: 220 sink'
    for message in 1 2
    do
      printf '%s\n' 'C: MAIL FROM:<a@client.example>' 'S: 250 ok' \
        'C: RCPT TO:<b@example.org>' 'S: 250 ok' 'C: DATA' 'S: 354 go' \
        'C: .' 'S: 250 kept'
      for i in 1 2 3 4 5 6
      do
        printf '%s\n' 'C: NOOP' 'S: 250 ok' 'C: RSET' 'S: 250 ok'
      done
    done
    printf '%s\n' 'C: QUIT' 'S: 221 bye' 'S: <closed>'
  } >"$SHUNIT_TMPDIR/pool"
  expect_session <"$SHUNIT_TMPDIR/pool"
}

test_the_rounds_of_auth_count() {
  echo 'limits commands 3' | plain_checks
  sh_backend <<'END'
say '220 backend'
while hear; do say '334 '; done
END
  serve qkarma-smtpd $BACKEND_SH
  expect_session <<'END'
S: 220 backend
C: AUTH X
S: 334 
C: one
S: 334 
C: two
S: 334 
C: three
S: 421 4.7.0 Too many commands without a message.
S: <closed>
END
  expect_heard <<'END'
AUTH X
one
two
<eof>
END
}

# Each command comes in time, and all of them together do not.
test_an_open_transaction_does_not_keep_a_session_alive() {
  limited session_timeout 3
  expect_session <<'END'
S: 220 sink
C: MAIL FROM:<a@client.example>
S: 250 ok
P: 3.1
C: NOOP
S: 421 4.4.2 This session is too long, connect again.
S: <closed>
END
  expect_journal <<'END'
127.0.0.1 0 0 0 0 - timeout -
END
}

test_nor_does_an_exchange_of_auth() {
  echo 'limits session_timeout 3' | plain_checks
  sh_backend <<'END'
say '220 backend'
while hear; do say '334 '; done
END
  serve qkarma-smtpd $BACKEND_SH
  expect_session <<'END'
S: 220 backend
C: AUTH X
S: 334 
P: 3.1
C: one
S: 421 4.4.2 This session is too long, connect again.
S: <closed>
END
}

test_but_a_message_that_could_come_is_waited_for() {
  limited session_timeout 3
  expect_session <<'END'
S: 220 sink
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
P: 3.1
C: RCPT TO:<c@example.org>
S: 250 ok
C: NOOP
S: 452 4.5.3 Too much for one session, only DATA is waited for.
C: DATA
S: 354 go
C: .
S: 250 kept
C: NOOP
S: 421 4.4.2 This session is too long, connect again.
S: <closed>
END
  expect_journal <<'END'
127.0.0.1 2 2 0 0 g timeout message_accepted
END
}

test_who_leaves_too_late_leaves_politely() {
  limited session_timeout 3
  expect_session <<'END'
S: 220 sink
P: 3.1
C: QUIT
S: 221 bye
S: <closed>
END
}

# More than data_rate asks for, and yet no end of it: twenty seconds of it, if
# they were let.
test_a_message_must_come_faster_the_longer_it_takes() {
  limited data_timeout 2 session_timeout 2 data_rate 20
  { envelope
    for i in $(seq 200)
    do
      printf '12345678\r\n'
      sleep 0.1
    done
    farewell
  } | pour "$PORT" 1000 >"$SHUNIT_TMPDIR/replies"
  assertContains "$(cat "$SHUNIT_TMPDIR/replies")" \
    '421 4.4.2 I waited too long, closing.'
  expect_journal <<'END'
127.0.0.1 -1 0 0 0 - timeout bad_pipelining
END
  expect_log 'limits: fail: data_rate'
}

test_a_message_that_does_may_outlast_the_session() {
  limited data_timeout 2 session_timeout 2 data_rate 1
  { envelope
    for i in $(seq 40)
    do
      printf '%0998d\r\n' "$i"
      sleep 0.1
    done
    farewell
  } | pour "$PORT" 1000 >"$SHUNIT_TMPDIR/replies"
  assertContains "$(cat "$SHUNIT_TMPDIR/replies")" '250 kept'
}

# What nobody gets has the same bounds.
test_a_message_of_a_naughty_client_too() {
  printf '%s\n' 'earlytalker wait 0' rblsmtpd 'naughty reject data_post' \
    'limits data_timeout 2 session_timeout 2 data_rate 20' | checks
  serve env RBLSMTPD=-listed TCPLOCALPORT=25 qkarma-smtpd sink
  { envelope
    for i in $(seq 200)
    do
      printf '12345678\r\n'
      sleep 0.1
    done
    farewell
  } | pour "$PORT" 1000 >"$SHUNIT_TMPDIR/replies"
  assertContains "$(cat "$SHUNIT_TMPDIR/replies")" \
    '421 4.4.2 I waited too long, closing.'
}

. shunit2
