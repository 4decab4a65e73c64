# $QKARMA_FD: what stands behind the backend can say what it thinks of the
# client. Whatever it writes there delays and breaks nothing.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"
. "$(dirname "$0")/dialogue.sh"

oneTimeSetUp() {
  unit notes
  use_sh_backend
}

setUp() {
  fresh_home
  { echo 'earlytalker wait 0'; echo 'karma private 1'; echo protocol
    echo 'naughty reject mail reject_type perm'; } | checks
}

tearDown() {
  unserve
}

# A session of NOOPs, the backend doing what is on stdin before its first
# reply; it leaves this line.
noted() {
  { echo "say '220 backend'; hear"
    cat
    echo "say '250 ok'; hear; say '250 ok'; hear; say '221 bye'"
  } | sh_backend
  serve qkarma-smtpd $BACKEND_SH
  expect_session <<'END'
S: 220 backend
C: NOOP
S: 250 ok
C: NOOP
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  expect_journal <<END
127.0.0.1 $1
END
  expect_nobody_left
}

test_points() {
  noted '-4 0 0 0 n quit adjust*3 neg=1 pd=1 pm=30' <<'END'
[ "$QKARMA_FD" = 9 ] && printf '%s\n' '-7 virus' '+3' '+0 nothing' >&9
END
  expect_log '127.0.0.1 adjust: fail, tolerated: -7 virus'
  expect_log '127.0.0.1 adjust: pass: +3'
}

test_a_flag() {
  sh_backend <<'END'
say '220 backend'; hear
echo 'naughty You sent us a virus.' >&9
say '250 ok'; hear; say '221 bye'
END
  serve qkarma-smtpd $BACKEND_SH
  expect_session <<'END'
S: 220 backend
C: NOOP
S: 250 ok
C: MAIL FROM:<a@client.example>
S: 550 5.7.1 You sent us a virus.
C: QUIT
S: 221 bye
S: <closed>
END
  expect_log '127.0.0.1 adjust: fail, NAUGHTY: naughty You sent us a virus.'
  expect_journal <<'END'
127.0.0.1 0 0 0 0 - quit - flag=adjust/none
END
}

test_observing_it_flags_nobody() {
  echo observe >>"$QKARMA/control/checks"
  sh_backend <<'END'
say '220 backend'; hear
echo 'naughty You sent us a virus.' >&9
say '250 ok'; hear; say '250 ok'; hear; say '221 bye'
END
  serve qkarma-smtpd $BACKEND_SH
  expect_session <<'END'
S: 220 backend
C: NOOP
S: 250 ok
C: MAIL FROM:<a@client.example>
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  expect_log '127.0.0.1 adjust: fail, tolerated: naughty You sent us a virus.'
}

# The reply to the dot is the backend's, whatever was said of the client; the
# next transaction feels it.
test_the_message_it_came_with_is_queued_all_the_same() {
  sh_backend <<'END'
say '220 backend'; hear; say '250 ok'; hear; say '250 ok'; hear; say '354 go'
body
echo 'naughty This is spam.' >&9
sleep 0.3
say '250 queued'; hear; say '221 bye'
END
  serve qkarma-smtpd $BACKEND_SH
  expect_session <<'END'
S: 220 backend
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
S: 354 go
C: Subject: buy this
C: .
S: 250 queued
C: MAIL FROM:<a@client.example>
S: 550 5.7.1 This is spam.
C: QUIT
S: 221 bye
S: <closed>
END
}

test_a_word_at_the_very_end_counts() {
  sh_backend <<'END'
say '220 backend'; hear; say '221 bye'
exec >&- <&-
sleep 0.3
echo '-5 afterthought' >&9
END
  serve qkarma-smtpd $BACKEND_SH
  expect_session <<'END'
S: 220 backend
C: QUIT
S: 221 bye
S: <closed>
END
  expect_journal <<'END'
127.0.0.1 -5 0 0 0 n quit adjust neg=1 pd=1 pm=30
END
}

test_garbage() {
  noted '0 0 0 0 - quit -' <<'END'
printf 'hello\n\n+\n-\n+x\n+1x\n-99999999999999999999 x\nnaughty\nnaughty \n' >&9
printf '\0\r\377\033[2J\n+1 no end' >&9
END
  expect_log '127.0.0.1 adjust: error: no adjustment: hello'
  expect_log '127.0.0.1 adjust: error: no adjustment: ????[2J'
}

