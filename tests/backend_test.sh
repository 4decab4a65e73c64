# Whatever the backend does, the client has one answer to each command, and no
# 250 that the backend did not give.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"

setUp() {
  TCPREMOTEIP=192.0.2.7 TCPLOCALHOST=mx.example.org TCPLOCALPORT=25
  export TCPREMOTEIP TCPLOCALHOST TCPLOCALPORT
  fresh_home
  printf '%s\n' karma protocol naughty | checks
}

# The client's part is on stdin, the backend's was given to script_backend;
# this is the exit code and the end in the journal.
expect_both() {
  expect_pipe qkarma-smtpd scripted-backend
  assertEquals 'exit code' "$1" "$PIPE_EXIT"
  expect_backend
  assertContains 'the journal' "$(cat "$QKARMA/journal/current")" " $2 "
}

# A backend that is asked for a message, and what the client says until then.
at_data() {
  cat <<'END'
S: 220 backend ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
S: 354 go on
END
}

# The same of both, then what is on stdin of the client's part.
expect_at_data() {
  { at_data; cat; } >"$SHUNIT_TMPDIR/session"
  expect_both "$@" <"$SHUNIT_TMPDIR/session"
}

test_it_is_not_there() {
  expect_pipe qkarma-smtpd /nonexistent/smtpd <<'END'
S: 421 4.3.0 Something is wrong here, try again later.
S: <closed>
END
  assertEquals 'exit code' 111 "$PIPE_EXIT"
  assertContains "$(cat "$PIPE_LOG")" \
    '192.0.2.7 backend: error: unable to start /nonexistent/smtpd: No such file'
  expect_journal <<'END'
192.0.2.7 0 0 0 0 - error -
END
}

test_it_leaves_without_a_word() {
  expect_pipe qkarma-smtpd true <<'END'
S: 421 4.3.0 Something is wrong here, try again later.
S: <closed>
END
  assertEquals 'exit code' 111 "$PIPE_EXIT"
}

test_its_greeting_is_ours() {
  script_backend <<'END'
S: 220-backend ESMTP
S: 220-no spam, please
S: 220 welcome
C: QUIT
S: 221 bye
END
  expect_both 0 quit <<'END'
S: 220-backend ESMTP
S: 220-no spam, please
S: 220 welcome
C: QUIT
S: 221 bye
S: <closed>
END
}

test_it_does_not_want_the_client() {
  for greeting in '554 no service' '421 too busy' '450 later'
  do
    script_backend <<END
S: $greeting
END
    expect_both 0 rejected <<END
S: $greeting
S: <closed>
END
  done
}

test_its_greeting_is_none() {
  script_backend <<'END'
S: hello there
C: <closed>
END
  expect_both 111 error <<'END'
S: 421 4.3.0 Something is wrong here, try again later.
S: <closed>
END
}

# The log tells in which way it has failed.
expect_complaint() {
  assertEquals "$1" "192.0.2.7 backend: error: $1" "$(cat "$PIPE_LOG")"
}

test_why_there_is_no_greeting() {
  printf 'QUIT\r\n' >"$SHUNIT_TMPDIR/client"
  while read -r backend why
  do
    echo "$backend" | sed 's/_/ /g' >"$SHUNIT_TMPDIR/backend.sh"
    PIPE_LOG=$SHUNIT_TMPDIR/pipe.log
    LIMITS_BACKEND_TIMEOUT=1 qkarma-smtpd sh "$SHUNIT_TMPDIR/backend.sh" \
      <"$SHUNIT_TMPDIR/client" >/dev/null 2>"$PIPE_LOG"
    expect_complaint "no greeting from sh: $why"
  done <<'END'
exit the backend closed the connection
echo_usage:_server invalid reply
echo_354_go_on unexpected reply
exec_sleep_9 no reply in time
END
}

# `ignores default` or `ignores ignore`: what becomes of SIGPIPE when we got it
# like that, for the backend, and for the one that we become.
ignores() {
  echo 'grep ^SigIgn /proc/self/status >"$SIGNALS"; echo 421 gone' \
    >"$SHUNIT_TMPDIR/signals.sh"
  SIGNALS=$SHUNIT_TMPDIR/signals
  export SIGNALS
  for immune in '' RELAYCLIENT=
  do
    env "--$1-signal=PIPE" $immune TCPREMOTEIP=192.0.2.7 EARLYTALKER_WAIT=0 \
      qkarma-smtpd sh "$SHUNIT_TMPDIR/signals.sh" </dev/null >/dev/null
    sed 's/.*\(....\)$/0x\1/' "$SIGNALS"
  done
}

