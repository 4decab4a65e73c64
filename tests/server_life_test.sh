# The life of qkarma-server: its options, its signals, what of it may be killed,
# and files that change while it serves.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"
. "$(dirname "$0")/server.sh"

oneTimeSetUp() {
  unit throng
}

setUp() {
  fresh_home
  echo 'earlytalker wait 0' | checks
}

tearDown() {
  for guest in $GUESTS
  do
    leave "$guest" 2>/dev/null
  done
  GUESTS=
  unserve
}

GUESTS=

served() {
  expect_session -i "${1-127.0.0.9}" <<'END'
S: 220 localhost mailfront ESMTP
C: QUIT
S: 221 2.0.0 Good bye.
S: <closed>
END
}

children() {
  ps -o pid= --ppid "$FORKER" | tr -d ' '
}

gone() {
  ! kill -0 "$1" 2>/dev/null
}

test_usage() {
  for words in '' '0' '-c 0 0 25' '-c x 0 25' '-w 0 0 25' '-z 0 25'
  do
    qkarma-server $words >"$SHUNIT_TMPDIR/out" 2>&1 </dev/null
    assertEquals "$words" 100 $?
    assertContains "$words" "$(cat "$SHUNIT_TMPDIR/out")" 'usage: qkarma-server'
  done
  qkarma-server nowhere 25 >"$SHUNIT_TMPDIR/out" 2>&1
  assertEquals 100 $?
  assertEquals 'qkarma-server: fatal: unable to listen at nowhere 25: that is no address, or no port' \
    "$(cat "$SHUNIT_TMPDIR/out")"
}

test_a_port_that_is_taken() {
  server -- smtpfront-echo accept
  qkarma-server 127.0.0.1 "$PORT" true >"$SHUNIT_TMPDIR/out" 2>&1
  assertEquals 111 $?
  assertContains "$(cat "$SHUNIT_TMPDIR/out")" \
    "fatal: unable to listen at 127.0.0.1 $PORT: "
}

test_what_a_backend_finds_in_its_environment() {
  echo 'earlytalker wait 0' | checks
  TCPREMOTEHOST=old TCPREMOTEINFO=old LISTEN_FDS=0 server -- \
    sh -c 'env | grep -e ^TCP -e ^PROTO -e ^LISTEN | sort | sed "s/^/220-/; s/\$/\r/"
      printf "220 end\r\n"; cat >/dev/null'
  timeout 10 tcpclient -HRD -i 127.0.0.9 127.0.0.1 "$PORT" \
    sh -c 'while read -r line <&6; do echo "$line"
      case $line in "220 end"*) exit ;; esac; done' |
    tr -d '\r' >"$SHUNIT_TMPDIR/out"
  assertEquals "220-PROTO=TCP
220-TCPCONNNUM=1
220-TCPLOCALHOST=localhost
220-TCPLOCALIP=127.0.0.1
220-TCPLOCALPORT=$PORT
220-TCPREMOTEIP=127.0.0.9
220-TCPREMOTEPORT=N
220 end" "$(sed 's/PORT=[0-9]*$/&/; s/\(REMOTEPORT=\).*/\1N/' \
    "$SHUNIT_TMPDIR/out")"
}

# The check concurrency counts by what the server says.
test_a_clients_connections_are_counted() {
  printf '%s\n' 'concurrency unknown 2' | checks
  server -- smtpfront-echo accept
  guest 127.0.0.2 one
  guest 127.0.0.2 two
  GUESTS='one two'
  expect_guest one 220
  expect_guest two 220
  expect_session -i 127.0.0.2 <<'END'
S: 421 4.7.1 Too many connections at once, try again later.
S: <closed>
END
  served 127.0.0.3
}

has_ipv6() {
  [ -e /proc/net/if_inet6 ] && grep -q ' lo$' /proc/net/if_inet6 ||
    skipped 'needs IPv6'
}

test_both_families_on_one_socket() {
  has_ipv6 || return 0
  for host in 0 ::
  do
    : >"$SHUNIT_TMPDIR/port"
    SERVER_LOG=$SHUNIT_TMPDIR/server.log
    qkarma-server -1 -v -l localhost "$host" 0 smtpfront-echo accept \
      >"$SHUNIT_TMPDIR/port" 2>"$SERVER_LOG" </dev/null &
    SERVER=$!
    await test -s "$SHUNIT_TMPDIR/port" && PORT=$(cat "$SHUNIT_TMPDIR/port")
    served 127.0.0.9
    perl -MIO::Socket::IP -e '$s = IO::Socket::IP->new(PeerHost => "::1",
      PeerPort => $ARGV[0]) or die; print scalar <$s>; print $s "QUIT\r\n";
      print scalar <$s>' "$PORT" >"$SHUNIT_TMPDIR/out"
    assertContains "$host" "$(cat "$SHUNIT_TMPDIR/out")" '220 localhost'
    await enough_connections 2
    assertContains "$(cat "$QKARMA/journal/current")" ' 127.0.0.9 '
    assertContains "$(cat "$QKARMA/journal/current")" ' ::1 '
    unserve
    fresh_home
    echo 'earlytalker wait 0' | checks
  done
}

