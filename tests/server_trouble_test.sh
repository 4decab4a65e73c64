# What qkarma-server is denied, and what is done to it: it goes on, and so does
# the next client.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"
. "$(dirname "$0")/server.sh"

NOBODY=30004      # who has no other process,
NOBODY_ELSE=30005 # nor has this one

oneTimeSetUp() {
  unit throng
}

setUp() {
  fresh_home
  echo 'earlytalker wait 0' | checks
}

tearDown() {
  unserve
  SERVER_WITH= RULES=
}

served() {
  expect_session -i "${1-127.0.0.9}" <<'END'
S: 220 localhost mailfront ESMTP
C: QUIT
S: 221 2.0.0 Good bye.
S: <closed>
END
}

told_that_something_is_wrong() {
  expect_session <<'END'
S: 421 4.3.0 Something is wrong here, try again later.
S: <closed>
END
}

twice_said() {
  [ "$(grep -c -F -e "$1" "$SERVER_LOG")" = 2 ]
}

alive() {
  kill -0 "$SERVER" 2>/dev/null && kill -0 "$FORKER" 2>/dev/null
}

as_root() {
  [ "$(id -u)" = 0 ] || skipped 'needs root'
}

limits_can_be_set() {
  command -v prlimit >/dev/null || skipped 'needs prlimit'
}

# The server's own limits: `limited -n 40`.
limited() {
  echo "ulimit $*; exec \"\$@\"" >"$SHUNIT_TMPDIR/limited"
  SERVER_WITH="sh $SHUNIT_TMPDIR/limited"
}

# --- Nothing of it ends by a write.

test_a_journal_that_may_not_grow() {
  for n in 1 2 3 4 5 6 7 8 9
  do
    echo "# longer than the limit, as any host's journal is after a while" \
      >>"$QKARMA/journal/current"
  done
  limited -f 1
  server -- smtpfront-echo accept
  served
  expect_log 'unable to append to journal/current: File too large: @'
  served
  assertTrue 'it goes on' alive
}

# A client that says it is at its end, and resets: whoever writes to it is told
# by SIGPIPE.
end_and_reset() {
  perl -MSocket -e 'socket(S, PF_INET, SOCK_STREAM, 0) or die;
    connect(S, sockaddr_in($ARGV[0], INADDR_LOOPBACK)) or die;
    shutdown(S, 1); setsockopt(S, SOL_SOCKET, SO_LINGER, pack("ii", 1, 0));
    close S' "$PORT"
}

test_no_process_for_a_client_that_is_gone() {
  as_root || return 0
  chown -R "$NOBODY" "$QKARMA"
  chmod 755 "$SHUNIT_TMPDIR/.." "$SHUNIT_TMPDIR" "$QKARMA"
  limited -p 2
  server -u "$NOBODY" -g "$NOBODY" -- smtpfront-echo accept
  kill -STOP "$SERVER"
  end_and_reset
  kill -CONT "$SERVER"
  expect_log 'warning: unable to fork: '
  told_that_something_is_wrong
  assertTrue 'it goes on' alive
}

# --- Descriptors.

test_no_descriptor_for_a_client() {
  limits_can_be_set || return 0
  server -c 1 -- smtpfront-echo accept
  may_open "$FORKER" 0
  expect_session <<'END'
S: <closed>
END
  expect_log 'warning: a client is lost: too many open files'
  may_open "$FORKER" 100
  served
}

# Whoever could not read it tries again.
test_no_descriptor_for_a_control_file() {
  limits_can_be_set || return 0
  sleep 2           # what is new is read again in any case
  server -- smtpfront-echo accept
  served
  may_open "$FORKER" 1
  echo 'earlytalker wait 0 reject 0' | checks
  touch -d '-1 hour' "$QKARMA/control/checks" "$QKARMA/control"
  told_that_something_is_wrong
  may_open "$FORKER" 100
  sleep 1
  served
}

# What is raised for those that wait is nobody's else.
test_the_backends_limit_is_the_one_that_we_got() {
  limited -S -n 100
  server -w 200 -- sh -c 'printf "220 %s\r\n" "$(ulimit -n)"; cat >/dev/null'
  guest 127.0.0.2 one
  expect_guest one '^220 100'
  leave one
}

