# Many writers at once, while the journal is rotated and folded, and writers
# that are stopped at the worst moment: every line that was appended is counted,
# and nobody waits for anybody but the fold, for a seal. 20 writers and 40
# rotations; 50 and 200 with QKARMA_FULL=1.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"

WRITERS=${QKARMA_FULL:+50} WRITERS=${WRITERS:-20}
ROTATIONS=${QKARMA_FULL:+200} ROTATIONS=${ROTATIONS:-40}

oneTimeSetUp() {
  unit append
  unit flood
  build race -DFOLD_INPUT_SEGMENT=9000 -DFOLD_BATCH=100000
}

setUp() {
  fresh_home
}

rotations() {
  ls "$QKARMA/journal" | grep -c '\.[0-9]\{10\}$'
}

connects() {
  dump | sed -n 's,^0.0.0.0/0 ,,p' | cut -d : -f 5
}

# This writer has begun.
writes() {
  grep -q -F " $1 " "$QKARMA"/journal/*
}

test_every_line_is_counted() {
  pids=
  for i in $(seq "$WRITERS")
  do
    flood "10.0.0.$i" >"$SHUNIT_TMPDIR/flood.$i" &
    pids="$pids $!"
  done
  for i in $(seq "$WRITERS")
  do
    await writes "10.0.0.$i"
  done
  while [ "$(rotations)" -lt "$ROTATIONS" ]
  do
    fold
  done
  kill $pids
  wait $pids
  fold -f
  cat "$SHUNIT_TMPDIR"/flood.* >"$SHUNIT_TMPDIR/floods"
  assertEquals "writers" "$WRITERS" "$(wc -l <"$SHUNIT_TMPDIR/floods")"
  assertEquals "lines" \
    "$(awk '{ n += $1 } END { print n }' "$SHUNIT_TMPDIR/floods")" \
    "$(connects)"
  assertEquals "lines that were refused" 0 \
    "$(awk '{ n += $2 } END { print n }' "$SHUNIT_TMPDIR/floods")"
  assertEquals "bad lines" 0 "$(header 17)"
  echo "$WRITERS writers, $(rotations) rotations, $(connects) lines"
}

a_line() {
  echo "1700000000 $1 2 1 0 0 g quit x" | sign
}

# A writer of one line, its process id in $PID, that stops itself behind a
# system call that it makes once journal/current is open.
stopped_at() {
  a_line 192.0.2.1 >"$SHUNIT_TMPDIR/line"
  writer="echo \$\$ >'$SHUNIT_TMPDIR/pid'; exec append <'$SHUNIT_TMPDIR/line'"
  cp -a "$QKARMA" "$QKARMA.copy"
  QKARMA=$QKARMA.copy strace -o "$SHUNIT_TMPDIR/trace" sh -c "$writer"
  at=$(awk -v name="$1" -F '(' '/^[a-z]/ { n[$1]++ }
    index($0, "journal/current") { begun = 1 }
    begun && $1 == name { print n[$1]; exit }' "$SHUNIT_TMPDIR/trace")
  rm -f "$SHUNIT_TMPDIR/pid" "$SHUNIT_TMPDIR/stopped"
  strace -o "$SHUNIT_TMPDIR/stopped" -e "trace=$1" \
    -e "inject=$1:signal=STOP:when=$at" sh -c "$writer" 2>/dev/null &
  TRACER=$!
  # It is told when nothing runs any more; by its state in /proc it seems to be
  # stopped whenever strace looks at it.
  await grep -q -s 'stopped by SIGSTOP' "$SHUNIT_TMPDIR/stopped"
  PID=$(cat "$SHUNIT_TMPDIR/pid")
}

go_on() {
  kill -CONT "$PID"
  wait "$TRACER"
}

# Lines of others, enough for a rotation.
others() {
  for i in $(seq 300)
  do
    a_line "192.0.2.$1"
  done >"$SHUNIT_TMPDIR/others"
  append <"$SHUNIT_TMPDIR/others" || fail "another writer failed"
}

test_stopped_with_its_lock_it_delays_the_seal_only() {
  stopped_at fcntl
  others 2
  fold
  assertContains "$FOLDED" "the journal is not folded behind segment journal/"
  assertContains "$FOLDED" "it is held by process $PID"
  others 3
  go_on
  fold
  fold -f
  assertEquals "connects" 601 "$(connects)"
  assertTrue "its line is in" "dump | grep -q '^192.0.2.1 '"
}

test_stopped_before_its_lock_it_delays_nothing() {
  stopped_at openat
  others 2
  fold
  assertNotContains "$FOLDED" "is held by"
  assertEquals "rotated" 1 "$(rotations)"
  others 3
  fold
  go_on
  fold
  fold -f
  assertEquals "connects" 601 "$(connects)"
  assertTrue "its line is in" "dump | grep -q '^192.0.2.1 '"
}

. shunit2