test_several_sockets() {
  : >"$SHUNIT_TMPDIR/port"
  SERVER_LOG=$SHUNIT_TMPDIR/server.log
  qkarma-server -1 -l localhost 127.0.0.1 0 127.0.0.2 0 -- smtpfront-echo \
    accept >"$SHUNIT_TMPDIR/port" 2>"$SERVER_LOG" </dev/null &
  SERVER=$!
  await two_ports
  PORT=$(sed -n 1p "$SHUNIT_TMPDIR/port")
  served
  PORT=$(sed -n 2p "$SHUNIT_TMPDIR/port")
  assertEquals '220 localhost mailfront ESMTP' \
    "$(tcpclient -HRD 127.0.0.2 "$PORT" sh -c 'head -n 1 <&6' | tr -d '\r')"
}

two_ports() {
  [ "$(grep -c . "$SHUNIT_TMPDIR/port")" = 2 ]
}

# handed FD COMMAND...: with a socket that listens already, as this descriptor.
handed() {
  : >"$SHUNIT_TMPDIR/port"
  SERVER_LOG=$SHUNIT_TMPDIR/server.log
  perl -MSocket -e '$^F = 10;
    socket(S, PF_INET, SOCK_STREAM, 0) or die;
    bind(S, sockaddr_in(0, INADDR_LOOPBACK)) && listen(S, 10) or die;
    $| = 1; print((sockaddr_in(getsockname(S)))[0], "\n");
    use POSIX; POSIX::dup2(fileno(S), $ARGV[0]); shift;
    exec { $ARGV[0] } @ARGV' "$@" >"$SHUNIT_TMPDIR/port" 2>"$SERVER_LOG" \
    </dev/null &
  SERVER=$!
  await test -s "$SHUNIT_TMPDIR/port" && PORT=$(cat "$SHUNIT_TMPDIR/port")
}

# As s6-tcpserver-socketbinder hands it over.
test_a_socket_on_descriptor_0() {
  handed 0 qkarma-server -l localhost smtpfront-echo accept
  served
  await enough_connections 1
}

test_s6_hands_over_the_socket() {
  command -v s6-tcpserver-socketbinder >/dev/null ||
    skipped 'needs s6-tcpserver-socketbinder' || return 0
  SERVER_LOG=$SHUNIT_TMPDIR/server.log
  : >"$SHUNIT_TMPDIR/port"
  s6-tcpserver-socketbinder 127.0.0.1 0 qkarma-server -1 -l localhost \
    smtpfront-echo accept >"$SHUNIT_TMPDIR/port" 2>"$SERVER_LOG" </dev/null &
  SERVER=$!
  await test -s "$SHUNIT_TMPDIR/port" && PORT=$(cat "$SHUNIT_TMPDIR/port")
  served
}

# As a socket unit of systemd does.
test_sockets_of_systemd() {
  handed 3 sh -c 'LISTEN_PID=$$ LISTEN_FDS=1 exec qkarma-server -l localhost \
    smtpfront-echo accept'
  served
  await enough_connections 1
}

test_sockets_that_were_meant_for_another() {
  LISTEN_PID=1 LISTEN_FDS=1 qkarma-server true >"$SHUNIT_TMPDIR/out" 2>&1 \
    </dev/null
  assertEquals 100 $?
}

test_sigterm() {
  printf 'earlytalker wait 0.2\n' | checks
  server -- smtpfront-echo accept
  guest 127.0.0.2 talking
  expect_guest talking 220
  printf 'earlytalker wait 300\n' | checks
  guest 127.0.0.3 waiting
  GUESTS='talking waiting'
  await status '1/10000 waiting, 0 ready, 1/40'
  kill "$SERVER"
  expect_guest waiting '421 4.3.2 I was told to stop, connect again.'
  await enough_connections 1
  assertContains "$(cat "$QKARMA/journal/current")" ' 127.0.0.3 0 0 0 0 - error '
  expect_log '127.0.0.3 qkarma-server: error: told to stop by a signal'
  assertFalse 'nobody is taken any more' \
    "tcpclient -HRD 127.0.0.1 $PORT true 2>/dev/null"
  wait "$SERVER"
  assertEquals 0 $?
  assertTrue 'the conversation goes on' "[ -n '$(children)' ]"
  assertNotContains "$(cat "$SHUNIT_TMPDIR/talking")" 421
  leave talking
  await gone "$FORKER"
  await enough_connections 2
  SERVER=
}

