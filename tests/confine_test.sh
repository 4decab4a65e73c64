# The programs that live long give up what they do not need, where the system
# can take it away; where it cannot, all goes on.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"
. "$(dirname "$0")/tls.sh"
. "$(dirname "$0")/share.sh"

good='2 1 0 0 g quit message_accepted'

oneTimeSetUp() {
  [ "$(uname -s)" = Linux ] || return 0
  unit confine
  unit without
}

setUp() {
  HERE=$(mktemp -d "$SHUNIT_TMPDIR/here.XXXXXX")
  mkdir "$HERE/in" "$HERE/in/below" "$HERE/elsewhere"
  ln -s ../elsewhere "$HERE/in/link"
  echo there >"$HERE/there"
}

linux() {
  [ "$(uname -s)" = Linux ] || skipped 'needs Linux'
}

# confined WHAT [KEEP]: what a process can still do then.
confined() {
  confine "$HERE/in" "$1" "${2-0}"
}

everything() {
  cat <<'END'
execute: done
make a namespace: done
mount: done
make a socket: done
read outside: done
make inside: done
link inside: done
make behind a link: done
make outside: done
truncate outside: done
remove outside: done
END
}

# All of it but these, or nothing: `but execute 'make outside'`.
but() {
  everything >"$SHUNIT_TMPDIR/deeds"
  for deed
  do
    sed -i "s/^$deed: done/$deed: refused/" "$SHUNIT_TMPDIR/deeds"
  done
  cat "$SHUNIT_TMPDIR/deeds"
}

test_calls_that_are_not_needed_are_refused() {
  linux || return 0
  assertEquals "in force: 1
$(everything | sed 's/done/refused/')" "$(confined calls 0)"
}

# A libc that knows them goes on as under an older kernel.
test_calls_that_came_later_are_not_there() {
  linux || return 0
  assertEquals 'new: it is there
new, confined: Function not implemented
clone3, confined: Function not implemented' "$(confined future 3)"
}

test_those_for_files_are_kept() {
  linux || return 0
  assertEquals "in force: 1
$(but execute 'make a namespace' mount 'make a socket')" "$(confined calls 1)"
}

test_those_for_sockets_are_kept() {
  linux || return 0
  assertEquals "in force: 1
$(but execute 'make a namespace' mount)" "$(confined calls 3)"
}

test_files_are_written_below_one_directory_only() {
  linux || return 0
  confined writes >"$SHUNIT_TMPDIR/said"
  grep -q 'in force: 1' "$SHUNIT_TMPDIR/said" ||
    { skipped 'needs a kernel with Landlock'; return 0; }
  assertEquals "in force: 1
$(but execute 'make outside' 'truncate outside' 'remove outside')" \
    "$(cat "$SHUNIT_TMPDIR/said")"
}

test_without_the_system_nothing_is_given_up() {
  linux || return 0
  for what in calls writes
  do
    rm -f "$HERE/in/other" "$HERE/in/below/made"
    echo there >"$HERE/there"
    assertEquals "in force: 0
$(everything)" "$(without confine "$HERE/in" "$what" 0)"
  done
}

# confinement PID: none, or no new privileges and a filter.
confinement() {
  sed -n 's/^\(NoNewPrivs\|Seccomp\):\s*//p' "/proc/$1/status" | tr '\n' ' '
}

is_confined() {
  [ "$(confinement "$1")" = '1 2 ' ]
}

some_lines() {
  fresh_home
  for i in 1 2 3
  do
    TCPREMOTEIP=192.0.2.$i EARLYTALKER_WAIT=0 qkarma-smtpd true </dev/null \
      >/dev/null 2>&1
  done
}

test_the_fold_is_confined() {
  linux || return 0
  some_lines
  qkarma-fold -w 1 2>"$SHUNIT_TMPDIR/log" &
  fold=$!
  await grep -q 'folded up to' "$SHUNIT_TMPDIR/log"
  assertEquals '1 2 ' "$(confinement "$fold")"
  kill "$fold"
  wait "$fold"
  assertEquals 'exit code' 0 $?
}

# The journal is on another disk.
test_the_fold_follows_links() {
  linux || return 0
  some_lines
  mv "$QKARMA/journal" "$QKARMA.journal"
  ln -s "$QKARMA.journal" "$QKARMA/journal"
  echo no line >>"$QKARMA.journal/current"
  qkarma-fold 2>"$SHUNIT_TMPDIR/log"
  assertEquals 'exit code' 0 $?
  assertContains 'what was no line' "$(cat "$QKARMA.journal/bad")" 'no line'
}