test_it_gets_signals_as_we_got_them() {
  for mask in $(ignores default)
  do
    assertEquals "$mask" 0 $((mask & 0x1000))
  done
  for mask in $(ignores ignore)
  do
    assertEquals "$mask" 4096 $((mask & 0x1000))
  done
}

test_why_there_is_no_answer_to_the_dot() {
  while read -r backend why
  do
    { at_data; printf 'C: .\n%s\n' "$backend"; } | sed '/^$/d' |
      sed 's/_/ /g' | script_backend
    { at_data; cat; } <<'END' >"$SHUNIT_TMPDIR/says"
C: .
S: 451 4.3.0 The message was not queued, try again later.
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
    expect_pipe qkarma-smtpd scripted-backend <"$SHUNIT_TMPDIR/says"
    expect_complaint "no answer to the dot: $why"
  done <<'END'
#none the backend closed the connection
S:_hello invalid reply
S:_354_go_on unexpected reply
END
}

test_it_leaves_instead_of_a_reply() {
  script_backend <<'END'
S: 220 backend ESMTP
C: MAIL FROM:<a@client.example>
END
  expect_both 111 error <<'END'
S: 220 backend ESMTP
C: MAIL FROM:<a@client.example>
S: 421 4.3.0 Something is wrong here, try again later.
S: <closed>
END
}

test_its_reply_is_cut_off_or_none() {
  for reply in '250-one\r\n' '250 half a li' 'ok\r\n' '250-one\r\nand two\r\n' \
    '250-one\r\n251 two\r\n' '650 what\r\n' '\r\n'
  do
    script_backend <<END
S: 220 backend ESMTP
C: NOOP
S> $reply
END
    expect_both 111 error <<'END'
S: 220 backend ESMTP
C: NOOP
S: 421 4.3.0 Something is wrong here, try again later.
S: <closed>
END
  done
}

test_it_ends_the_session() {
  script_backend <<'END'
S: 220 backend ESMTP
C: NOOP
S: 421 4.3.2 going down
END
  expect_both 0 rejected <<'END'
S: 220 backend ESMTP
C: NOOP
S: 421 4.3.2 going down
S: <closed>
END
}

test_it_ends_the_session_when_it_is_not_its_turn() {
  script_backend <<'END'
S: 220 backend ESMTP
C: NOOP
S: 250 ok
P: 0.1
S: 421 4.4.2 you are too slow
END
  expect_both 0 rejected <<'END'
S: 220 backend ESMTP
C: NOOP
S: 250 ok
S: 421 4.4.2 you are too slow
S: <closed>
END
}

# One reply too many, and every reply from then on would be another command's.
test_it_is_out_of_step() {
  for word in '250 another one' '550 no'
  do
    script_backend <<END
S: 220 backend ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
P: 0.1
S: $word
C: <closed>
END
    expect_both 111 error <<'END'
S: 220 backend ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
S: 421 4.3.0 Something is wrong here, try again later.
S: <closed>
END
  done
}

test_it_leaves_in_the_middle_of_a_message() {
  script_backend <<END
$(at_data)
C: Subject: hello
END
  expect_at_data 0 rejected <<END
C: Subject: hello
W: test -e $BACKEND.heard
C:
C: are you there?
C: .
S: 451 4.3.0 The message was not queued, try again later.
C: RSET
S: 421 4.3.0 Closing after an unfinished message, connect again.
S: <closed>
END
  assertContains "$(cat "$PIPE_LOG")" \
    "192.0.2.7 backend: error: the backend closed the connection in the middle\
 of a message"
}

# What it says before the dot is sent when the client has come to its end, and
# no 250 is believed.
test_it_answers_before_the_dot() {
  for reply in '552 5.3.4 too large' '451 4.3.1 disk full' \
    '550-spam
S: 550 go away'
  do
    script_backend <<END
$(at_data)
C: Subject: hello
S: $reply
W: touch $BACKEND.said
C: <closed>
END
    expect_at_data 0 quit <<END
C: Subject: hello
W: test -e $BACKEND.said
C: a second line
C: .
S: $reply
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
  done
  script_backend <<END
$(at_data)
C: Subject: hello
S: 250 have it
W: touch $BACKEND.said
C: <closed>
END
  expect_at_data 0 quit <<END
C: Subject: hello
W: test -e $BACKEND.said
C: a second line
C: .
S: 451 4.3.0 The message was not queued, try again later.
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
}