test_sighup_and_sigalrm() {
  server -- smtpfront-echo accept
  served
  kill -HUP "$SERVER"
  await status '0/10000 waiting, 0 ready, 0/40 conversations (0 bad, 0 unknown, 0 good); of 1 connections 0 were closed, 0 refused, 0 told to come again, 1 served'
  served
}

test_a_child_that_is_killed_leaves_a_line() {
  server -- smtpfront-echo accept
  guest 127.0.0.2 one
  GUESTS=one
  expect_guest one 220
  child=$(children)
  kill -KILL "$child"
  expect_journal <<'END'
127.0.0.2 0 0 0 0 - error -
END
  assertContains "$(cat "$QKARMA/journal/current")" " pid=$child "
  expect_log '127.0.0.2 qkarma-server: error: killed by signal 9'
  await status ' 0/40 conversations'
  served
}

# What an immune client's process has become has left its line.
test_but_none_of_a_backend_that_was_killed() {
  RELAYCLIENT= server -- sh -c 'kill -KILL $$'
  tcpclient -HRD 127.0.0.1 "$PORT" sh -c 'cat <&6'
  await status ' 0/40 conversations (0 bad, 0 unknown, 0 good); of 1 '
  expect_journal <<'END'
127.0.0.1 0 0 0 0 i immune -
END
}

test_the_one_that_waits_is_killed() {
  server -- smtpfront-echo accept
  guest 127.0.0.2 one
  GUESTS=one
  expect_guest one 220
  kill -KILL "$SERVER"
  wait "$SERVER" 2>/dev/null
  SERVER=
  sleep 0.2
  assertNotContains "$(cat "$SHUNIT_TMPDIR/one")" 421
  assertTrue 'the conversation goes on' "[ -n '$(children)' ]"
  leave one
  expect_journal <<'END'
127.0.0.2 0 0 0 0 - lost -
END
  await gone "$FORKER"
}

# Then a supervisor starts all anew.
test_the_one_that_forks_is_killed() {
  server -- smtpfront-echo accept
  kill -KILL "$FORKER"
  wait "$SERVER"
  assertEquals 111 $?
  SERVER=
  expect_log 'qkarma-server: fatal: the process that forks is gone'
}

test_checks_made_wrong_and_right_again_while_clients_come() {
  server -v -- smtpfront-echo accept
  for n in 1 2 3
  do
    served
    echo 'earlytalker wiat 0' | checks
    expect_session <<'END'
S: 421 4.3.0 Something is wrong here, try again later.
S: <closed>
END
    echo 'earlytalker wait 0' | checks
  done
  served
  assertEquals 3 "$(grep -c 'qkarma-smtpd: error: .*wiat' "$SERVER_LOG")"
}

test_and_while_thousands_come() {
  server -- smtpfront-echo accept
  (while :
  do
    echo 'earlytalker wait 0.01' >"$QKARMA/control/checks.new"
    mv "$QKARMA/control/checks.new" "$QKARMA/control/checks"
    echo 'earlytalker wiat 0' >"$QKARMA/control/checks.new"
    mv "$QKARMA/control/checks.new" "$QKARMA/control/checks"
  done) &
  changing=$!
  throng 1000
  tell hear
  heard=$(told)
  kill "$changing"
  wait "$changing" 2>/dev/null
  disperse
  assertContains "$heard" 220:
  assertContains "$heard" 421:
  assertContains "$heard" 'silent:0'
  assertContains "$heard" 'closed:0'
  await enough_connections 1000
}

# Here by the line in control/spare.
spared() {
  served "$1"
  await grep -q " $1 .* i immune " "$QKARMA/journal/current"
}

judged() {
  served "$1"
  await grep -q " $1 .* - quit " "$QKARMA/journal/current"
}

