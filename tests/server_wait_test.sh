# Thousands wait for the greeting in one process, and cost it next to nothing.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"
. "$(dirname "$0")/server.sh"

THOUSANDS=5000

oneTimeSetUp() {
  unit throng
}

setUp() {
  fresh_home
  echo 'karma private 1' | checks
}

tearDown() {
  [ -z "${THRONG-}" ] || disperse
  unserve
}

enough_descriptors() {
  [ "$(ulimit -H -n)" = unlimited ] || [ "$(ulimit -H -n)" -gt 12000 ] ||
    skipped 'needs 12000 descriptors'
}

# One session, by a client that has time.
good_client() {
  expect_session -i 127.0.0.9 <<'END'
S: 220 localhost ESMTP
C: QUIT
S: 221 2.0.0 Good bye.
S: <closed>
END
}

memory() {
  awk '/^Pss:/ { print $2 }' "/proc/$1/smaps_rollup"
}

test_thousands_wait_and_all_are_greeted() {
  enough_descriptors || return 0
  printf 'earlytalker wait 300\nkarma private 1\n' | checks
  server -c 40 --
  before=$(memory "$SERVER")
  throng $THOUSANDS
  await status "$THOUSANDS/10000 waiting, 0 ready, 0/40 conversations"
  assertTrue "each takes $(($(memory "$SERVER") - before)) KiB / \
$THOUSANDS" "[ $((($(memory "$SERVER") - before) * 1024 / THOUSANDS)) \
    -le 2048 ]"
  assertEquals 'processes' 1 "$(ps -o pid= --ppid "$SERVER" | wc -l)"
  assertEquals 'conversations' 0 "$(ps -o pid= --ppid "$FORKER" | wc -l)"
  tell count
  assertEquals 'nobody was told anything' 0 "$(told)"
  # Those who stand ready have half a minute: not all of them, for a machine that
  # has something else to do.
  tell leave $((THOUSANDS - 200))
  await status ' 200/10000 waiting, 0 ready, 0/40'
  # The wait is over for all of them at once, with the next client.
  printf 'earlytalker wait 0.2\nkarma private 1\n' | checks
  tell hear
  good_client
  assertEquals '220:200 closed:0 silent:0' "$(told)"
  await status ' 0/10000 waiting, 0 ready, 0/40 conversations'
  assertEquals 'lines' $((THOUSANDS + 1)) \
    "$(grep -c '^@' "$QKARMA/journal/current")"
}

test_to_wait_costs_nothing() {
  enough_descriptors || return 0
  printf 'earlytalker wait 300\n' | checks
  server -- smtpfront-echo accept
  throng $THOUSANDS
  await status "$THOUSANDS/10000 waiting"
  before=$(awk '{ print $14 + $15 }' "/proc/$SERVER/stat")
  sleep 2
  after=$(awk '{ print $14 + $15 }' "/proc/$SERVER/stat")
  assertTrue "ticks: $((after - before))" "[ $((after - before)) -le 2 ]"
}

test_who_talks_hangs_up_or_resets_among_thousands_of_silent_ones() {
  enough_descriptors || return 0
  printf 'earlytalker wait 300\nkarma private 1\n' | checks
  server -- smtpfront-echo accept
  throng $THOUSANDS
  await status "$THOUSANDS/10000 waiting"
  tell talk 30
  tell leave 30
  tell reset 30
  await enough_connections 90
  await status "$((THOUSANDS - 90))/10000 waiting, 0 ready, 0/40"
  assertEquals 30 "$(grep -c 'earlytalker: fail: talked' "$SERVER_LOG")"
  assertEquals 30 "$(grep -c ' early_talk' "$QKARMA/journal/current")"
  assertEquals 60 "$(grep -c ' hangup - ' "$QKARMA/journal/current")"
}

test_conversations_are_full_while_others_wait() {
  server -c 2 -C 10 -- smtpfront-echo accept
  printf 'earlytalker wait 0\n' | checks
  guest 127.0.0.2 one
  guest 127.0.0.2 two
  expect_guest one 220
  expect_guest two 220
  printf 'earlytalker wait 0.1\n' | checks
  throng 50
  await status '0/10000 waiting, 50 ready, 2/2 conversations'
  tell count
  assertEquals 0 "$(told)"
  leave one
  leave two
  tell hear
  assertEquals '220:50 closed:0 silent:0' "$(told)"
}