test_a_small_limit() {
  limited -n 40
  server -- smtpfront-echo accept
  expect_log 'enough for 8 waiting clients, not for 10000'
  printf 'earlytalker wait 300\n' | checks
  throng 8
  await status ' 8/8 waiting'
  printf 'earlytalker wait 0\n' | checks
  served
  disperse
}

# No socket takes the place of a descriptor that is closed.
test_closed_from_the_start() {
  for closed in '0<&-' '1>&-' '2>&-' '0<&- 1>&- 2>&-'
  do
    free_port
    PORT=$FREE
    eval "qkarma-server -l localhost 127.0.0.1 $PORT smtpfront-echo accept \
      $closed &"
    SERVER=$!
    await listens
    served
    unserve
  done
}

listens() {
  tcpclient -HRl localhost 127.0.0.1 "$PORT" true 2>/dev/null
}

# --- Files.

# A conversation has its variables, whatever becomes of the file they are from.
test_a_rule_that_is_written_over() {
  RULES=$SHUNIT_TMPDIR/rules
  echo ':allow,EARLYTALKER_WAIT="1",FOO="bar"' | tcprules "$RULES" "$RULES.tmp"
  server -- sh -c 'printf "220 %s\r\n" "$FOO"; cat >/dev/null'
  guest 127.0.0.2 one
  await status ' 1/40 conversations'
  : >"$RULES"
  expect_guest one '^220 bar'
  leave one
}

# The line of a conversation is another client's because of the rule with which
# it began.
test_a_rule_that_is_gone_when_the_line_comes() {
  RULES=$SHUNIT_TMPDIR/rules
  echo ':allow,TCPREMOTEIP="192.0.2.7"' | tcprules "$RULES" "$RULES.tmp"
  server -- smtpfront-echo accept
  guest 127.0.0.2 one
  expect_guest one 220
  echo ':allow' | tcprules "$RULES" "$RULES.tmp"
  leave one
  expect_journal <<'END'
192.0.2.7 0 0 0 0 - lost -
END
}

# The clock was set back, or it is from a host that is ahead.
test_a_control_file_of_the_future_is_read_once() {
  command -v strace >/dev/null || skipped 'needs strace' || return 0
  sleep 2           # likewise
  touch -d '+1 day' "$QKARMA/control/checks" "$QKARMA/control"
  SERVER_WITH="strace -D -f -e trace=openat -o $SHUNIT_TMPDIR/trace"
  server -- smtpfront-echo accept
  for n in 1 2 3 4 5
  do
    served
  done
  assertEquals 'by each of the two' 2 \
    "$(grep -c 'control/checks", .* = [0-9]' "$SHUNIT_TMPDIR/trace")"
  echo 'earlytalker wiat 0' | checks
  touch -d '+2 days' "$QKARMA/control/checks"
  told_that_something_is_wrong
}

# A conversation has no right to see the table, and would read the whole text.
test_a_conversation_does_not_ask_again_who_is_spared() {
  command -v strace >/dev/null || skipped 'needs strace' || return 0
  qkarma spare 192.0.2.9 >/dev/null
  SERVER_WITH="strace -D -f -e trace=openat -o $SHUNIT_TMPDIR/trace"
  server -- smtpfront-echo accept
  served
  served
  assertEquals 2 "$(grep -c 'control/spare.cdb"' "$SHUNIT_TMPDIR/trace")"
}

# As under tcpserver, where each connection looks for it.
test_a_state_directory_that_comes_and_goes() {
  QKARMA=$SHUNIT_TMPDIR/later
  EARLYTALKER_WAIT=0 server -- smtpfront-echo accept
  served
  expect_log "unable to open $QKARMA: No such file or directory"
  qkarma init -u "$(id -u)" -g "$(id -g)" >/dev/null
  echo 127.0.0.7 >"$QKARMA/control/spare"
  sleep 1           # once a second it is looked for
  served 127.0.0.7
  await enough_connections 1
  assertContains "$(cat "$QKARMA/journal/current")" ' i immune '
  mv "$QKARMA" "$QKARMA.old"
  qkarma init -u "$(id -u)" -g "$(id -g)" >/dev/null
  sleep 1
  served 127.0.0.7
  await enough_connections 1
  assertNotContains "$(cat "$QKARMA/journal/current")" ' i immune '
  assertEquals 1 "$(grep -c '^@' "$QKARMA.old/journal/current")"
  rm -r "$QKARMA"
  sleep 1
  served
  await twice_said "unable to open $QKARMA: No such file or directory"
}

