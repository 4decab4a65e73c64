# control/spare: clients that are not judged, under any server.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"

oneTimeSetUp() {
  fresh_home
}

setUp() {
  new_journal
  printf '%s\n' 'traps' naughty | checks
  echo b@example.org >"$QKARMA/control/traps"
  unset WHITELISTCLIENT
  cat >"$QKARMA/control/spare" <<'END'
192.0.2.7            # the secondary MX
198.51.100.0/25      # a provider's pool
2001:db8:7::/47
END
}

# The class and the end of this client's connection, and what is logged of it:
# the backend is run in our place when it is spared.
class_of() {
  new_journal
  env PROTO=TCP TCPREMOTEIP="$1" TCPLOCALPORT=25 LIMITS_TLS=pass \
    qkarma-smtpd ${2-} true </dev/null >/dev/null 2>"$SHUNIT_TMPDIR/log"
  sed 1d "$QKARMA/journal/current" | awk '{ print $7, $8 }'
}

test_who_is_spared_is_immune() {
  for address in 192.0.2.7 ::ffff:192.0.2.7 198.51.100.0 198.51.100.127 \
    2001:db8:6::1 2001:db8:7:ffff::1
  do
    assertEquals "$address" 'i immune' "$(class_of "$address")"
    assertEquals "$address" '' "$(grep warning "$SHUNIT_TMPDIR/log")"
  done
}

test_others_are_judged() {
  for address in 192.0.2.8 198.51.100.128 2001:db8:8::1 2001:db8:5:ffff::1
  do
    assertNotContains "$address" "$(class_of "$address")" immune
  done
}

test_networks_of_any_length() {
  echo 0.0.0.0/0 >"$QKARMA/control/spare"
  assertEquals 'i immune' "$(class_of 203.0.113.9)"
  assertNotContains "$(class_of 2001:db8::1)" immune
  echo ::/0 >"$QKARMA/control/spare"
  assertEquals 'i immune' "$(class_of 2001:db8::1)"
  assertNotContains "$(class_of 203.0.113.9)" immune
  echo 2001:db8::1/128 >"$QKARMA/control/spare"
  assertEquals 'i immune' "$(class_of 2001:db8::1)"
  assertNotContains "$(class_of 2001:db8::2)" immune
}

test_the_log_says_why() {
  class_of 192.0.2.7 -v >/dev/null
  assertContains "$(cat "$SHUNIT_TMPDIR/log")" \
    '192.0.2.7 traps: skip: immune by control/spare'
}

# The lines around it count, and mail flows.
test_a_wrong_line_spares_nobody_and_is_said() {
  for line in 192.0.2.0/33 192.0.2 '192.0.2.8 here' nonsense
  do
    printf '%s\n' "$line" 192.0.2.7 oops >"$QKARMA/control/spare"
    why='control/spare: line 1: a line is an address, or a network as 192.0.2.0/24'
    assertEquals "$line" 'i immune' "$(class_of 192.0.2.7)"
    assertNotContains "$line" "$(class_of 192.0.2.8)" immune
    assertEquals "$line" "192.0.2.8 qkarma-smtpd: warning: $why" \
      "$(grep warning "$SHUNIT_TMPDIR/log")"
    assertContains "$(qkarma check)" "error: $why"
    assertContains "$(qkarma check)" 'error: control/spare: line 3:'
  done
}

test_without_the_file_nobody_is_spared() {
  rm "$QKARMA/control/spare"
  assertNotContains "$(class_of 192.0.2.7)" immune
  assertEquals '' "$(grep warning "$SHUNIT_TMPDIR/log")"
}

test_a_link_to_nothing_is_said() {
  ln -sf /nonexistent/spare "$QKARMA/control/spare"
  class_of 192.0.2.7 >/dev/null
  assertContains "$(cat "$SHUNIT_TMPDIR/log")" \
    'warning: control/spare: unable to read it: '
  rm "$QKARMA/control/spare"
}

test_explain_says_which_line() {
  assertEquals '198.51.100.9 is immune by control/spare, line 2' \
    "$(qkarma explain 198.51.100.9 | sed -n 1p)"
  assertNotContains "$(qkarma explain 203.0.113.9)" immune
}

test_edit_looks_at_it() {
  printf '#!/bin/sh\necho nonsense >"$1"\n' >"$SHUNIT_TMPDIR/editor"
  chmod +x "$SHUNIT_TMPDIR/editor"
  assertContains "$(EDITOR=$SHUNIT_TMPDIR/editor VISUAL= qkarma edit spare \
    </dev/null 2>&1)" 'spare is as it was'
  assertEquals 'i immune' "$(class_of 192.0.2.7)"
}

test_the_sample() {
  cp "$ROOT/run/control/spare" "$QKARMA/control/spare"
  assertNotContains "$(class_of 198.51.100.25)" immune
  sed 's/^#\([0-9]\)/\1/' "$ROOT/run/control/spare" >"$QKARMA/control/spare"
  assertEquals '' "$(qkarma check | grep control/spare)"
  assertEquals 'i immune' "$(class_of 198.51.100.27)"
  assertEquals 'i immune' "$(class_of 2001:db8:25::1)"
}

. shunit2
