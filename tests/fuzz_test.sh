# Whatever bytes a stranger sends: tests/fuzz gives them to all that reads any,
# for a minute. What it builds is its own, so once is enough.

. "$(dirname "$0")/lib.sh"

test_no_bytes_break_a_promise() {
  usual_build ||
    skipped 'it has a build of its own, and is tried beside the usual one' ||
    return 0
  said=$(sh "$ROOT/tests/fuzz/run" 60 2>&1)
  assertEquals "$said" 0 $?
  assertContains "$said" ' good, 0 bad'
}

. shunit2
