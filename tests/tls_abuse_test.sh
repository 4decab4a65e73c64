# Clients of qkarma-tlsd that mean ill: what they do is their own session's
# trouble, and the daemon serves others meanwhile and afterwards. tlsabuse
# (tests/unit) plays their part.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"
. "$(dirname "$0")/dialogue.sh"
. "$(dirname "$0")/tls.sh"

oneTimeSetUp() {
  unit handover
  use_sh_backend
  unit drip
  tls_unit tlsabuse
  tls_unit tlsclient
  certificate mx ecdsa mx.example.org
  mkfifo "$SHUNIT_TMPDIR/open"
}

setUp() {
  fresh_home
  use_certificates mx
  echo 'timeout 600' >>"$QKARMA/control/tls"
  tlsd
  idle=$(descriptors)
}

tearDown() {
  no_more_abuse
  unserve
  untlsd
}

descriptors() {
  ls "/proc/$TLSD/fd" | wc -l
}

all_is_closed() {
  [ "$(descriptors)" = "$idle" ]
}

echo_server() {
  serve handover -t sh -c '
    while read -r line; do echo "heard $line"; [ "$line" != bye ] || exit 0
    done'
}

# Somebody else is served.
others_are_served() {
  assertContains "${1-}" "$(echo bye | s_client_at_once)" 'heard bye'
}

abuse() {
  timeout 110 tlsabuse "$PORT" "$@"
}

# One that stays until the test is over.
abuse_on() {
  : >"$SHUNIT_TMPDIR/abuse"
  timeout 110 tlsabuse "$PORT" "$@" <"$SHUNIT_TMPDIR/open" \
    >"$SHUNIT_TMPDIR/abuse" 2>&1 &
  ABUSE=$!
  exec 9>"$SHUNIT_TMPDIR/open"
  await grep -q '<there>' "$SHUNIT_TMPDIR/abuse"
}

no_more_abuse() {
  exec 9>&-
  [ -z "${ABUSE-}" ] || kill "$ABUSE" 2>/dev/null
  ABUSE=
}

# KiB that the daemon has.
memory() {
  sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$TLSD/status"
}

still_served() {
  echo bye | s_client_at_once | grep -q 'heard bye'
}

# --- The first message.

test_a_client_hello_in_crumbs() {
  echo_server
  assertEquals 'heard bye' "$(abuse crumbs)"
}

test_a_client_hello_of_60_kib() {
  echo_server
  assertEquals 'heard bye' "$(abuse giant)"
}

test_a_client_hello_with_100_unknown_extensions() {
  echo_server
  assertEquals 'heard bye' "$(abuse crowd)"
}

test_a_client_hello_that_would_not_end() {
  echo_server
  assertEquals '<ended>' "$(abuse boundless)"
  expect_tlsd 'fail: TLS at once: excessive message size'
  others_are_served
}

# In the handshake, every few bytes, and behind it.
test_resets_at_each_stage() {
  echo_server
  assertEquals '<all>' "$(abuse stages 13)"
  assertEquals '<all>' "$(abuse stages 12)"
  others_are_served
  await all_is_closed
}

# 200 is at_once; the others are told so.
test_300_halves_of_a_handshake() {
  echo_server
  before=$(memory)
  abuse_on half 300
  await no_room
  assertTrue "200 halves take $(($(memory) - before)) KiB" \
    "[ $(($(memory) - before)) -lt 20480 ]"
  no_more_abuse
  await all_is_closed
  others_are_served
}

no_room() {
  [ "$(grep -c 'timed out' "$SERVER_LOG")" -ge 1 ] &&
    [ "$(descriptors)" -ge "$((idle + 400))" ]
}

# --- Without descriptors.

# The system has none any more. Nobody is promised anything; and it does not try
# again and again.
test_no_descriptor_for_a_connection() {
  command -v strace >/dev/null || skipped 'needs strace' || return 0
  echo_server
  strace -o "$SHUNIT_TMPDIR/strace" -e trace=accept,epoll_wait \
    -e inject=accept:error=EMFILE:when=1..2 -p "$TLSD" 2>/dev/null &
  strace=$!
  await test -s "$SHUNIT_TMPDIR/strace"
  assertEquals '' "$(echo bye | s_client_at_once)"
  expect_log 'timed out'
  await still_served
  kill "$strace"
  wait "$strace" 2>/dev/null
  assertEquals 'said once a minute' 1 \
    "$(grep -c 'qkarma-tlsd: warning: unable to accept: ' "$TLSD_LOG")"
  await all_is_closed
}

