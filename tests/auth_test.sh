# AUTH: what qkarma-maildir -a answers, asking a program with the interface of
# checkpassword; and what becomes of a client of qkarma-smtpd that says who it
# is.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"

export TCPLOCALHOST=mx.example.org TCPREMOTEIP=192.0.2.7
backend='qkarma-maildir -a checkpassword true'

oneTimeSetUp() {
  HEARD=$SHUNIT_TMPDIR/heard
  export HEARD
}

setUp() {
  fresh_home
  mkdir -p "$QKARMA/mail/tmp" "$QKARMA/mail/new" "$QKARMA/mail/cur"
  echo 'ann@example.org mail' >"$QKARMA/control/maildirs"
  rm -f "$HEARD"
}

tearDown() {
  unserve
}

base64_of() {
  printf "$1" | base64 -w 0
}

# A session with one exchange, from stdin, behind EHLO.
exchange() {
  exchanged=$(cat)
  expect_pipe $backend <<END
S: 220 mx.example.org ESMTP
C: EHLO client.example
S...
$exchanged
C: QUIT
S: 221 2.0.0 Good bye.
S: <closed>
END
}

# ... with an answer to AUTH PLAIN from the table on stdin: what was said,
# printf's way, and the answer.
plain_table() {
  while read -r said answer
  do
    exchange <<END
C: AUTH PLAIN $(base64_of "$said")
S: $answer ...
END
  done
}

test_it_is_offered_only_with_a_program() {
  expect_pipe $backend <<'END'
S: 220 mx.example.org ESMTP
C: EHLO client.example
S: 250-mx.example.org
S: 250-PIPELINING
S: 250-8BITMIME
S: 250-SMTPUTF8
S: 250-AUTH PLAIN LOGIN
S: 250-SIZE 52428800
S: 250 ENHANCEDSTATUSCODES
C: QUIT
S: 221 2.0.0 Good bye.
S: <closed>
END
  backend=qkarma-maildir exchange <<'END'
C: AUTH PLAIN AGFubgBzZWNyZXQ=
S: 502 5.5.1 I do not authenticate anybody.
END
}

test_plain_in_one_line() {
  exchange <<'END'
C: AUTH PLAIN AGFubgBzZWNyZXQ=
S: 235 2.7.0 Welcome.
END
  assertEquals 'the program read' 'ann secret  ' \
    "$(printf "$(sed 's/.../\\&/g' "$HEARD")" | tr '\0' ' ')"
}

test_plain_in_two() {
  exchange <<'END'
C: auth plain
S: 334 
C: AGFubgBzZWNyZXQ=
S: 235 2.7.0 Welcome.
END
}

test_login() {
  exchange <<'END'
C: AUTH LOGIN
S: 334 VXNlcm5hbWU6
C: Ym9i
S: 334 UGFzc3dvcmQ6
C: cGFzcyB3b3Jk
S: 235 2.7.0 Welcome.
END
}

test_login_with_the_name_in_the_command() {
  exchange <<'END'
C: AUTH LOGIN Ym9i
S: 334 UGFzc3dvcmQ6
C: cGFzcyB3b3Jk
S: 235 2.7.0 Welcome.
END
}

test_a_star_cancels_at_every_step() {
  exchange <<'END'
C: AUTH PLAIN
S: 334 
C: *
S: 501 5.7.0 Cancelled.
C: AUTH LOGIN
S: 334 VXNlcm5hbWU6
C: *
S: 501 5.7.0 Cancelled.
C: AUTH LOGIN
S: 334 VXNlcm5hbWU6
C: Ym9i
S: 334 UGFzc3dvcmQ6
C: *
S: 501 5.7.0 Cancelled.
C: NOOP
S: 250 2.0.0 Good.
END
  assertFalse 'somebody was asked' "[ -e $HEARD ]"
}

test_who_may_and_who_may_not() {
  plain_table <<'END'
\0ann\0secret 235
ann\0ann\0secret 235
eve\0ann\0secret 535
\0ann\0Secret 535
\0eve\0secret 535
\0ann\0 501
\0\0secret 501
ann\0secret 501
ann 501
\0ann\0se\0cret 501
END
}