# --- Time.

# Who stands ready has its half a minute from then on, though nothing happened
# for longer before.
test_nothing_happens_for_long() {
  [ -n "${QKARMA_FULL-}" ] || skipped 'only with QKARMA_FULL=1' || return 0
  server -c 1 -- smtpfront-echo accept
  guest 127.0.0.2 one
  expect_guest one 220
  echo 'earlytalker wait 300' | checks
  throng 1
  sleep 32
  tell talk 1
  sleep 2
  await status ' 0/10000 waiting, 1 ready, 1/1 conversations'
  disperse
  leave one
}

# The date of an observation comes while nothing changes and nobody sends SIGHUP:
# both processes ask the clock, as each connection does under tcpserver.
test_an_observation_ends_on_its_day() {
  qkarma capture 127.0.0.3 >/dev/null
  qkarma-fold
  server -- smtpfront-echo accept
  for seconds in 5 30 300
  do
    printf '%s\n' "observe until $(date -u -d "$seconds seconds" +%FT%T)" \
      'earlytalker wait 0' 'karma private 1 reject 1' | checks
    observed && break
  done
  await refused_at_the_door
}

in_the_box() {
  smtp_session -i 127.0.0.3 >/dev/null <<'END'
S: 220 localhost mailfront ESMTP
C: QUIT
S: 221 2.0.0 Good bye.
S: <closed>
END
}

observed() {
  new_journal
  in_the_box
  await enough_connections 1
  grep -q ' observe=1 ' "$QKARMA/journal/current"
}

refused_at_the_door() {
  in_the_box
  status ' [1-9][0-9]* refused'
}

test_how_long_one_waited_that_is_told_to_come_again() {
  echo 'earlytalker wait 300' | checks
  server -- smtpfront-echo accept
  guest 127.0.0.2 one
  await status ' 1/10000 waiting'
  sleep 2
  kill "$SERVER"
  await enough_connections 1
  assertNotContains "$(cat "$QKARMA/journal/current")" ' t=0 '
}

# --- Words.

test_a_greeting_that_was_begun_is_ended() {
  echo 'earlytalker wait 300 teaser mx.example.org' | checks
  server -- smtpfront-echo accept
  guest 127.0.0.2 one
  expect_guest one '^220-mx.example.org'
  kill "$SERVER"
  expect_guest one 421
  assertEquals '220-mx.example.org
220 localhost ESMTP
421 4.3.2 I was told to stop, connect again.' \
    "$(tr -d '\r' <"$SHUNIT_TMPDIR/one")"
}

# Nor is it left half when the system has no process for the client.
test_a_greeting_that_was_begun_when_there_is_no_process() {
  as_root || return 0
  echo 'earlytalker wait 0.1 teaser mx.example.org' | checks
  chown -R "$NOBODY_ELSE" "$QKARMA"
  chmod 755 "$SHUNIT_TMPDIR/.." "$SHUNIT_TMPDIR" "$QKARMA"
  limited -p 2
  server -u "$NOBODY_ELSE" -g "$NOBODY_ELSE" -- smtpfront-echo accept
  guest 127.0.0.2 one
  expect_guest one 421
  expect_log 'warning: unable to fork: '
  assertEquals '220-mx.example.org
220 localhost ESMTP
421 4.3.0 Something is wrong here, try again later.' \
    "$(tr -d '\r' <"$SHUNIT_TMPDIR/one")"
}

test_a_greeting_that_was_begun_when_the_checks_become_wrong() {
  echo 'earlytalker wait 2 teaser mx.example.org' | checks
  server -- smtpfront-echo accept
  guest 127.0.0.2 one
  expect_guest one '^220-mx.example.org'
  echo nonsense | checks
  expect_guest one 421
  assertEquals '220-mx.example.org
220 localhost ESMTP
421 4.3.0 Something is wrong here, try again later.' \
    "$(tr -d '\r' <"$SHUNIT_TMPDIR/one")"
}

. shunit2
