# earlytalker: who talks before it is his turn, who only hangs up, and what is
# done with either.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"

oneTimeSetUp() {
  unit knock
}

setUp() {
  fresh_home
}

tearDown() {
  unserve
  unset RULES
}

# Says this at once to qkarma-smtpd, on a pipe; what it answers is in $ANSWER,
# what it logs in $LOG.
blurt() {
  ANSWER=$(printf "$1" | qkarma-smtpd false 2>"$SHUNIT_TMPDIR/log" |
    tr -d '\r')
  LOG=$(cat "$SHUNIT_TMPDIR/log")
}

test_one_byte_is_enough() {
  echo 'earlytalker wait 60' | checks
  serve qkarma-smtpd false
  expect_session <<'END'
C> X
S: 554 5.7.1 You talked before the greeting.
S: <closed>
END
  expect_journal <<'END'
127.0.0.1 -1 0 0 0 - rejected early_talk
END
  expect_log "127.0.0.1 earlytalker: fail: talked before the greeting: other"
}

# All of it has come already when we hang up: it is read and thrown away, or
# the kernel would answer it with a reset, and our 554 might be lost.
test_a_whole_spam_at_once_is_refused_without_a_reset() {
  echo 'earlytalker wait 60' | checks
  serve qkarma-smtpd false
  { printf 'EHLO client.example\r\nMAIL FROM:<a@client.example>\r\n'
    printf 'RCPT TO:<b@example.org>\r\nDATA\r\nSubject: buy this\r\n\r\n'
    awk 'BEGIN { while (i++ < 800) printf "Buy this, it is cheap.\r\n" }'
    printf '.\r\nQUIT\r\n'
  } >"$SHUNIT_TMPDIR/spam"
  assertEquals '554 5.7.1 You talked before the greeting.
<closed>' "$(knock "$PORT" <"$SHUNIT_TMPDIR/spam" | tr -d '\r')"
  expect_journal <<'END'
127.0.0.1 -1 0 0 0 - rejected early_talk
END
}

test_who_waits_is_greeted() {
  echo 'earlytalker wait 0.2' | checks
  script_backend <<'END'
S: 220 backend ESMTP
C: QUIT
S: 221 bye
END
  serve qkarma-smtpd -v scripted-backend
  expect_session <<'END'
S: 220 backend ESMTP
C: QUIT
S: 221 bye
S: <closed>
END
  expect_journal <<'END'
127.0.0.1 0 0 0 0 - quit -
END
  expect_log '127.0.0.1 earlytalker: pass'
}

# E1: probes that connect and go away, and clients in trouble, are no spammers.
test_the_end_during_the_wait_is_a_hangup_and_no_talk() {
  echo 'earlytalker wait 60' | checks
  serve qkarma-smtpd -v false
  tcpclient -HRD -l 0 127.0.0.1 "$PORT" true
  expect_journal <<'END'
127.0.0.1 0 0 0 0 - hangup -
END
  expect_log '127.0.0.1 earlytalker: skip: the client hung up'
}

test_a_reset_during_the_wait_is_a_hangup_too() {
  # The daemon tells a reset as an end of file.
  outside || return 0
  echo 'earlytalker wait 60' | checks
  serve qkarma-smtpd -v false
  knock "$PORT" reset </dev/null
  expect_journal <<'END'
127.0.0.1 0 0 0 0 - hangup -
END
  expect_log '127.0.0.1 earlytalker: skip: reset by the client'
}

# The backend takes its time: it greets when the file `go` is there.
slow_backend() {
  GO=$SHUNIT_TMPDIR/go STARTED=$SHUNIT_TMPDIR/started
  export GO STARTED
  rm -f "$GO" "$STARTED"
  cat >"$SHUNIT_TMPDIR/slow" <<'END'
: >"$STARTED"
until [ -e "$GO" ]; do sleep 0.05; done
printf '220 slow ESMTP\r\n'
cat >/dev/null
END
  serve qkarma-smtpd sh "$SHUNIT_TMPDIR/slow"
}

test_talk_while_the_backend_starts_is_early_too() {
  echo 'earlytalker wait 0.001' | checks
  slow_backend
  timeout 60 tcpclient -HRD -l 0 127.0.0.1 "$PORT" sh -c '
    until [ -e "$STARTED" ]; do sleep 0.05; done
    printf "EHLO client.example\r\n" >&7
    : >"$GO"
    cat <&6' >"$SHUNIT_TMPDIR/heard"
  assertEquals '554 5.7.1 You talked before the greeting.' \
    "$(tr -d '\r' <"$SHUNIT_TMPDIR/heard")"
  expect_journal <<'END'
127.0.0.1 -1 0 0 0 - rejected early_talk
END
}

test_the_end_while_the_backend_starts_is_a_hangup() {
  echo 'earlytalker wait 0.001' | checks
  slow_backend
  timeout 60 tcpclient -HRD -l 0 127.0.0.1 "$PORT" sh -c '
    until [ -e "$STARTED" ]; do sleep 0.05; done'
  : >"$GO"
  expect_journal <<'END'
127.0.0.1 0 0 0 0 - hangup -
END
}

