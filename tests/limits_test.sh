# Limits hold for everybody, and are met with words.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"
. "$(dirname "$0")/dialogue.sh"

oneTimeSetUp() {
  use_sh_backend
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

# With these limits and the backend that agrees with everything.
limited() {
  echo "limits $*" | plain_checks
  serve qkarma-smtpd sink
}

too_late='S: 421 4.4.2 I waited too long, closing.
S: <closed>'

# The time for the first one begins with the greeting, when the client of this
# test may yet have to start.
test_command_timeout() {
  limited command_timeout 5
  expect_session <<END
S: 220 sink
C: NOOP
S: 250 ok
$too_late
END
  expect_journal <<'END'
127.0.0.1 0 0 0 0 - timeout -
END
}

# A byte now and then is no command.
test_drops_of_a_command() {
  limited command_timeout 1
  { for i in $(seq 30)
    do
      printf x
      sleep 0.1
    done
  } | pour "$PORT" 1 >"$SHUNIT_TMPDIR/replies"
  assertEquals '220 sink
421 4.4.2 I waited too long, closing.' "$(tr -d '\r' <"$SHUNIT_TMPDIR/replies")"
}

# Nor is an endless line, however fast it comes.
# Inside TLS a flood like this ends in a reset, which overtakes the reply.
test_a_line_without_end() {
  outside || return 0
  limited command_timeout 1
  timeout 30 pour "$PORT" 60000 </dev/zero >"$SHUNIT_TMPDIR/replies"
  assertContains "$(cat "$SHUNIT_TMPDIR/replies")" \
    '421 4.4.2 I waited too long, closing.'
  expect_journal <<'END'
127.0.0.1 0 0 0 0 - timeout -
END
}

# Of /dev/zero there is always more to read, on a machine of any speed.
test_what_never_stops_is_late_too() {
  echo 'limits command_timeout 1' | plain_checks
  PROTO=TCP TCPREMOTEIP=127.0.0.1 timeout 60 qkarma-smtpd sink </dev/zero \
    >"$SHUNIT_TMPDIR/replies" 2>/dev/null
  assertNotEquals "it does not end" 124 $?
  assertContains "$(cat "$SHUNIT_TMPDIR/replies")" \
    '421 4.4.2 I waited too long, closing.'
}

# Who never reads cannot be told, and would take any reply for that to an
# earlier command.
test_who_never_reads() {
  outside || return 0
  printf '%s\n' 'earlytalker wait 0' 'limits command_timeout 1 commands 0' |
    checks
  talkative_backend
  serve qkarma-smtpd $BACKEND_SH
  never_reads HELP
  expect_journal <<'END'
127.0.0.1 0 0 0 0 - timeout -
END
  expect_log 'limits: fail: command_timeout'
  expect_nobody_left
}

test_who_never_reads_that_it_is_refused() {
  outside || return 0
  printf '%s\n' 'earlytalker wait 0' rblsmtpd naughty \
    'limits command_timeout 1 commands 0' | checks
  serve env RBLSMTPD=-listed TCPLOCALPORT=25 qkarma-smtpd false
  never_reads "MAIL FROM:<a@client.example>$(printf '\r\nRCPT TO:<b@example.org>')"
  expect_journal <<'END'
127.0.0.1 -1 0 0 0 - timeout listed flag=rblsmtpd/perm
END
  expect_log 'limits: fail: command_timeout'
}

# The session up to a message, and what is on stdin.
message_session() {
  words=$(cat)
  expect_session <<END
S: 220 sink
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
S: 354 go
$words
END
}

test_data_timeout() {
  limited data_timeout 1
  message_session <<END
C: Subject: test
$too_late
END
  expect_journal <<'END'
127.0.0.1 0 0 0 0 - timeout -
END
  await grep -q '<eof>$' "$SINK"
}

# It begins anew with every byte: here the message takes longer than it.
test_slow_mail_passes() {
  limited data_timeout 5 data_rate 1
  { envelope
    for i in $(seq 12)
    do
      printf 'A line each half a second, slow but steady.\r\n'
      sleep 0.5
    done
    farewell
  } | pour "$PORT" 1000 >"$SHUNIT_TMPDIR/replies"
  assertContains "$(cat "$SHUNIT_TMPDIR/replies")" '250 kept'
}

test_drips_do_not() {
  limited data_timeout 2 data_rate 20
  { envelope
    for i in $(seq 40)
    do
      printf x
      sleep 0.2
    done
  } | pour "$PORT" 1000 >"$SHUNIT_TMPDIR/replies"
  assertContains "$(cat "$SHUNIT_TMPDIR/replies")" \
    '421 4.4.2 I waited too long, closing.'
  assertTrue 'it took eight seconds of drips' "[ $(wc -c <"$SINK") -lt 35 ]"
}

# A client that is held up by a slow backend is not slow itself.
test_a_slow_backend_is_not_the_clients_fault() {
  echo 'limits data_timeout 1 data_rate 1000000' | plain_checks
  serve qkarma-smtpd sink 20
  { envelope; awk 'BEGIN { while (i++ < 4000) printf "%0100d\r\n", 0 }'
    farewell; } >"$SHUNIT_TMPDIR/said"
  pour "$PORT" 0 <"$SHUNIT_TMPDIR/said" >"$SHUNIT_TMPDIR/replies"
  assertContains "$(cat "$SHUNIT_TMPDIR/replies")" '250 kept'
}

test_session_timeout_acts_between_transactions() {
  limited session_timeout 5
  expect_session <<'END'
S: 220 sink
C: MAIL FROM:<a@client.example>
S: 250 ok
P: 6
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
S: 354 go
C: .
S: 250 kept
C: MAIL FROM:<a@client.example>
S: 421 4.4.2 This session is too long, connect again.
S: <closed>
END
  expect_journal <<'END'
127.0.0.1 2 1 0 0 g timeout message_accepted
END
}

test_commands() {
  limited commands 3
  expect_session <<'END'
S: 220 sink
C: NOOP
S: 250 ok
C: FOO
S: 500 5.5.1 Unknown command.
C: NOOP
S: 250 ok
C: NOOP
S: 421 4.7.0 Too many commands without a message.
S: <closed>
END
  expect_journal <<'END'
127.0.0.1 -1 0 0 0 - rejected unknown_command
END
}

test_quit_is_always_possible_and_a_message_makes_good() {
  limited commands 4
  expect_session <<'END'
S: 220 sink
C: NOOP
S: 250 ok
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
S: 354 go
C: .
S: 250 kept
C: NOOP
S: 250 ok
C: NOOP
S: 250 ok
C: NOOP
S: 250 ok
C: NOOP
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
}

test_recipients_of_a_message() {
  limited recipients 2
  expect_session <<'END'
S: 220 sink
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: RCPT TO:<c@example.org>
S: 250 ok
C: RCPT TO:<d@example.org>
S: 452 4.5.3 Too many recipients, try the rest later.
C: RSET
S: 250 ok
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<d@example.org>
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  expect_journal <<'END'
127.0.0.1 0 0 0 0 - quit -
END
}

# 12288 bytes with the line's end, for AUTH; other lines are the `line`'s.
test_the_line_of_auth() {
  limited line 512
  fits=$(printf '%012275d' 0)
  expect_session <<END
S: 220 sink
C: AUTH PLAIN $fits
S: 250 ok
C: AUTH PLAIN ${fits}0
S: 500 5.5.2 Line too long.
C: NOOP $(printf '%0505d' 0)
S: 250 ok
C: NOOP $(printf '%0506d' 0)
S: 500 5.5.2 Line too long.
C: QUIT
S: 221 bye
S: <closed>
END
}

test_lines_that_are_too_long_are_commands_too() {
  limited line 512 commands 2
  expect_session <<END
S: 220 sink
C: $(printf '%0600d' 0)
S: 500 5.5.2 Line too long.
C: $(printf '%0600d' 0)
S: 500 5.5.2 Line too long.
C: $(printf '%0600d' 0)
S: 421 4.7.0 Too many commands without a message.
S: <closed>
END
}

# For everybody: who has authenticated, too.
test_they_hold_for_a_client_that_has_authenticated() {
  echo 'limits commands 3 recipients 1' | plain_checks
  sh_backend <<'END'
say '220 backend'; hear; say '235 welcome'
while :; do hear; say '250 ok'; done
END
  serve qkarma-smtpd $BACKEND_SH
  expect_session <<'END'
S: 220 backend
C: AUTH PLAIN AGFubgBzZWNyZXQ=
S: 235 welcome
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: RCPT TO:<c@example.org>
S: 452 4.5.3 Too many recipients, try the rest later.
C: RSET
S: 250 ok
C: MAIL FROM:<a@client.example>
S: 421 4.7.0 Too many commands without a message.
S: <closed>
END
}

# `header 1`: ours comes first, and one from outside is renamed, however it is
# written; the body is left alone.
test_header() {
  limited header 1
  message_session <<'END'
C: X-Karma: karma=99
C: x-KARMA : karma=98
C: X-Karma-Other: one
C: .X-Karma: karma=97
C> \rX-Karma: no field\r\n
C: X-Karma: karma=96
C: X-Karm
C: X-Karma
C: Subject: test
C:
C: X-Karma: 95
C: .
S: 250 kept
C: QUIT
S: 221 bye
S: <closed>
END
  tr '\r' '~' <"$SINK" >"$SHUNIT_TMPDIR/kept"
  assertEquals "X-Karma: karma=0 history=0$X_KARMA_TLS~
X-Old-X-Karma: karma=99~
X-Old-x-KARMA : karma=98~
X-Karma-Other: one~
.X-Old-X-Karma: karma=97~
~X-Karma: no field~
X-Old-X-Karma: karma=96~
X-Karm~
X-Karma~
Subject: test~
~
X-Karma: 95~
.~" "$(cat "$SHUNIT_TMPDIR/kept")"
}

test_header_of_an_empty_message_and_a_byte_at_a_time() {
  limited header 1
  message_session <<'END'
C: .
S: 250 kept
END
  { envelope
    printf 'x-karma: 1\r\n\r\nx-karma: 2\r\n'
    farewell; } | pour "$PORT" 1 >/dev/null
  assertEquals "X-Karma: karma=0 history=0$X_KARMA_TLS
.
X-Karma: karma=-1 history=0$X_KARMA_TLS
X-Old-x-karma: 1

x-karma: 2
." "$(tr -d '\r' <"$SINK")"
}

# What passes while fields are looked for is still a message byte for byte.
test_header_of_a_large_message() {
  unit mill
  limited header 1
  mill 1000000 3000 >"$SHUNIT_TMPDIR/message"
  { envelope; cat "$SHUNIT_TMPDIR/message"; farewell; } | pour "$PORT" 0 \
    >/dev/null
  { printf 'X-Karma: karma=-1 history=0%s\r\n' "$X_KARMA_TLS"; cat "$SHUNIT_TMPDIR/message"
    printf '.\r\n'; } | cmp - "$SINK" || fail 'the message is another'
}

test_without_it_nothing_is_renamed() {
  limited header 0
  message_session <<'END'
C: X-Karma: karma=99
C: .
S: 250 kept
END
  assertEquals 'X-Karma: karma=99
.' "$(tr -d '\r' <"$SINK")"
}

. shunit2
