# What holds under tcpserver holds under qkarma-server: the tests of the dialogue
# once more. One test for each topic; without QKARMA_FULL only those that tell
# most.

. "$(dirname "$0")/lib.sh"

# The topic, under qkarma-server.
under() {
  under_out=$SHUNIT_TMPDIR/$1
  UNDER_SERVER=1 SHUNIT_COLOR=none sh "$ROOT/tests/$1_test.sh" \
    >"$under_out" 2>&1 </dev/null || fail "$1: $(cat "$under_out")"
  assertContains "$1" "$(tail -n 3 "$under_out")" OK
}

full() {
  [ -n "${QKARMA_FULL-}" ] || skipped 'only with QKARMA_FULL=1'
}

test_naughty() { under naughty; }
test_earlytalker() { under earlytalker; }
test_limits() { under limits; }
test_auth() { under auth; }
test_pipelining() { under pipelining; }
test_end_of_data() { under end_of_data; }
test_stop() { under stop; }
test_tcprules() { under tcprules; }

test_all_others() {
  full || return 0
  for topic in bounds protocol header notes train adjust observe backend proxy \
    flush recipients concurrency denysoft rblsmtpd never_acknowledge honest \
    commands argument transparency words score tlds awards patience maildir \
    legitimate held_back_dot tarpit
  do
    under "$topic"
  done
}

. shunit2
