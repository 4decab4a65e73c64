# tests/siege, small: each of its promises is kept, and it says so. doc/TESTING
# has the figures of a whole one.

. "$(dirname "$0")/lib.sh"

oneTimeSetUp() {
  BIN=$BIN SIEGE_COUNT=20 sh "$ROOT/tests/siege" >"$SHUNIT_TMPDIR/siege" 2>&1
  SIEGE_EXIT=$?
}

# So many sieges of this scene went well, and none did not.
expect_good() {
  assertEquals "$(cat "$SHUNIT_TMPDIR/siege")" "$2" \
    "$(grep -c "^good $1: .* kept: " "$SHUNIT_TMPDIR/siege")"
}

test_held_connections() {
  expect_good held 4
}

test_short_ones_with_folds_and_rotations() {
  expect_good short 1
}

test_drips() {
  expect_good drips 1
}

test_clients_that_never_read() {
  expect_good mute 1
}

test_resets() {
  expect_good resets 2
}

test_floods() {
  expect_good floods 5
}

test_its_exit_code() {
  assertEquals "$(cat "$SHUNIT_TMPDIR/siege")" 0 "$SIEGE_EXIT"
  assertEquals 'lines' 14 "$(wc -l <"$SHUNIT_TMPDIR/siege")"
}

. shunit2