# Those that wait take no conversation, and are in nobody's way.
test_conversations_are_full_while_thousands_wait() {
  enough_descriptors || return 0
  server -c 2 -- smtpfront-echo accept
  printf 'earlytalker wait 0\n' | checks
  guest 127.0.0.2 one
  guest 127.0.0.2 two
  expect_guest one 220
  expect_guest two 220
  printf 'earlytalker wait 300\n' | checks
  throng 2000
  await status '2000/10000 waiting, 0 ready, 2/2 conversations'
  printf 'earlytalker wait 0\n' | checks
  leave one
  expect_session -i 127.0.0.9 <<'END'
S: 220 localhost mailfront ESMTP
C: QUIT
S: 221 2.0.0 Good bye.
S: <closed>
END
  await status '2000/10000 waiting, 0 ready, 1/2 conversations'
  tell count
  assertEquals 0 "$(told)"
  leave two
}

# A client that is known to be good need not stand behind unknown ones.
test_the_good_ones_first() {
  . "$ROOT/tests/store.sh"
  awk -v now="$(date +%s)" 'BEGIN { while (i++ < 6)
    print now - 600000 + i * 7200, "127.0.0.9 0 0 0 0 g quit -" }' | journal
  fold
  server -c 1 -- smtpfront-echo accept
  echo 'earlytalker wait 0' | checks
  guest 127.0.0.2 one
  expect_guest one 220
  throng 50
  await status '50 ready, 1/1'
  guest 127.0.0.9 good
  await status '51 ready, 1/1'
  leave one
  expect_guest good 220
  await status '50 ready, 1/1 conversations (0 bad, 0 unknown, 1 good)'
  leave good
}

test_who_waits_longest_is_greeted_when_there_are_too_many() {
  printf 'earlytalker wait 300\n' | checks
  server -w 100 -- smtpfront-echo accept
  throng 120
  await enough_ready 20
  await status '100/100 waiting, 0 ready, 20/40'
}

enough_ready() {
  tell count
  [ "$(told)" -ge "$1" ]
}

test_and_told_to_come_again_when_nobody_can_be_greeted() {
  printf 'earlytalker wait 300\n' | checks
  server -w 10 -c 2 -- smtpfront-echo accept
  throng 20
  await enough_ready 10
  expect_log 'qkarma-server: error: no room for it'
  kill "$SERVER"
  tell hear
  assertEquals '220:2 421:18 closed:0 silent:0' "$(told)"
}

test_too_many_of_one_client() {
  printf 'earlytalker wait 300\n' | checks
  server -C 2 -- smtpfront-echo accept
  guest 127.0.0.2 one
  guest 127.0.0.2 two
  await status '2/10000 waiting'
  expect_session -i 127.0.0.2 <<'END'
S: 421 4.7.0 Too many connections from you, try again later.
S: <closed>
END
  expect_log '127.0.0.2 qkarma-server: error: too many connections of this client'
  assertEquals 'it has no line' 0 "$(grep -c '^@' "$QKARMA/journal/current")"
  leave one
  await enough_connections 1
  await status '1/10000 waiting, 0 ready, 0/40'
  guest 127.0.0.2 three
  await status '2/10000 waiting'
  leave two
  leave three
}

# More than half of -w or of -c: those who are unknown wait a fifth.
test_stress() {
  printf 'earlytalker wait 100\n' | checks
  server -w 100 -- smtpfront-echo accept
  throng 51
  expect_log 'stress begins: unknown clients wait a fifth: 51 waiting'
  tell count
  assertEquals 0 "$(told)"
  printf 'earlytalker wait 2\n' | checks
  tell hear
  guest 127.0.0.2 one
  assertEquals '220:51 closed:0 silent:0' "$(told)"
  expect_log 'stress is over'
  assertEquals 1 "$(grep -c 'stress begins' "$SERVER_LOG")"
  leave one
}

. shunit2
