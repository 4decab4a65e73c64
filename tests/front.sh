# What the tests of qkarma-smtpd share; sourced behind tests/lib.sh.

# A backend that plays its part of the session from a script on stdin (see
# tests/data/scripted-backend); at the end, that it went so.
script_backend() {
  BACKEND=$SHUNIT_TMPDIR/backend
  export BACKEND
  rm -f "$BACKEND.heard" "$BACKEND.said"
  sed '/^#/d; /^$/d' >"$BACKEND"
}

expect_backend() {
  await test -e "$BACKEND.heard" && { cmp -s "$BACKEND" "$BACKEND.heard" ||
    fail "the backend's part went otherwise:
$(diff "$BACKEND" "$BACKEND.heard")"; }
}

no_backend() {
  [ ! -e "$BACKEND.heard" ] || fail 'the backend was started'
}

# control/checks, from stdin.
checks() {
  cat >"$QKARMA/control/checks"
}

# The journal begins anew; one connection at a time is easier to read.
new_journal() {
  sed -n 1p "$QKARMA/journal/current" >"$SHUNIT_TMPDIR/journal"
  cat "$SHUNIT_TMPDIR/journal" >"$QKARMA/journal/current"
}

# The connections in the journal, when there are as many as on stdin: their
# lines must be those, apart from what differs each time (stamp, t=, pid=,
# check), and from how far they came and what stopped them: tests/course_test.sh
# looks at that.
expect_journal() {
  cat >"$SHUNIT_TMPDIR/wanted"
  await enough_connections "$(grep -c '' "$SHUNIT_TMPDIR/wanted")"
  assertEquals 'the journal' "$(cat "$SHUNIT_TMPDIR/wanted")" "$(sed "$NO_COURSE"'
    1d; s/^@[0-9a-f]* //; s/ tls=[^ ]*//; s/ t=[0-9]*//; s/ pid=[0-9]*//
    s/\( dns=[0-9]*\/[0-9]*\/[0-9]*\)\/[0-9]*/\1\/N/; s/ ~[0-9a-f]*$//' \
    "$QKARMA/journal/current")"
}

enough_connections() {
  [ "$(grep -c '^@' "$QKARMA/journal/current")" -ge "$1" ]
}

# A line of the log has this.
expect_log() {
  await grep -q -F -e "$1" "$SERVER_LOG"
}
