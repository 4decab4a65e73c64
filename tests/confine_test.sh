# The programs that live long give up what they do not need, where the system
# can take it away; where it cannot, all goes on.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"
. "$(dirname "$0")/tls.sh"

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

test_those_for_files_are_kept() {
  linux || return 0
  assertEquals "in force: 1
$(but execute 'make a socket')" "$(confined calls 1)"
}

test_those_for_sockets_are_kept() {
  linux || return 0
  assertEquals "in force: 1
$(but execute)" "$(confined calls 3)"
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
  assertEquals '1 2 ' "$(confinement "$TLSD")"
  for child in $(ps -o pid= --ppid "$TLSD")
  do
    assertEquals '1 2 ' "$(confinement "$child")"
  done
  untlsd
}

. shunit2