free_below_8() {
  for fd in 0 1 2 3 4 5 6 7
  do
    [ -e "/proc/$TLSD/fd/$fd" ] || echo "$fd"
  done | wc -l
}

# It was promised, and the client's own gets lost on its way: the limit is so
# low that the daemon's reserve is none.
test_no_descriptor_for_a_client() {
  untlsd
  sh -c "ulimit -n 8; exec qkarma-tlsd -v $TLSD_USER" >/dev/null \
    2>"$TLSD_LOG" </dev/null &
  TLSD=$!
  await heeds "$TLSD" 1
  [ "$(free_below_8)" = 1 ] || skipped 'it has others free (poll)' || return 0
  idle=$(descriptors)
  echo_server
  for i in 1 2 3
  do
    assertEquals '' "$(echo bye | s_client_at_once)"
  done
  assertEquals 3 "$(grep -c \
    'unable to take a client: too many descriptors are open' "$TLSD_LOG")"
  await all_is_closed
}

# --- Inside.

test_records_of_a_byte() {
  serve handover -t wc -c
  assertEquals 100000 "$(abuse tiny 100000)"
}

# Records of 16 KiB are there long before all of them is: that is no offence.
test_large_records_byte_by_byte() {
  serve handover -t wc -c
  dripped=$SERVER
  serve drip "$PORT"
  assertEquals 100000 "$(head -c 100000 /dev/zero |
    timeout 110 tlsclient "$PORT" notify 2>/dev/null)"
  kill "$dripped"
}

# An honest client updates its keys after gigabytes.
test_key_updates_without_end() {
  echo_server
  assertEquals '<ended>' "$(abuse keys)"
  expect_tlsd 'fail: TLS at once: too many records with nothing in them'
  others_are_served
  await all_is_closed
}

# Some 64 KiB a session, whatever the server has to say: it would be gigabytes.
test_clients_that_never_read() {
  serve handover -t sh -c '
    yes "a long reply" & read -r line; kill $!; wait; echo "heard $line"'
  before=$(memory)
  abuse_on mute 50
  assertContains "$(echo bye | s_client_at_once | tail -n 1)" 'heard bye'
  assertTrue "50 sessions take $(($(memory) - before)) KiB" \
    "[ $(($(memory) - before)) -lt 40960 ]"
  no_more_abuse
  await all_is_closed
}

# A daemon with a patience of a second.
hasty_tlsd() {
  untlsd
  sed -i 's/^timeout .*/timeout 1/' "$QKARMA/control/tls"
  tlsd
  idle=$(descriptors)
}

# Behind a qkarma-smtpd that is gone nobody holds anything by not reading.
test_clients_that_never_read_are_not_kept() {
  hasty_tlsd
  serve handover -t timeout 1 yes 'a long reply'
  abuse_on mute 5
  await all_is_closed
  assertTrue 'they are there still' "kill -0 $ABUSE"
}

test_commands_whose_replies_are_never_read() {
  hasty_tlsd
  printf '%s\n' 'earlytalker wait 0' \
    'limits tls now command_timeout 1 commands 0' | checks
  talkative_backend
  serve qkarma-smtpd -v $BACKEND_SH
  assertEquals '<ended>' "$(abuse babble)"
  expect_log 'limits: fail: command_timeout'
  await enough_connections 1
  assertContains "$(cat "$QKARMA/journal/current")" ' timeout '
  await all_is_closed
}

# A look at the certificates in between, and then all of them are told to end.
test_100_sessions_come_to_their_end() {
  echo_server
  abuse_on hold 100
  kill -HUP "$TLSD"
  idle=$((idle + 200))
  others_are_served
  await all_is_closed
  kill "$TLSD"
  wait "$TLSD"
  assertEquals 'exit code' 0 $?
  await grep -q 'serves 100 sessions to their end' "$TLSD_LOG"
  drained=$(sed -n 's/.*info: process \([0-9]*\) serves .*/\1/p' "$TLSD_LOG")
  exec 9>&-
  wait "$ABUSE"
  ABUSE=
  assertEquals 100 "$(tail -n 1 "$SHUNIT_TMPDIR/abuse")"
  await gone "$drained"
}

. shunit2
