# kill -9 at every system call in turn: whatever was done by then, the databases
# are good, and one more fold gives the records of an undisturbed run.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"
. "$(dirname "$0")/scenes.sh"
. "$(dirname "$0")/inject.sh"

kill_at_each_call() {
  undisturbed "$@"
  while read -r name n
  do
    injected "$name" "$n" signal=KILL "$@"
    [ "$CODE" = 137 ] || fail "not killed at $name $n: $CODE $SAID"
    sound "killed at $name $n"
  done <"$CALLS"
  echo "killed $(wc -l <"$CALLS") times: $FOLDED"
}

test_a_minor_fold() {
  scene_minor
  kill_at_each_call qkarma-fold
}

test_a_major_fold() {
  scene_major
  kill_at_each_call qkarma-fold
}

test_a_fold_that_rotates() {
  scene_rotation
  kill_at_each_call qkarma-fold
}

test_a_fold_that_finishes_a_rotation() {
  scene_half_rotation
  kill_at_each_call qkarma-fold
}

test_a_fold_of_a_journal_that_was_put_back() {
  scene_put_back
  kill_at_each_call qkarma-fold
}

test_a_rebuild() {
  scene_rebuild
  kill_at_each_call qkarma rebuild
}

# The writer: every other connection's line is in, and its own is there as a
# whole or not at all.
test_a_writer() {
  unit append
  fresh_home
  journal <<END
1700000000 192.0.2.1 2 1 0 0 g quit x
END
  BEFORE=$QKARMA
  echo '1700000001 192.0.2.2 2 1 0 0 g quit x' | sign >"$SHUNIT_TMPDIR/one"
  echo '1700000002 192.0.2.3 2 1 0 0 g quit x' | sign >"$SHUNIT_TMPDIR/two"
  again
  strace -o "$SHUNIT_TMPDIR/trace" append <"$SHUNIT_TMPDIR/one"
  awk -F '(' '/^[a-z]/ { n[$1]++ } index($0, "journal/current") { begun = 1 }
    begun && $1 != "exit_group" { print $1, n[$1] }' \
    "$SHUNIT_TMPDIR/trace" >"$SHUNIT_TMPDIR/calls"
  while read -r name n
  do
    injected "$name" "$n" signal=KILL append <"$SHUNIT_TMPDIR/one"
    append <"$SHUNIT_TMPDIR/two"
    fold -f
    assertContains "$name $n" "$FOLDED" ' 0 bad; '
    dump | grep -c '^192.0.2.[13] ' >"$SHUNIT_TMPDIR/others"
    assertEquals "$name $n: the others" 2 "$(cat "$SHUNIT_TMPDIR/others")"
  done <"$SHUNIT_TMPDIR/calls"
}

. shunit2
