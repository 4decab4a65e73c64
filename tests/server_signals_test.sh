# Signals come while thousands wait, and while their conversations begin, as many
# at once as there may be: nobody goes without an answer, and each has its line.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"
. "$(dirname "$0")/server.sh"

CLIENTS=2000

oneTimeSetUp() {
  unit throng
}

setUp() {
  fresh_home
  printf 'earlytalker wait 300\nkarma private 1\n' | checks
}

tearDown() {
  [ -z "${THRONG-}" ] || disperse
  unserve
}

# They wait.
assemble() {
  server "$@" --
  throng $CLIENTS
  await status " $CLIENTS/10000 waiting, 0 ready, 0/"
}

# The wait is over for all of them at once, with the next client.
storm() {
  printf 'earlytalker wait 0.1\nkarma private 1\n' | checks
  tell hear
  tcpclient -HRD -i 127.0.0.9 127.0.0.1 "$PORT" sh -c 'exec cat <&6 >"$0"' \
    "$SHUNIT_TMPDIR/last" &
  LAST=$!
}

some_lines() {
  [ "$(grep -c '^@' "$QKARMA/journal/current")" -ge "$1" ]
}

# Of each code how many, of all.
expect_answers() {
  answers=$(told)
  case $answers in
    *'closed:0 silent:0') ;;
    *) fail "not all were answered: $answers" ;;
  esac
  assertEquals "$answers" $CLIENTS \
    "$(echo "$answers" | tr ' ' '\n' | awk -F: '{ n += $2 } END { print n }')"
}

test_sigterm_while_they_wait() {
  assemble
  tell hear
  kill "$SERVER"
  wait "$SERVER"
  assertEquals 'exit code' 0 $?
  SERVER=
  assertEquals "421:$CLIENTS closed:0 silent:0" "$(told)"
  some_lines $CLIENTS || fail 'lines are missing'
}

test_sigterm_in_a_storm() {
  assemble -c 500
  storm
  await some_lines 200
  kill "$SERVER"
  wait "$SERVER"
  assertEquals 'exit code' 0 $?
  SERVER=
  expect_answers
  kill "$LAST" 2>/dev/null
  await some_lines $((CLIENTS + 1))
}

test_sighup_and_sigalrm_in_a_storm() {
  assemble -c 100
  storm
  n=0
  while ! some_lines $CLIENTS
  do
    kill -HUP "$SERVER"
    kill -ALRM "$SERVER"
    n=$((n + 1))
    sleep 0.01
  done
  expect_answers
  assertTrue 'it says how it is' "[ $(grep -c ': status: ' "$SERVER_LOG") -gt 1 ]"
  assertEquals 'and nothing else than that' '' \
    "$(grep -v -e ': status: ' -e ': stress ' "$SERVER_LOG")"
  kill "$LAST" 2>/dev/null
  await status " 0/10000 waiting, 0 ready, 0/100 conversations (0 bad, 0 unknown, 0 good); of $((CLIENTS + 1)) connections 0 were closed, 0 refused, 0 told to come again, $((CLIENTS + 1)) served"
}

# They are for the one that waits; a terminal sends them to all.
test_signals_to_the_one_that_forks() {
  echo 'earlytalker wait 0' | checks
  server -- smtpfront-echo accept
  await grep -q '^SigCgt:.*[1-9a-f]' "/proc/$FORKER/status"
  for signal in TERM INT HUP ALRM USR1 PIPE
  do
    kill -$signal "$FORKER"
  done
  expect_session <<'END'
S: 220 localhost mailfront ESMTP
C: QUIT
S: 221 2.0.0 Good bye.
S: <closed>
END
}

. shunit2
