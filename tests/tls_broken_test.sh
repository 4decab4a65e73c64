# TLS in qkarma-smtpd when something is wrong: the daemon is not there, away,
# stopped or full; the client or the operator goes. Mail flows.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"
. "$(dirname "$0")/dialogue.sh"
. "$(dirname "$0")/tls.sh"
. "$(dirname "$0")/upgrade.sh"

oneTimeSetUp() {
  use_sh_backend
  tls_unit inside
  certificate mx ecdsa mx.example.org
}

setUp() {
  fresh_home
  WITH=
  use_certificates mx
  plain_checks </dev/null
}

tearDown() {
  unserve
  untlsd
  [ -z "${CLIENT-}" ] || kill "$CLIENT" 2>/dev/null
  CLIENT=
  exec 8>&- 9>&-
}

# A session in the clear: what it is offered, and what its STARTTLS gets.
in_the_clear() {
  direct_session <<END
S: 220 obedient ESMTP
C: EHLO client.example
S: 250-obedient
$1
C: STARTTLS
S: $2
C: MAIL FROM:<a@client.example>
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
}

warnings() {
  grep -c 'tls: warning: unable to reach qkarma-tlsd at tls/socket: ' \
    "$SERVER_LOG"
}

not_now='454 4.7.0 TLS is not available now, try again later.'

# Who has none sees nothing of it.
test_no_daemon() {
  far qkarma-smtpd obedient-backend
  in_the_clear 'S: 250-PIPELINING
S: 250 AUTH PLAIN' '502 5.5.1 Not implemented.'
  assertEquals 0 "$(warnings)"
}

# It begins again, say, and has left its directory: mail flows, passwords do
# not.
test_no_password_in_the_clear_while_it_is_away() {
  mkdir "$QKARMA/tls"
  far qkarma-smtpd obedient-backend
  direct_session <<'END'
S: 220 obedient ESMTP
C: EHLO client.example
S: 250-obedient
S: 250 PIPELINING
C: AUTH PLAIN AGEAYg==
S: 538 5.7.11 Encryption required for authentication.
C: MAIL FROM:<a@client.example>
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
}

test_a_variable_of_nobody_s_is_no_tls() {
  WITH='SSL_PROTOCOL=x LIMITS_TLS_REQUIRED=1'
  far qkarma-smtpd obedient-backend
  direct_session <<'END'
S: 220 obedient ESMTP
C: EHLO client.example
S: 250-obedient
S: 250 PIPELINING
C: MAIL FROM:<a@client.example>
S: 530 5.7.0 Must issue a STARTTLS command first.
C: QUIT
S: 221 bye
S: <closed>
END
}

test_no_daemon_where_there_must_be_one() {
  WITH=LIMITS_TLS=end
  far qkarma-smtpd obedient-backend
  in_the_clear 'S: 250 PIPELINING' "$not_now"
  assertEquals 'warnings' 1 "$(warnings)"
  expect_log 'at tls/socket: No such file or directory'
}

# What a daemon leaves that is gone with its other process.
test_a_socket_where_nobody_listens() {
  mkdir -p "$QKARMA/tls"
  perl -e 'use Socket; socket(S, PF_UNIX, SOCK_STREAM, 0);
    bind(S, sockaddr_un($ARGV[0]))' "$QKARMA/tls/socket"
  far qkarma-smtpd obedient-backend
  in_the_clear 'S: 250-PIPELINING
S: 250 STARTTLS' "$not_now"
  expect_log 'at tls/socket: Connection refused'
  assertEquals 'warnings' 1 "$(warnings)"
}

test_a_stopped_daemon() {
  tlsd
  far qkarma-smtpd obedient-backend
  kill -STOP "$TLSD"
  before=$(date +%s)
  in_the_clear 'S: 250-PIPELINING
S: 250 STARTTLS' "$not_now"
  assertTrue 'it took long' "[ $(($(date +%s) - before)) -lt 30 ]"
  assertEquals 'warnings' 1 "$(warnings)"
}

# A client that has its 220 and stalls.
stalls() {
  tcpclient -HRD 127.0.0.1 "$DIRECT" sh -c '
    printf "STARTTLS\r\n" >&7; read -r greeting <&6; read -r answer <&6
    echo "$answer" >"$0"; exec sleep 1000' "$SHUNIT_TMPDIR/stalled" &
  CLIENT=$!
  await grep -q '^220' "$SHUNIT_TMPDIR/stalled"
}