# Those that are there all the time were written long ago, or all would be read
# anew for their sake.
test_control_files_that_come_change_and_go() {
  touch -d '1 hour ago' "$QKARMA/control/"*
  server -- smtpfront-echo accept
  judged 127.0.0.2
  echo 127.0.0.3 >"$QKARMA/control/spare"
  spared 127.0.0.3
  judged 127.0.0.4
  echo 127.0.0.5 >"$QKARMA/control/spare"
  spared 127.0.0.5
  new_journal
  judged 127.0.0.3
  rm "$QKARMA/control/spare"
  new_journal
  judged 127.0.0.5
  # A link whose file is yet to come is no file that is not there.
  ln -s "$SHUNIT_TMPDIR/elsewhere" "$QKARMA/control/spare"
  judged 127.0.0.6
  expect_log 'control/spare: unable to read it'
  echo 127.0.0.7 >"$SHUNIT_TMPDIR/elsewhere"
  spared 127.0.0.7
  rm "$SHUNIT_TMPDIR/elsewhere"
}

# In the process that waits, which looks at it for each client.
test_a_control_file_takes_memory_once() {
  awk 'BEGIN { while (i++ < 20000) print "192.0.2.1" }' >"$QKARMA/control/spare"
  server -- smtpfront-echo accept
  served
  before=$(awk '/^Pss:/ { print $2 }' "/proc/$SERVER/smaps_rollup")
  throng 100
  tell hear
  assertEquals '220:100 closed:0 silent:0' "$(told)"
  disperse
  after=$(awk '/^Pss:/ { print $2 }' "/proc/$SERVER/smaps_rollup")
  assertTrue "KiB: $((after - before))" "[ $((after - before)) -lt 1000 ]"
}

# What a child and a backend have open: nothing of another client, nor of the
# two processes above them. As under tcpserver.
test_descriptors() {
  command -v ls >/dev/null
  server -- sh -c 'ls -l /proc/$$/fd | sed "s/.* \([0-9]*\) -> /\1 /" |
    grep -v -e "/proc" -e ^total >>"$0"; printf "220 x\r\n"; cat >/dev/null' \
    "$SHUNIT_TMPDIR/fds"
  printf 'earlytalker wait 0\n' | checks
  guest 127.0.0.2 one
  GUESTS=one
  expect_guest one 220
  # Hundreds that wait, and another conversation, are nothing to the next one.
  printf 'earlytalker wait 300\n' | checks
  throng 300
  await status '300/10000 waiting'
  printf 'earlytalker wait 0\n' | checks
  : >"$SHUNIT_TMPDIR/fds"
  guest 127.0.0.3 two
  GUESTS='one two'
  expect_guest two 220
  assertContains "$(cat "$SHUNIT_TMPDIR/fds")" '9 pipe:'
  assertEquals 'sockets of the backend' 0 "$(grep -c socket "$SHUNIT_TMPDIR/fds")"
  for child in $(children)
  do
    assertEquals 'sockets of a child' 1 "$(ls -l "/proc/$child/fd" |
      sed -n 's/.*\(socket:.*\)/\1/p' | sort -u | grep -c .)"
  done
  assertEquals 'sockets of the one that forks' 1 "$(ls -l "/proc/$FORKER/fd" |
    grep -c socket:)"
  disperse
}

test_a_limit_of_descriptors() {
  echo 'ulimit -n 200; exec "$@"' >"$SHUNIT_TMPDIR/limited"
  SERVER_WITH="sh $SHUNIT_TMPDIR/limited"
  server -- smtpfront-echo accept
  SERVER_WITH=
  expect_log 'the limit of open descriptors is enough for 168 waiting clients, not for 10000'
  printf 'earlytalker wait 300\n' | checks
  throng 168
  await status '168/168 waiting'
  printf 'earlytalker wait 0\n' | checks
  served
  disperse
}

# Descriptors are given out elsewhere: nothing is taken for a moment, and
# nothing turns in circles, nor says so each time.
test_accept_fails() {
  command -v prlimit >/dev/null || skipped 'needs prlimit' || return 0
  printf 'earlytalker wait 300\n' | checks
  server -- smtpfront-echo accept
  throng 20
  await status '20/10000 waiting'
  may_open "$SERVER" 0
  guest 127.0.0.3 one
  GUESTS=one
  expect_log 'warning: unable to accept: '
  before=$(awk '{ print $14 + $15 }' "/proc/$SERVER/stat")
  sleep 2
  after=$(awk '{ print $14 + $15 }' "/proc/$SERVER/stat")
  assertTrue "ticks: $((after - before))" "[ $((after - before)) -le 6 ]"
  said=$(grep -c 'unable to accept' "$SERVER_LOG")
  assertTrue "said: $said" "[ $said -lt 4 ]"
  printf 'earlytalker wait 0\n' | checks
  tell leave 20
  expect_guest one 220
  disperse
}

. shunit2
