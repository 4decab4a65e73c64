# Clients who choose their addresses by their hashes crowd in one hash table.
# That is legal: all are in the databases, nobody else is pushed aside, and a
# connection reads as little as ever.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"

# The crowd is of 2001:db8::/32, but for one IPv4 client, who is in the box. The
# last of the crowd, who is in the box too, is behind all others.
oneTimeSetUp() {
  unit collide
  fresh_home
  now=$(date +%s)
  collide 25000 >"$SHUNIT_TMPDIR/crowd"
  OTHER=$(head -n 1 "$SHUNIT_TMPDIR/crowd")
  LAST=$(tail -n 1 "$SHUNIT_TMPDIR/crowd")
  sed "s/^/$((now - 60)) /; s/\$/ 0 0 0 0 - quit -/" "$SHUNIT_TMPDIR/crowd" |
    journal
  boxed "$OTHER"
  boxed "$LAST"
  fold
  cp -a "$QKARMA" "$SHUNIT_TMPDIR/good"
}

setUp() {
  rm -rf "$QKARMA"
  cp -a "$SHUNIT_TMPDIR/good" "$QKARMA"
}

boxed() {
  journal <<END
$((now - 50)) $1 -3 0 0 2 n quit x neg=1 pd=9 pm=30
END
}

verified() {
  assertTrue "verify: $(qkarma verify)" 'qkarma verify'
}

# What a client is told, and after that what is on stderr.
session() {
  printf 'QUIT\r\n' | EARLYTALKER_WAIT=0 KARMA_REJECT=connect KARMA_PRIVATE=1 \
    PROTO=TCP TCPREMOTEIP=$1 qkarma-smtpd smtpfront-echo accept 2>&1
}

test_the_databases_are_good() {
  assertEquals "clients" "$(($(wc -l <"$SHUNIT_TMPDIR/crowd")))" "$(header 14)"
  verified
}

# By cdb -q, which looks as far as it takes, as the fold and verify do.
test_everybody_is_found() {
  key=$(dump | grep '^2' | cut -d ' ' -f 1 | grep -x "${LAST%1}/64")
  assertContains "$LAST" "$(cdb -q "$QKARMA/karma.cdb" "$key")" ':::'
  assertEquals "snapshots" 1 "$(qkarma rebuild --dry-run | grep -c 'from base')"
}

test_nobody_else_is_pushed_aside() {
  assertContains "$(session "$OTHER")" 'You were naughty'
}

test_a_connection_does_not_look_that_far_and_then_knows_nothing() {
  said=$(session "$LAST")
  assertContains "$said" '220 '
  assertNotContains "$said" 'warning'
}

test_a_minor_fold_finds_them_all() {
  journal <<END
$now $LAST 0 0 0 0 - quit -
END
  fold
  assertContains "$FOLDED" 'in recent.cdb'
  assertNotContains "$FOLDED" 'warning'
  verified
}

# It would read them again and again.
test_a_fold_about_many_of_them_passes_over_all() {
  tail -n 2000 "$SHUNIT_TMPDIR/crowd" |
    sed "s/^/$now /; s/\$/ 0 0 0 0 - quit -/" | journal
  fold
  assertContains "$FOLDED" \
    'warning: karma.cdb: look-ups take too long: reading all of it'
  assertNotContains "$FOLDED" 'in recent.cdb'
  verified
}

test_rebuild() {
  dump >"$SHUNIT_TMPDIR/wanted"
  assertTrue "rebuild" 'qkarma rebuild >/dev/null'
  assertEquals "$(cat "$SHUNIT_TMPDIR/wanted")" "$(dump)"
  verified
}

. shunit2