test_a_daemon_that_is_full() {
  for limit in 'at_once 1' 'sessions 1'
  do
    use_certificates mx
    printf '%s\ntimeout 600\n' "$limit" >>"$QKARMA/control/tls"
    tlsd
    far qkarma-smtpd obedient-backend
    : >"$SHUNIT_TMPDIR/stalled"
    stalls
    in_the_clear 'S: 250-PIPELINING
S: 250 STARTTLS' "$not_now"
    kill "$CLIENT"
    CLIENT=
    unserve
    untlsd
  done
}

test_a_handshake_that_takes_too_long() {
  WITH=LIMITS_TLS_TIMEOUT=1
  tlsd
  far qkarma-smtpd obedient-backend
  : >"$SHUNIT_TMPDIR/stalled"
  stalls
  expect_journal <<'END'
192.0.2.9 0 0 0 0 - lost -
END
  expect_log '192.0.2.9 tls: error: no handshake: '
  expect_nobody_left
}

test_a_client_that_goes_before_the_handshake() {
  tlsd
  far qkarma-smtpd obedient-backend
  : >"$SHUNIT_TMPDIR/stalled"
  stalls
  kill "$CLIENT"
  expect_journal <<'END'
192.0.2.9 0 0 0 0 - lost -
END
  expect_log '192.0.2.9 tls: fail, tolerated: no handshake: '
  expect_nobody_left
}

the_front() {
  ps -eo ppid=,pid=,args= | awk -v server="$SERVER" \
    '$1 == server && /qkarma-smtpd/ { print $2 }'
}

test_told_to_stop_during_the_handshake() {
  tlsd
  far qkarma-smtpd obedient-backend
  : >"$SHUNIT_TMPDIR/stalled"
  stalls
  kill "$(the_front)"
  expect_journal <<'END'
192.0.2.9 0 0 0 0 - error -
END
  expect_nobody_left
}

# A client in the middle of a message: its lines come from descriptor 9, what it
# hears is in $SHUNIT_TMPDIR/heard.
in_the_middle() {
  mailbox
  tlsd
  far qkarma-smtpd qkarma-maildir
  rm -f "$SHUNIT_TMPDIR/lines"
  mkfifo "$SHUNIT_TMPDIR/lines"
  : >"$SHUNIT_TMPDIR/heard"
  PORT=$DIRECT s_client <"$SHUNIT_TMPDIR/lines" >"$SHUNIT_TMPDIR/heard" &
  CLIENT=$!
  exec 9>"$SHUNIT_TMPDIR/lines"
  say 'EHLO client.example' 'ENHANCED'
  say 'MAIL FROM:<a@client.example>' 'sender is good'
  say 'rCPT TO:<bob@example.org>' 'recipient is good'
  say DATA '^354'
  printf 'Subject: half of it\r\n\r\nhello\r\n' >&9
}

say() {
  printf '%s\r\n' "$1" >&9
  await grep -q -e "$2" "$SHUNIT_TMPDIR/heard"
}

# No message without its dot.
test_a_daemon_that_is_killed() {
  in_the_middle
  kill -KILL "$TLSD"
  wait "$TLSD" 2>/dev/null
  expect_line ' lost - tls=TLSv1\.3 '
  expect_nobody_left
  assertEquals 'delivered' '' "$(ls "$MAILBOX/new")"
  await test ! -e "$QKARMA/tls/socket"
  tlsd
  serve env TCPREMOTEIP=192.0.2.9 qkarma-smtpd obedient-backend
  assertContains "$(printf 'EHLO client.example\r\nQUIT\r\n' | s_client)" \
    '250 AUTH PLAIN'
}

test_told_to_stop_inside() {
  in_the_middle
  kill "$(the_front)"
  await grep -q '^421 4.3.2' "$SHUNIT_TMPDIR/heard"
  expect_line ' error - tls=TLSv1\.3 '
  expect_nobody_left
  assertEquals 'delivered' '' "$(ls "$MAILBOX/new")"
}

. shunit2
