# Whose line it is when a conversation is killed and leaves none: the client's,
# whoever connected for it.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"
. "$(dirname "$0")/server.sh"

oneTimeSetUp() {
  RULES=$SHUNIT_TMPDIR/rules
  ELSEWHERE=$SHUNIT_TMPDIR/elsewhere
  tcprules "$RULES" "$RULES.tmp" <<END
127.0.0.9:allow,QKARMA_PROXY=""
127.0.0.16:allow,TCPREMOTEIP="192.0.2.16"
127.0.0.17:allow,TCPREMOTEIP="nobody"
127.0.0.18:allow,QKARMA="$ELSEWHERE"
192.0.2.18:allow,QKARMA="$ELSEWHERE"
:allow
END
}

setUp() {
  fresh_home
  echo 'earlytalker wait 0.1' | checks
  rm -rf "$ELSEWHERE"
  cp -Rp "$QKARMA" "$ELSEWHERE"
  server -- smtpfront-echo accept
}

tearDown() {
  unserve
}

# killed ADDRESS [HEADER]: a client there says this, and its process is killed
# when it has greeted, or, if there is half a header, before.
killed() {
  : >"$SHUNIT_TMPDIR/heard"
  tcpclient -HRD -i "$1" 127.0.0.1 "$PORT" \
    sh -c 'printf "$1" >&7; exec cat <&6 >"$0"' "$SHUNIT_TMPDIR/heard" "${2-}" &
  await conversation
  case ${2-\\n} in
    *\\n) await grep -q 220 "$SHUNIT_TMPDIR/heard" ;;
  esac
  kill -KILL "$conversation"
  await status ' 0/40 conversations'
}

conversation() {
  conversation=$(ps -o pid= --ppid "$FORKER" | tr -d ' ')
  [ -n "$conversation" ]
}

# expect_line ADDRESS: it is in the journal, and the log has who it was.
expect_line() {
  expect_journal <<END
$1 0 0 0 0 - error -
END
  expect_log "$1 qkarma-server: error: killed by signal 9"
}

# In neither journal.
expect_no_line() {
  assertEquals 'our journal' 0 "$(grep -c '^@' "$QKARMA/journal/current")"
  assertEquals 'its own' 0 "$(grep -c '^@' "$ELSEWHERE/journal/current")"
  expect_log "$1 qkarma-server: error: killed by signal 9"
}

test_its_own() {
  killed 127.0.0.2
  expect_line 127.0.0.2
}

test_behind_a_load_balancer() {
  killed 127.0.0.9 'PROXY TCP4 192.0.2.7 192.0.2.1 4711 25\r\n'
  expect_line 192.0.2.7
}

test_behind_a_load_balancer_and_ipv6() {
  killed 127.0.0.9 'PROXY TCP6 2001:db8::7 2001:db8::1 4711 25\r\n'
  expect_line 2001:db8::7
}

# Before the header is there it is the balancer's, as one without a header is.
test_before_the_header() {
  killed 127.0.0.9 'PROXY TCP4 192.0'
  expect_line 127.0.0.9
}

test_the_balancer_itself() {
  killed 127.0.0.9 'PROXY UNKNOWN\r\n'
  expect_line 127.0.0.9
}

test_whom_the_rule_names() {
  killed 127.0.0.16
  expect_line 192.0.2.16
}

test_whom_the_rule_names_wrongly() {
  killed 127.0.0.17
  expect_line unknown
}

# The one that forks has no hand on another state directory.
test_of_another_state_directory() {
  killed 127.0.0.18
  expect_no_line 127.0.0.18
}

test_of_another_state_directory_behind_a_load_balancer() {
  killed 127.0.0.9 'PROXY TCP4 192.0.2.18 192.0.2.1 4711 25\r\n'
  expect_no_line 192.0.2.18
}

. shunit2