test_the_wait_ends_when_something_comes() {
  echo 'earlytalker wait 300' | checks
  serve qkarma-smtpd false
  expect_session <<'END'
P: 0.2
C: HELO client.example
S: 554 5.7.1 You talked before the greeting.
S: <closed>
END
}

# Not 2, not 3, and not 25000 seconds.
test_the_wait_has_fractions() {
  echo 'earlytalker wait 2.5' | checks
  serve qkarma-smtpd smtpfront-echo
  expect_session <<'END'
S: 220 localhost mailfront ESMTP
C: QUIT
S: 221 2.0.0 Good bye.
S: <closed>
END
  await enough_connections 1
  seconds=$(sed -n 's/^@.* t=\([0-9]*\) .*/\1/p' "$QKARMA/journal/current")
  assertTrue "it took $seconds seconds" "[ ${seconds:-0} -ge 2 ]"
}

# E7: EARLYTALKER_WAIT=0 is how an exception is made with tcprules.
test_wait_0_is_off_and_may_be_set_for_one_client() {
  echo 'earlytalker wait 300' | checks
  RULES=$SHUNIT_TMPDIR/rules
  tcprules "$RULES" "$RULES.tmp" <<'END'
127.0.0.2:allow,EARLYTALKER_WAIT="0"
127.0.0.3:allow,EARLYTALKER_REJECT="0"
:allow
END
  script_backend <<'END'
S: 220 backend ESMTP
C: QUIT
S: 221 bye
END
  serve qkarma-smtpd -v scripted-backend
  expect_session -i 127.0.0.2 <<'END'
C: QUIT
S: 220 backend ESMTP
S: 221 bye
S: <closed>
END
  expect_session -i 127.0.0.3 <<'END'
C: QUIT
S: 220 backend ESMTP
S: 221 bye
S: <closed>
END
  expect_session -i 127.0.0.4 <<'END'
C: QUIT
S: 554 5.7.1 You talked before the greeting.
S: <closed>
END
  await enough_connections 3
  assertEquals '127.0.0.2 0 0 0 0 - quit -
127.0.0.3 -1 0 0 0 - quit early_talk
127.0.0.4 -1 0 0 0 - rejected early_talk' "$(sed "$NO_COURSE"'; 1d; s/^@[0-9a-f]* //
    s/ tls=[^ ]*//; s/ t=.*//' "$QKARMA/journal/current" | sort)"
  expect_log '127.0.0.2 earlytalker: skip: not asked for'
  expect_log '127.0.0.3 earlytalker: fail, tolerated: talked before the greet'
}

test_it_can_be_refused_for_now() {
  echo 'earlytalker wait 60 reject_type temp' | checks
  serve qkarma-smtpd false
  expect_session <<'END'
C: EHLO client.example
S: 421 4.7.1 You talked before the greeting.
S: <closed>
END
}

test_it_can_make_the_connection_naughty() {
  printf '%s\n' 'earlytalker wait 60 reject naughty' naughty | checks
  serve env LIMITS_AUTH=0 qkarma-smtpd false
  expect_session <<'END'
C: HELO client.example
S: 220 localhost ESMTP
S: 250 localhost
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
  expect_journal <<'END'
127.0.0.1 -1 0 0 0 - quit early_talk flag=earlytalker/perm helo=client.example
END
  expect_log '127.0.0.1 earlytalker: fail, NAUGHTY: talked before the greeting'
}

# Whoever may authenticate is heard out: MAIL and RCPT are refused instead of
# the connection, and immunity is asked for again each time.
test_it_can_be_deferred_until_the_client_had_a_chance_to_authenticate() {
  echo 'earlytalker wait 60 defer-reject 1' | checks
  script_backend <<'END'
S: 220 backend ESMTP
C: EHLO client.example
S: 250-backend
S: 250 AUTH PLAIN
C: AUTH PLAIN good
S: 235 2.7.0 welcome
C: MAIL FROM:<a@client.example>
S: 250 ok
C: QUIT
S: 221 bye
END
  serve qkarma-smtpd scripted-backend
  expect_session <<'END'
C: EHLO client.example
S: 220 backend ESMTP
S: 250-backend
S: 250 AUTH PLAIN
C: MAIL FROM:<a@client.example>
S: 550 5.7.1 You talked before the greeting.
C: RCPT TO:<b@example.org>
S: 503 5.5.1 Bad sequence of commands.
C: AUTH PLAIN good
S: 235 2.7.0 welcome
C: MAIL FROM:<a@client.example>
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  expect_backend
  expect_log 'fail: talked before the greeting: smtp "EHLO\x20client.example'
  expect_journal <<'END'
127.0.0.1 -1 0 0 0 i quit early_talk helo=client.example
END
}