test_it_leaves_after_the_dot() {
  script_backend <<END
$(at_data)
C: Subject: hello
C: .
END
  expect_at_data 0 quit <<'END'
C: Subject: hello
C: .
S: 451 4.3.0 The message was not queued, try again later.
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
  expect_journal <<'END'
192.0.2.7 0 0 0 0 - quit -
END
}

test_its_answer_to_the_dot_is_none() {
  for reply in '354 go on' 'queued' '250-queued'
  do
    script_backend <<END
$(at_data)
C: .
S: $reply
END
    expect_at_data 0 quit <<'END'
C: .
S: 451 4.3.0 The message was not queued, try again later.
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
  done
}

# It does not even read the end of file.
test_it_hangs() {
  echo 'limits backend_timeout 1' >>"$QKARMA/control/checks"
  expect_pipe qkarma-smtpd sh -c 'echo $$ >"$BACKEND"; exec sleep 1000' <<'END'
S: 421 4.3.0 Something is wrong here, try again later.
S: <closed>
END
  assertEquals 'exit code' 111 "$PIPE_EXIT"
  assertFalse 'it is still there' "kill -0 $(cat "$BACKEND") 2>/dev/null"
}

# On our pipes it would take everybody for a local user.
test_exim_must_be_told_who_the_client_is() {
  for backend in 'exim -bs' '/usr/sbin/exim4 -bs' 'sendmail -bs' \
    '/usr/lib/sendmail -oi -bs'
  do
    expect_pipe qkarma-smtpd $backend <<'END'
S: 421 4.3.0 Something is wrong here, try again later.
S: <closed>
END
    assertEquals "exit code with $backend" 100 "$PIPE_EXIT"
    assertContains "$(cat "$PIPE_LOG")" \
      'error: a backend that asks the socket who the client is would be an open'
  done
  exim=$SHUNIT_TMPDIR/sbin/exim
  mkdir "$SHUNIT_TMPDIR/sbin"
  printf '#!/bin/sh\nprintf "220 %%s\\r\\n" "$*"\n' >"$exim"
  chmod +x "$exim"
  expect_pipe qkarma-smtpd "$exim" -bs -oMa 192.0.2.7.9 <<'END'
S: 220 -bs -oMa 192.0.2.7.9
END
}

# What a backend finds: its pipes, the log, the way to send us notes, and the
# environment. 3 is the directory that ls reads.
inspect() {
  cat >"$SHUNIT_TMPDIR/inspect" <<'END'
open=$(ls /proc/self/fd | grep -v '^[0-3]$' | sort -n | xargs)
sh -c 'kill -PIPE $$; echo "SIGPIPE is ignored"' >&2
printf '220 open %s; history %s; notes %s; tls %s%s%s.\r\n' "$open" \
  "$QKARMA_HISTORY" "$QKARMA_FD" "$SSLCTLFD" "$SSLREADFD" "$SSLWRITEFD"
END
  expect_pipe env SSLCTLFD=3 SSLREADFD=4 SSLWRITEFD=5 "$@" qkarma-smtpd \
    sh "$SHUNIT_TMPDIR/inspect"
  assertNotContains "$(cat "$PIPE_LOG")" 'SIGPIPE is ignored'
}

# Ours, which whoever runs the tests may have left open, and these.
descriptors() {
  ls /proc/self/fd | grep -v '^[0-3]$' >"$SHUNIT_TMPDIR/open"
  printf '%s\n' "$@" | sort -n - "$SHUNIT_TMPDIR/open" | xargs
}

test_what_it_inherits() {
  open=$(descriptors 9)
  inspect A=b <<END
S: 220 open $open; history 0; notes 9; tls .
END
}

# The client is immune: TLS is between it and the backend.
test_what_it_inherits_in_our_place() {
  # Inside TLS we stay in our place.
  outside || return 0
  open=$(descriptors)
  inspect LIMITS_TLS=pass RELAYCLIENT= QKARMA_HISTORY= QKARMA_FD= <<END
S: 220 open $open; history ; notes ; tls 345.
S: <closed>
END
}

test_what_it_logs_is_in_the_log() {
  expect_pipe qkarma-smtpd sh -c 'echo "I am in trouble" >&2
    printf "220 backend\r\n"
    cat >/dev/null' <<'END'
S: 220 backend
END
  assertContains "$(cat "$PIPE_LOG")" 'I am in trouble'
}

. shunit2
