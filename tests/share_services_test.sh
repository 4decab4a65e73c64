# The services in run/ for hosts that share karma, copied as they are and
# started by the real supervisors, each host with its own, on both sides of a
# real engine that lets in who has a password. In the copies only variables at
# the top of the run files are set otherwise.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"
. "$(dirname "$0")/apart.sh"
. "$(dirname "$0")/supervisors.sh"
. "$(dirname "$0")/share.sh"

# Under AddressSanitizer a program needs an address space of terabytes.
MEMORY=${ASAN_OPTIONS:+100000000000000}

# Who runs them must get at the state directories.
shared() {
  apart && engine_there || return
  HERE=$STAGE/$KIND
  HOSTS=$HERE/hosts
  mkdir -p "$HOSTS" "$HERE/service" "$HERE/log"
}

users() {
  sed 's/#SHA256/>secret/; s/LOG/mx/g; /HOST/!b; h; s/HOST/mx1/g; p; x
    s/HOST/mx2/g' "$ROOT/run/share/users.acl"
}

# Both hosts, and their services: mx1-tell, mx1-hear, mx1-fold ...
place() {
  users >"$ENGINE/users.acl"
  new_engine
  engine --aclfile "$ENGINE/users.acl"
  first_host mx1
  joins mx2 mx1
  cd "$HERE" || exit 111
  for one in mx1 mx2
  do
    chown -R qkarma:qkarma "$HOSTS/$one"
    for what in tell hear fold
    do
      place_service "$one" "$what"
    done
  done
}

place_service() {
  service=$HERE/service/$1-$2
  cp -R "$ROOT/run/$KIND/qkarma-$2" "$service"
  set_variable "$service/run" QKARMA "$HOSTS/$1"
  [ -z "$MEMORY" ] || set_variable "$service/run" MEMORY "$MEMORY"
  set_variable "$service/log/run" LOG "$HERE/log/$1-$2"
  mkdir "$HERE/log/$1-$2"
  chown qmaill "$HERE/log/$1-$2"
  [ "$2" != fold ] || { set_variable "$service/run" EVERY 1; return 0; }
  set_variable "$service/run" ENGINE "127.0.0.1 $ENGINE_PORT"
  mkdir -m 0700 "$service/env"
  echo "$1" >"$service/env/QKARMA_USER"
  (umask 077; echo secret >"$service/env/QKARMA_PASSWORD")
}

# What the services of this host say: `logs mx1 hear`.
logs() {
  cat "$HERE/log/$1-$2/current"
}

all_run() {
  for service in $(ls service)
  do
    pid "$service" >/dev/null || return
  done
}

boxed() {
  at "$1" qkarma show "$2" 2>/dev/null | grep -q 'days left'
}

alone() {
  grep -aq '^#@ A-' "$HOSTS/$1/common/current"
}

# Each of these is killed, and another one comes.
killed() {
  for service
  do
    was=$(pid "$service")
    "${KIND}_kill" "$service"
    await has_new_pid "$service" "$was"
  done
}

# A host that nobody knows tells what comes once its qkarma-tell is there: one
# line more, and is it known by now?
known() {
  echo "$(date +%s) 192.0.2.1 0 0 0 0 - quit -" | sign \
    >>"$HOSTS/$1/journal/current"
  grep -aq "^#@ [^ ]* $1 " "$HOSTS/$1/common/current"
}

both_hear() {
  say mx1 "192.0.2.7 $bad"
  all_hear mx2
  say mx2 "192.0.2.8 $good"
  all_hear mx1
}

# One life of two hosts under one supervisor.
life() {
  KIND=$1
  shared || return 0
  place
  "$1_scan" >"$HERE/scan.log" 2>&1 &
  SCAN=$!
  await all_run
  await known mx2
  both_hear
  await boxed mx2 192.0.2.7

  killed mx1-tell mx1-hear mx2-tell mx2-hear mx2-fold
  both_hear

  # Who is stopped is gone: what he wrote another one may write now.
  "$1_down" mx2-hear
  await down mx2-hear
  export QKARMA_USER=mx2 QKARMA_PASSWORD=secret
  hears mx2
  say mx1 "192.0.2.9 $bad"
  await heard mx2 "$said"
  assertNull 'heard by one' "$(cat "$HOSTS/mx2/hear.log")"
  silent mx2
  unset QKARMA_USER QKARMA_PASSWORD
  "$1_up" mx2-hear
  await pid mx2-hear >/dev/null

  # The engine is away: each goes on with its own lines.
  unengine
  say_of_old mx1 "192.0.2.10 $bad"
  await boxed mx1 192.0.2.10
  assertTrue 'mx1 is alone' 'alone mx1'
  assertFalse 'mx2 does not know it' 'boxed mx2 192.0.2.10'
  await grep -q 'nobody hears us' "$HERE/log/mx1-hear/current"

  # It is back: what was ours alone is everybody's.
  engine --aclfile "$ENGINE/users.acl"
  await boxed mx2 192.0.2.10
  both_hear
  await same_logs mx1 mx2
  assertFalse 'mx1 is no more alone' 'alone mx1'
  assertNotContains "$(logs mx1 hear; logs mx2 hear)" 'another qkarma-hear'

  now=$(for service in $(ls service); do pid "$service"; done)
  assertEquals 'processes' 6 "$(echo "$now" | wc -l)"
  "$1_stop"
  wait "$SCAN" 2>/dev/null
  await gone $now
  assertEquals '' "$(grep -v "^starting" scan.log)"
  cd /
  assert_each_line_once mx2 mx1 mx2
  assert_same_records mx1 mx2
  unengine
}

down() {
  ! pid "$1" >/dev/null
}

test_under_daemontools() {
  life daemontools
}

test_under_s6() {
  life s6
}

test_under_runit() {
  unpacked runit || return 0
  life runit
}

. shunit2