# It is not even waited for; it is the backend's client from the first byte on,
# in the very process that tcpserver started.
test_an_immune_client_gets_the_backend_itself() {
  # Inside TLS it has us in between.
  outside || return 0
  echo 'earlytalker wait 300' | checks
  RULES=$SHUNIT_TMPDIR/rules
  tcprules "$RULES" "$RULES.tmp" <<'END'
127.0.0.1:allow,RELAYCLIENT=""
127.0.0.2:allow,RELAYCLIENT="@relay.example"
127.0.0.3:allow,WHITELISTCLIENT=""
127.0.0.4:allow,WHITELISTHOST=""
END
  serve qkarma-smtpd sh -c 'IFS= read -r line
    printf "250 %s %s\r\n" $$ "$line"'
  for i in 1 2 3 4
  do
    echo hello | tcpclient -HRD -l 0 -i "127.0.0.$i" 127.0.0.1 "$PORT" sh -c '
      cat >&7; cat <&6'
  done >"$SHUNIT_TMPDIR/heard"
  expect_journal <<'END'
127.0.0.1 0 0 0 0 i immune -
127.0.0.2 0 0 0 0 i immune -
127.0.0.3 0 0 0 0 i immune -
127.0.0.4 0 0 0 0 i immune -
END
  sed -n 's/^@.* pid=\([0-9]*\) .*/250 \1 hello/p' "$QKARMA/journal/current" \
    >"$SHUNIT_TMPDIR/pids"
  assertEquals "$(cat "$SHUNIT_TMPDIR/pids")" \
    "$(tr -d '\r' <"$SHUNIT_TMPDIR/heard")"
}

# E10: TLS and PROXY speak first by design; the log says so.
test_a_password_is_not_logged() {
  echo 'earlytalker wait 60' | checks
  blurt 'EHLO me\r\nauth plain AGJvYgBzZWNyZXQ=\r\n'
  assertContains "$LOG" ': smtp "EHLO\x20me\x0d\x0aauth"'
  blurt 'AUTH LOGIN\r\nYm9i\r\nc2VjcmV0\r\n'
  assertContains "$LOG" ': smtp "AUTH"'
}

test_what_it_said_is_classified_and_escaped() {
  echo 'earlytalker wait 60' | checks
  blurt '\26\3\1\2\0\1\0'
  assertContains "$LOG" ': tls "\x16\x03\x01\x02\x00\x01\x00"'
  blurt 'GET / HTTP/1.1\r\n'
  assertContains "$LOG" ': http "GET\x20/\x20HTTP/1.1\x0d\x0a"'
  blurt 'PROXY TCP4 192.0.2.1 192.0.2.2 1 25\r\n'
  assertContains "$LOG" ': proxy "PROXY\x20TCP4'
  blurt '\r\n\r\n\0\r\nQUIT\n\41\21'
  assertContains "$LOG" \
    ': proxy "\x0d\x0a\x0d\x0a\x00\x0d\x0aQUIT\x0a!\x11"'
  blurt 'ehlo client.example\r\n'
  assertContains "$LOG" ': smtp "ehlo\x20client.example\x0d\x0a"'
  blurt 'EHLOX\r\n'
  assertContains "$LOG" ': other "EHLOX\x0d\x0a"'
  blurt 'a\\b\377"\n192.0.2.9 earlytalker: pass\n'
  assertContains "$LOG" \
    ': other "a\x5cb\xff"\x0a192.0.2.9\x20earlytalker:\x20pass\x0a"'
  assertEquals '554 5.7.1 You talked before the greeting.' "$ANSWER"
}

test_a_hundred_bytes_of_it_are_logged() {
  echo 'earlytalker wait 60' | checks
  blurt "$(awk 'BEGIN { while (i++ < 50) printf "1234567890" }')"
  assertContains "$LOG" ": other \"$(awk '
    BEGIN { while (i++ < 10) printf "1234567890" }')\""
}

# check-at DATA: what comes behind DATA before our 354 is a body that nobody
# asked for. It is refused, in words of its own (E8), and never read as
# commands.
test_at_data() {
  echo 'earlytalker wait 0.1 check-at DATA' | checks
  script_backend <<'END'
S: 220 backend ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: RSET
S: 250 ok
C: <closed>
END
  serve qkarma-smtpd scripted-backend
  expect_session <<'END'
S: 220 backend ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
C: NOOP
C: RSET
C: .
S: 554 5.7.1 You sent data before you were asked for it.
S: <closed>
END
  expect_backend
  expect_journal <<'END'
127.0.0.1 -1 0 0 0 - rejected early_data
END
  expect_log '127.0.0.1 earlytalker: fail: talked before the 354: smtp "NOOP'
}

test_at_connect_and_at_data() {
  echo 'earlytalker wait 0.1 check-at CONNECT check-at data reject 0' | checks
  script_backend <<'END'
S: 220 backend ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
S: 354 go on
C: NOOP
C: .
S: 250 queued
C: QUIT
S: 221 bye
END
  serve qkarma-smtpd scripted-backend
  expect_session <<'END'
C: MAIL FROM:<a@client.example>
S: 220 backend ESMTP
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
C: NOOP
C: .
S: 354 go on
S: 250 queued
C: QUIT
S: 221 bye
S: <closed>
END
  expect_backend
  expect_journal <<'END'
127.0.0.1 0 1 0 0 - quit early_talk,early_data,message_accepted
END
}

. shunit2