# Only whole lines of a reasonable length say something.
test_a_line_without_end() {
  noted '1 0 0 0 - quit adjust' <<'END'
printf '+5 %0600d\n+1 good\n' 0 >&9
END
}

# 1 MiB, while we wait for the reply and for the command.
test_more_than_a_pipe_holds() {
  noted '0 0 0 0 - quit -' <<'END'
yes 'this is no adjustment' | head -c 1048576 >&9
END
  assertEquals 'lines in the log' 101 "$(grep -c adjust: "$SERVER_LOG")"
  expect_log 'adjust: error: too many notes, no more are read'
}

test_more_than_a_pipe_holds_at_the_end() {
  sh_backend <<'END'
say '220 backend'; hear; say '221 bye'
yes 'this is no adjustment' | head -c 1048576 >&9
echo 'done' >"$BACKEND_LOG.done"
END
  serve qkarma-smtpd $BACKEND_SH
  expect_session <<'END'
S: 220 backend
C: QUIT
S: 221 bye
S: <closed>
END
  await test -e "$BACKEND_LOG.done"
  expect_nobody_left
}

# It neither writes nor closes: nobody waits for it.
test_who_keeps_it_open_holds_nobody() {
  noted '0 0 0 0 - quit -' <<'END'
sleep 600 </dev/null >/dev/null 2>&1 &
echo $! >"$BACKEND_LOG.sleep"
END
  assertTrue 'it still sleeps' "kill $(cat "$BACKEND_LOG.sleep")"
}

# A flood that never ends is no reason to wait for ever for a reply.
test_a_flood_does_not_stop_the_clock() {
  echo 'limits backend_timeout 5' >>"$QKARMA/control/checks"
  sh_backend <<'END'
say '220 backend'; hear
exec yes >&9
END
  serve qkarma-smtpd $BACKEND_SH
  expect_session <<'END'
S: 220 backend
C: NOOP
S: 421 4.3.0 Something is wrong here, try again later.
S: <closed>
END
  expect_nobody_left
}

# However quick its writers are: /dev/zero is never empty.
test_a_flood_is_read_by_parts() {
  assertTrue 'no end of it is waited for' \
    "timeout 60 notes </dev/zero >'$SHUNIT_TMPDIR/read'"
  assertTrue 'a part' "[ $(cat "$SHUNIT_TMPDIR/read") -gt 0 ]"
}

# (What is above 9 is the shell's own, as would be the pipe of a pipeline; what
# comes from outside is closed.)
test_nothing_else_is_inherited() {
  # These descriptors would make TLS.
  outside || return 0
  SSLCTLFD=7 SSLREADFD=8 SSLWRITEFD=8
  export SSLCTLFD SSLREADFD SSLWRITEFD
  noted '0 0 0 0 - quit -' 3>&- 4>&- 5>&- 6>&- 7>&2 8>&2 <<'END'
ls /proc/$$/fd >"$BACKEND_LOG.all"
grep '^[3-9]$' "$BACKEND_LOG.all" >"$BACKEND_LOG.fds"
env | grep '^SSL[A-Z]*FD=' >>"$BACKEND_LOG.fds"
END
  unset SSLCTLFD SSLREADFD SSLWRITEFD
  assertEquals 9 "$(cat "$BACKEND_LOG.fds")"
}

test_an_immune_client_gets_no_points() {
  sh_backend <<'END'
say '220 backend'; hear; say 250-backend '250 AUTH PLAIN'; hear
say '235 welcome'; hear
echo '-9 virus' >&9
sleep 0.3
say '221 bye'
END
  serve qkarma-smtpd $BACKEND_SH
  expect_session <<'END'
S: 220 backend
C: EHLO client.example
S: 250-backend
S: 250 AUTH PLAIN
C: AUTH PLAIN AGFubgBzZWNyZXQ=
S: 235 welcome
C: QUIT
S: 221 bye
S: <closed>
END
  expect_journal <<'END'
127.0.0.1 0 0 0 0 i quit - helo=client.example
END
}

# What a program below the backend says goes to the client: as text.
test_what_it_says_reaches_the_wire_clean() {
  sh_backend <<'END'
say '220 backend'; hear
printf 'naughty one\033[31mtwo\r\303\251\n' >&9
say '250 ok'; hear; say '221 bye'
END
  echo 'naughty reject mail' | plain_checks
  serve qkarma-smtpd $BACKEND_SH
  expect_session <<'END'
S: 220 backend
C: NOOP
S: 250 ok
C: MAIL FROM:<a@client.example>
S: 550 5.7.1 one?[31mtwo???
S: <closed>
END
}

. shunit2
