# Several hosts share karma, and the engine answers, but not what they asked
# for: it refuses, breaks off in the middle of a reply, is full, or is another
# one meanwhile, and who is connected stays so. Each is said; no line is lost or
# counts twice.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"
. "$(dirname "$0")/share.sh"

setUp() {
  two_hosts
}

tearDown() {
  no_hosts
  no_replica
  [ -z "${MIDWAY-}" ] || kill "$MIDWAY" 2>/dev/null
  MIDWAY=
}

# breaks_off HOST STEP PROGRAM [OPTION...]: the program again and again, with a
# line more to tell or hear each time; what the engine says to it breaks off
# STEP bytes later than the last time, until it has heard all twice. That is
# never less than 100 bytes: who is silent before is only slow.
breaks_off() {
  unit midway
  : >"$SHUNIT_TMPDIR/midway"
  midway "$ENGINE_PORT" "$2" >"$SHUNIT_TMPDIR/midway" &
  MIDWAY=$!
  await test -s "$SHUNIT_TMPDIR/midway"
  direct=$ENGINE_PORT
  ENGINE_PORT=$(sed 1q "$SHUNIT_TMPDIR/midway")
  breaks_off=$1
  shift 2
  until [ "$(grep -c '^[0-9]\{3,\} silent' "$SHUNIT_TMPDIR/midway")" -ge 2 ]
  do
    say mx1 "192.0.2.$((said % 200)) $bad"
    (client "$breaks_off" "$@") 2>"$SHUNIT_TMPDIR/breaks" </dev/null
    code=$?
    at_byte=$(tail -n 1 "$SHUNIT_TMPDIR/midway")
    assertEquals "$at_byte: exit" 111 "$code"
    assertEquals "$at_byte: what it says" 1 "$(sed 's/ before it said.*//' \
      "$SHUNIT_TMPDIR/breaks" | grep -c \
      "^${1}: fatal: the engine: it has closed the connection$")"
    assertEquals "$at_byte: lines" 1 "$(grep -c '' "$SHUNIT_TMPDIR/breaks")"
  done
  ENGINE_PORT=$direct
  silent mx1
}

test_replies_to_who_tells_break_off_anywhere() {
  ready || return 0
  hears mx1
  [ -n "${QKARMA_FULL-}" ] && step=1 || step=3
  breaks_off mx1 "$step" qkarma-tell -i 20
  both_go_on
}

test_replies_to_who_hears_break_off_anywhere() {
  ready || return 0
  tells mx1
  [ -n "${QKARMA_FULL-}" ] && step=1 || step=23
  breaks_off mx2 "$step" qkarma-hear
  both_go_on
}

# It has just been started, and reads what it has: for half a minute, or until
# all have seen it.
test_an_engine_that_is_loading() {
  ready || return 0
  both_speak
  redis eval "for i = 1, 100 do
    redis.call('set', 'filler' .. i, string.rep('x', 2000)) end" 0 >/dev/null
  redis config set rdbcompression no >/dev/null
  redis save >/dev/null
  unengine
  engine_starts --appendonly no --key-load-delay 300000 \
    --loading-process-events-interval-bytes 1024
  say mx1 "192.0.2.9 $bad"
  for who in mx1/tell mx2/hear
  do
    await supervised 'mx1 mx2' grep -q 'the engine: LOADING' "$HOSTS/$who.log"
  done
  redis config set key-load-delay 0 >/dev/null
  await engine_answers
  both_go_on
}

# Somebody has it do what does not end.
test_an_engine_that_is_busy() {
  ready || return 0
  both_speak
  redis config set busy-reply-threshold 50 >/dev/null
  redis eval 'while true do end' 0 >/dev/null 2>&1 &
  script=$!
  say mx1 "192.0.2.9 $bad"
  await supervised 'mx1 mx2' grep -q 'the engine: BUSY' "$HOSTS/mx1/tell.log"
  redis script kill >/dev/null
  wait "$script"
  both_go_on
}

# Nobody can tell, and all go on alone; with more memory all come together.
test_an_engine_that_is_full() {
  ready || return 0
  both_speak
  redis config set maxmemory 1 >/dev/null
  say_of_old mx1 "192.0.2.9 $bad"
  await grep -q 'the engine: it is full' "$HOSTS/mx1/tell.log"
  await grep -q 'what does qkarma-tell say' "$HOSTS/mx1/hear.log"
  silent mx1
  at mx1 qkarma-hear -a 1 2>>"$HOSTS/mx1/hear.log"
  assertContains "$(cat "$HOSTS/mx1/hear.log")" 'count here alone'

  # To hear nothing new is no reason to give up what is ours alone.
  silent mx2
  hears mx1
  await somebody_is_blocked
  at mx1 qkarma-fold 2>/dev/null
  assertContains "$(at mx1 qkarma show 192.0.2.9)" 'days left'
  redis config set maxmemory 0 >/dev/null
  both_go_on
  assertNotContains "$(cat "$HOSTS/mx1/common/current")" '#@ A-'
}

# Two hosts speak to two masters, of which one is then made the other's replica;
# mx1, who had been connected to that one, stays so, and is not told.
test_a_split_brain_and_connections_that_live_on() {
  ready || return 0
  both_speak
  replica
  silent mx2
  redis -p "$OTHER_PORT" replicaof no one >/dev/null
  first=$ENGINE_PORT
  ENGINE_PORT=$OTHER_PORT
  all_tell mx2
  say mx2 "192.0.2.10 $bad" "192.0.2.10 $good"
  await heard mx2 "$said"
  ENGINE_PORT=$first
  say mx1 "192.0.2.9 $good" "192.0.2.9 $bad" "192.0.2.9 $good"
  await heard mx1 "$said"
  assertFalse 'they are apart' 'same_logs mx1 mx2'
  before=$(cat "$HOSTS/mx1/hear.pid")
  kill -STOP "$before"
  await nobody_is_blocked
  demote
  kill -CONT "$before"
  await grep -q 'back to byte' "$HOSTS/mx1/hear.log"
  await heard mx1 "$((said - 3))"
  assertTrue 'it stayed connected' "kill -0 $before"
  ENGINE_PORT=$OTHER_PORT
  await supervised 'mx1 mx2' heard mx2 "$said"
  both_go_on
  ENGINE_PORT=$first
}

# Who waits for something new is sent away when the roles change.
nobody_is_blocked() {
  ! somebody_is_blocked
}

somebody_is_blocked() {
  redis client list | grep -q ' flags=[a-zA-Z]*b'
}

. shunit2