test_trouble_is_for_another_time() {
  plain_table <<'END'
\0trouble\0x 454
\0crash\0x 454
END
  assertContains "$(cat "$PIPE_LOG")" \
    'qkarma-maildir: warning: checkpassword has trouble to check a password'
  backend='qkarma-maildir -a ./nowhere/checkpassword true'
  exchange <<'END'
C: AUTH PLAIN AGFubgBzZWNyZXQ=
S: 454 4.7.0 I cannot check passwords; try again later.
END
  backend='qkarma-maildir -a checkpassword true'
}

# It may take its time; and what it does with its stdin and stdout is not
# said to the client.
test_the_program_is_not_in_the_dialogue() {
  plain_table <<'END'
\0slow\0x 235
\0loud\0x 535
END
}

test_what_is_no_base64() {
  for said in A AA AAA AGFubgBzZWNyZXQ AGFubgBzZWNyZX== AGFubgBzZWNyZXQ=A \
    AGFu=gBzZWNyZXQ= AGFubgBzZWNyZXR= ==== A=== AGFubgBz:WNyZXQ=
  do
    exchange <<END
C: AUTH PLAIN $said
S: 501 5.5.2 This is no base64.
END
  done
}

test_an_empty_response_says_nothing() {
  exchange <<'END'
C: AUTH PLAIN =
S: 501 5.5.2 A name or a password is missing in it.
END
}

# checkpassword reads 512 bytes at most.
test_a_password_may_be_long_but_not_too_long() {
  long=$(printf '%0506d' 0 | tr 0 x) longer=${long}x
  plain_table <<END
\\0ann\\0$long 535
END
  assertEquals 'bytes that were read' 512 "$(($(wc -c <"$HEARD") / 3))"
  rm "$HEARD"
  plain_table <<END
\\0ann\\0$longer 535
END
  assertFalse 'somebody was asked' "[ -e $HEARD ]"
  exchange <<END
C: AUTH PLAIN
S: 334 
C: $(printf '%02100d' 0)
S: 500 5.5.6 This line is too long.
C: NOOP
S: 250 2.0.0 Good.
END
}

test_when_it_is_out_of_place() {
  exchange <<'END'
C: AUTH CRAM-MD5
S: 504 5.5.4 I know PLAIN and LOGIN only.
C: AUTH
S: 501 5.5.4 Something is missing behind it.
C: MAIL FROM:<a@client.example> AUTH=<>
S: 250 2.1.0 The sender is good.
C: AUTH PLAIN AGFubgBzZWNyZXQ=
S: 503 5.5.1 Not twice, and not in a transaction.
C: RSET
S: 250 2.0.0 Good.
C: AUTH PLAIN AGFubgBzZWNyZXQ=
S: 235 2.7.0 Welcome.
C: AUTH PLAIN AGFubgBzZWNyZXQ=
S: 503 5.5.1 Not twice, and not in a transaction.
END
}

test_a_client_that_leaves_in_the_middle() {
  expect_pipe $backend <<'END'
S: 220 mx.example.org ESMTP
C: EHLO client.example
S...
C: AUTH LOGIN
S: 334 VXNlcm5hbWU6
END
  assertEquals 'exit code' 0 "$PIPE_EXIT"
}

# An early talker from another port than 25 may say who it is; its mail is
# then not judged, and the line says so.
test_a_naughty_client_is_cleared_by_a_real_password() {
  printf '%s\n' 'earlytalker wait 60 reject naughty' 'naughty reject mail' |
    checks
  serve env TCPLOCALPORT=587 qkarma-smtpd $backend
  expect_session <<'END'
C: EHLO client.example
S: 220 localhost ESMTP
S...
C: AUTH PLAIN AGFubgB3cm9uZw==
S: 535 5.7.8 Name or password is wrong.
C: MAIL FROM:<ann@example.org>
S: 550 5.7.1 You talked before the greeting.
C: AUTH LOGIN
S: 334 VXNlcm5hbWU6
C: YW5u
S: 334 UGFzc3dvcmQ6
C: c2VjcmV0
S: 235 2.7.0 Welcome.
C: MAIL FROM:<ann@example.org>
S: 250 2.1.0 ...
C: RCPT TO:<ann@example.org>
S: 250 2.1.5 ...
C: DATA
S: 354 ...
C: Subject: me
C: .
S: 250 2.0.0 Delivered.
C: QUIT
S: 221 2.0.0 ...
S: <closed>
END
  expect_journal <<'END'
127.0.0.1 -1 1 0 0 i quit early_talk,auth_failure helo=client.example
END
  assertContains "$(cat "$QKARMA/mail/new/"*)" "with ESMTP${INSIDE_TLS:+S}A;"
}