test_the_fold_goes_on_without() {
  linux || return 0
  some_lines
  without qkarma-fold 2>"$SHUNIT_TMPDIR/log"
  assertEquals 'exit code' 0 $?
  assertContains "$(cat "$SHUNIT_TMPDIR/log")" 'folded up to'
  assertTrue 'databases' "[ -s '$QKARMA/karma.cdb' ]"
}

# The daemon, and the process that opens its files.
test_the_tls_daemon_is_confined() {
  linux || return 0
  fresh_home
  certificate mx ecdsa mx.example.org
  use_certificates mx
  tlsd
  await is_confined "$TLSD"
  for child in $(ps -o pid= --ppid "$TLSD")
  do
    assertEquals '1 2 ' "$(confinement "$child")"
  done
  untlsd
}

# Two hosts with the same log, and an engine, until `hosts_part`.
hosts_share() {
  engine_there || { skipped 'needs redis'; return 1; }
  engine
  first_host mx1
  joins mx2 mx1
}

hosts_part() {
  silent mx1
  silent mx2
  new_engine
  rm -rf "$HOSTS"
}

# Each does something, and has what it needs for that.
test_who_tells_and_who_hears_are_confined() {
  linux && hosts_share || return 0
  both_speak
  for pid in $(cat "$HOSTS/mx1/pids" "$HOSTS/mx2/pids")
  do
    assertEquals '1 2 ' "$(confinement "$pid")"
  done
  hosts_part
}

test_who_is_alone_is_confined() {
  linux && hosts_share || return 0
  say_of_old mx1 "192.0.2.7 $good"
  QKARMA=$HOSTS/mx1 qkarma-hear -a 600 2>"$HERE/log" &
  pid=$!
  await grep -q 'for the time being' "$HERE/log"
  assertEquals '1 2 ' "$(confinement "$pid")"
  kill "$pid"
  wait "$pid" 2>/dev/null
  hosts_part
}

# A file of its own leads elsewhere. Who opens it hears nothing of this engine.
test_who_hears_writes_below_the_state_directory_only() {
  linux && hosts_share || return 0
  confine "$HERE/in" writes 0 | grep -q 'in force: 1' ||
    { skipped 'needs a kernel with Landlock'; hosts_part; return 0; }
  rm -f "$HOSTS/mx1/common/lock"
  ln -s "$HERE/there" "$HOSTS/mx1/common/lock"
  serve true
  assertContains "$(ENGINE_PORT=$PORT; client mx1 qkarma-hear 2>&1)" \
    'unable to open common/lock: Permission denied'
  unserve
  hosts_part
}

# Journal, log and bases are on another disk. The first who hears makes a base;
# who tells rotates a journal that is not what it was.
test_who_tells_and_who_hears_follow_links() {
  linux && hosts_share || return 0
  at mx1 qkarma-fold -f 2>/dev/null
  mkdir -p "$HOSTS/mx1/base"
  rm -f "$HOSTS/mx1"/base/*
  for name in common journal base
  do
    mv "$HOSTS/mx1/$name" "$HERE/elsewhere/$name"
    ln -s "$HERE/elsewhere/$name" "$HOSTS/mx1/$name"
  done
  all_tell mx1 mx2
  say mx1 "192.0.2.7 $good"
  await heard mx2 "$said"
  say mx2 "192.0.2.8 $good"
  await heard mx1 "$said"
  silent mx1
  assertNotNull 'a base' "$(ls "$HERE/elsewhere/base")"
  current=$HERE/elsewhere/journal/current
  head -n 1 "$current" >"$current.new"
  mv "$current.new" "$current"
  tells mx1
  await grep -q 'what came since is not told' "$HOSTS/mx1/tell.log"
  await test -s "$HERE/elsewhere/journal/mx1.0000000002"
  hosts_part
}

test_who_tells_and_who_hears_go_on_without() {
  linux && hosts_share || return 0
  without tcpclient -RHl0 127.0.0.1 "$ENGINE_PORT" env QKARMA="$HOSTS/mx1" \
    qkarma-tell -o -i 20 2>"$HERE/log" &
  echo $! >"$HOSTS/mx1/pids"
  without tcpclient -RHl0 127.0.0.1 "$ENGINE_PORT" env QKARMA="$HOSTS/mx1" \
    qkarma-hear 2>>"$HERE/log" &
  echo $! >>"$HOSTS/mx1/pids"
  say mx1 "192.0.2.7 $good"
  await heard mx1 "$said"
  assertNull "$(cat "$HERE/log")"
  hosts_part
}

. shunit2
