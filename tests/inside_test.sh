# What holds in the clear holds inside TLS: the tests of the dialogue once more,
# with a client that speaks TLS from its first byte. One test for each topic;
# without QKARMA_FULL only those that tell most.
#
# starttls, submission and others that never `serve` in the clear are not among
# them.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/tls.sh"

oneTimeSetUp() {
  tls_unit inside
}

# The topic, inside TLS.
inside() {
  inside_out=$SHUNIT_TMPDIR/$1
  INSIDE_TLS=1 SHUNIT_COLOR=none sh "$ROOT/tests/$1_test.sh" \
    >"$inside_out" 2>&1 </dev/null || fail "$1: $(cat "$inside_out")"
  assertContains "$1" "$(tail -n 3 "$inside_out")" OK
}

full() {
  [ -n "${QKARMA_FULL-}" ] || skipped 'only with QKARMA_FULL=1'
}

test_naughty() { inside naughty; }
test_limits() { inside limits; }
test_auth() { inside auth; }
test_pipelining() { inside pipelining; }
test_end_of_data() { inside end_of_data; }
test_held_back_dot() { inside held_back_dot; }
test_tarpit() { inside tarpit; }

test_all_others() {
  full || return 0
  for topic in bounds earlytalker protocol header notes train adjust observe \
    backend proxy flush recipients concurrency denysoft rblsmtpd \
    never_acknowledge honest stop commands argument transparency words score \
    tlds awards patience maildir legitimate inetd
  do
    inside "$topic"
  done
}

. shunit2