test_no_password_is_in_any_log() {
  printf '%s\n' 'earlytalker wait 0' protocol naughty | checks
  serve qkarma-smtpd -v $backend
  expect_session <<'END'
S: 220 localhost ESMTP
C: EHLO client.example
S...
C: AUTH LOGIN YW5u
S: 334 UGFzc3dvcmQ6
C: c2VjcmV0
S: 235 2.7.0 Welcome.
C: c2VjcmV0
S: 500 5.5.1 Unknown command.
C: QUIT
S: 221 2.0.0 ...
S: <closed>
END
  expect_log 'auth: pass: authenticated'
  await enough_connections 1
  assertNotContains "$(cat "$SERVER_LOG" "$QKARMA/journal/current")" secret
  assertNotContains "$(cat "$SERVER_LOG" "$QKARMA/journal/current")" c2VjcmV0
}

# A backend with mechanisms of its own: any number of rounds, long lines.
test_any_exchange_passes_through() {
  echo 'earlytalker wait 0' | checks
  long=$(printf '%012000d' 0)
  script_backend <<END
S: 220 backend ESMTP
C: AUTH CRAM-MD5
S: 334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2U+
C: dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw
S: 535 5.7.8 no
C: AUTH GSSAPI $long
S: 334 
C: $long
S: 334-one
S: 334 two
C:
S: 334 three
C: *
S: 501 5.7.0 cancelled
C: AUTH X
S: 334 go
C: *
S: 501 5.7.0 cancelled
C: AUTH X
S: 334 go
C: *
S: 501 5.7.0 cancelled
C: NOOP
S: 250 ok
C: QUIT
S: 221 bye
END
  serve qkarma-smtpd scripted-backend
  expect_session <<END
S: 220 backend ESMTP
C: AUTH CRAM-MD5
S: 334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2U+
C: dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw
S: 535 5.7.8 no
C: AUTH GSSAPI $long
S: 334 
C: $long
S: 334-one
S: 334 two
C:
S: 334 three
C: *
S: 501 5.7.0 cancelled
# Too long, or with a byte that must not be forwarded: cancelled by us.
C: AUTH X
S: 334 go
C: $long$long
S: 500 5.5.2 Line too long.
C: AUTH X
S: 334 go
C> a\\0b\\r\\n
S: 500 5.5.2 A command has no CR or NUL inside.
C: NOOP
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  expect_backend
  expect_journal <<'END'
127.0.0.1 0 0 0 0 - quit auth_failure
END
}

test_the_third_wrong_password_costs_a_point() {
  echo 'earlytalker wait 0' | checks
  serve qkarma-smtpd $backend
  { printf '%s\n' 'S: 220 localhost ESMTP' 'C: EHLO client.example' S...
    for i in 1 2 3 4
    do
      printf '%s\n' 'C: AUTH PLAIN AGFubgB3cm9uZw==' \
        'S: 535 5.7.8 Name or password is wrong.'
    done
    printf '%s\n' 'C: QUIT' 'S: 221 2.0.0 Good bye.' 'S: <closed>'
  } >"$SHUNIT_TMPDIR/says"
  expect_session <"$SHUNIT_TMPDIR/says"
  expect_journal <<'END'
127.0.0.1 -2 0 0 0 - quit auth_failure*4 helo=client.example
END
}

# A program is asked with the signals that programs expect: ours are ignored.
test_the_program_gets_its_signals() {
  cat >"$SHUNIT_TMPDIR/checkpassword" <<'END'
#!/bin/sh
ignored=$(sed -n 's/^SigIgn:[^0-9a-f]*//p' /proc/self/status)
[ $((0x$ignored & 0x1001000)) = 0 ] && exec "$@"
exit 1
END
  chmod +x "$SHUNIT_TMPDIR/checkpassword"
  backend="env --default-signal qkarma-maildir -a $SHUNIT_TMPDIR/checkpassword true"
  exchange <<END
C: AUTH PLAIN $(base64_of '\0ann\0secret')
S: 235 ...
END
  backend='qkarma-maildir -a checkpassword true'
}

. shunit2
