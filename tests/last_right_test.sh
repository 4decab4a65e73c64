# A mistake in control/checks or control/awards: the last right one stays in
# force, and everybody who can mend it is told.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"

setUp() {
  TCPREMOTEIP=192.0.2.7
  export TCPREMOTEIP
  unset RELAYCLIENT
  fresh_home
}

fold() {
  qkarma-fold 2>"$SHUNIT_TMPDIR/fold" || fail "$(cat "$SHUNIT_TMPDIR/fold")"
}

# What a client reads first, without the CR; the log goes to $SHUNIT_TMPDIR/log.
greeting() {
  env "$@" qkarma-smtpd sh -c 'echo 220 backend; read -r quit; echo 221 bye' \
    2>"$SHUNIT_TMPDIR/log" <<'END' | tr -d '\r' | sed 1q
QUIT
END
}

# A plan in which nothing is waited for, and one that is wrong.
right() {
  printf 'earlytalker wait 0\nkarma\nprotocol\nnaughty\n' | checks
}

wrong() {
  printf 'earlytalker wait 0\nkarma strike 3\n' | checks
}

test_connections_go_on_with_the_copy_and_say_so() {
  right
  fold
  wrong
  assertEquals '220 backend' "$(greeting)"
  assertContains "$(cat "$SHUNIT_TMPDIR/log")" 'warning: control/checks: line 2:'
  assertContains "$(cat "$SHUNIT_TMPDIR/log")" 'the last right one is in force'
}

# What was forbidden stays forbidden.
test_the_copy_has_the_rules_that_were_in_force() {
  printf 'earlytalker wait 0\nrblsmtpd\nnaughty reject connect\n' | checks
  fold
  wrong
  assertEquals '421 4.7.1 blocked' "$(greeting RBLSMTPD=blocked)"
}

test_a_later_right_file_is_in_force_at_once() {
  right
  fold
  wrong
  fold
  right
  assertEquals '220 backend' "$(greeting)"
  assertNotContains "$(cat "$SHUNIT_TMPDIR/log")" warning
}

test_a_wrong_file_never_becomes_the_copy() {
  right
  fold
  cp "$QKARMA/control/checks" "$SHUNIT_TMPDIR/right"
  wrong
  fold
  fold
  assertTrue 'the copy is the right one' \
    "cmp $SHUNIT_TMPDIR/right $QKARMA/control/checks.good"
  assertEquals 'nothing else is left' "awards.good
checks
checks.good
host
secret" "$(ls "$QKARMA/control")"
}

# Without a file the usual four are in force; that is right, too.
# `cp checks checks.new; vi checks.new` is how many prepare a change.
test_a_draft_of_the_operators_is_left_alone() {
  right
  echo 'a draft' >"$QKARMA/control/checks.new"
  echo 'a draft' >"$QKARMA/control/awards.new"
  fold
  assertEquals 'a draft' "$(cat "$QKARMA/control/checks.new")"
  assertEquals 'a draft' "$(cat "$QKARMA/control/awards.new")"
}

test_no_file_at_all_is_right_as_well() {
  fold
  wrong
  assertEquals '220 backend' "$(greeting EARLYTALKER_WAIT=0)"
  echo 'early_talk much' >"$QKARMA/control/awards"
  assertEquals '220 backend' "$(greeting EARLYTALKER_WAIT=0)"
  assertContains "$(cat "$SHUNIT_TMPDIR/log")" '; control/awards: line 1: early'
}

test_awards() {
  right
  echo 'unknown_command -7' >"$QKARMA/control/awards"
  fold
  echo 'unknown_command -x' >"$QKARMA/control/awards"
  script_backend <<'END'
S: 220 backend ESMTP
C: QUIT
S: 221 bye
END
  expect_pipe qkarma-smtpd scripted-backend <<'END'
S: 220 backend ESMTP
C: JUMP
S: 500 5.5.1 Unknown command.
C: QUIT
S: 221 bye
S: <closed>
END
  expect_journal <<'END'
192.0.2.7 -7 0 0 0 n quit unknown_command neg=1 pd=1 pm=30
END
}

# vi with an umask of 077, as root: the file is there and nobody reads it.
test_a_file_that_cannot_be_read() {
  right
  fold
  rm "$QKARMA/control/checks"
  mkdir "$QKARMA/control/checks"
  assertEquals '220 backend' "$(greeting)"
  assertContains "$(cat "$SHUNIT_TMPDIR/log")" \
    'control/checks: unable to read it: Is a directory; the last right'
}

# A file system that is not mounted: what the file says is not known, so its copy
# stays, and is in force.
test_a_link_to_nothing_is_no_missing_file() {
  right
  echo 'unknown_command -7' >"$QKARMA/control/awards"
  fold
  for file in checks awards
  do
    ln -s nowhere "$SHUNIT_TMPDIR/link"
    rm "$QKARMA/control/$file"
    ln -s "$SHUNIT_TMPDIR/link" "$QKARMA/control/$file"
    cp "$QKARMA/control/$file.good" "$SHUNIT_TMPDIR/kept"
    fold
    assertTrue "$file" "cmp $SHUNIT_TMPDIR/kept $QKARMA/control/$file.good"
    assertEquals '220 backend' "$(greeting)"
    assertContains "$(cat "$SHUNIT_TMPDIR/log")" \
      "control/$file: unable to read it: No such file or directory"
    assertContains "$(cat "$SHUNIT_TMPDIR/log")" 'the last right one is in force'
    rm "$SHUNIT_TMPDIR/link"
  done
}

test_without_a_copy_it_is_421() {
  wrong
  assertEquals '421 4.3.0 Something is wrong here, try again later.' \
    "$(greeting)"
}

# A variable is no vi: it is wrong for the clients it is meant for, until it is
# mended.
test_a_wrong_variable_is_421() {
  right
  fold
  assertEquals '421 4.3.0 Something is wrong here, try again later.' \
    "$(greeting KARMA_STRIKE=3)"
}

# No rule is about a client that nothing refuses.
test_who_relays_is_served_whatever_is_wrong() {
  wrong
  assertEquals '220 backend' "$(greeting RELAYCLIENT=)"
  assertContains "$(cat "$SHUNIT_TMPDIR/log")" '; this client is not judged'
  assertEquals '220 backend' "$(greeting WHITELISTCLIENT= KARMA_STRIKE=3)"
  expect_journal <<'END'
192.0.2.7 0 0 0 0 i immune -
192.0.2.7 0 0 0 0 i immune -
END
}

# tcpserver without -g: the directory cannot be entered. Nobody knows the rules,
# and who relays is served.
test_a_forgotten_group() {
  [ "$(id -u)" = 0 ] || skipped 'needs root' || return 0
  qkarma init -u 12345 -g 54321 >/dev/null
  chmod 755 "$SHUNIT_TMPDIR/.." "$SHUNIT_TMPDIR" "$QKARMA"
  right
  chown 12345 "$QKARMA/control/checks"
  fold
  without="setpriv --reuid 777 --regid 777 --clear-groups"
  BIN_HERE=$(mktemp -d /tmp/qkarma-group.XXXXXX)
  chmod 755 "$BIN_HERE"
  cp "$(command -v qkarma-smtpd)" "$BIN_HERE"
  printf '#!/bin/sh\necho 220 backend\nread -r quit\n' >"$BIN_HERE/backend"
  chmod 755 "$BIN_HERE/backend"
  assertEquals '421 4.3.0 Something is wrong here, try again later.' \
    "$($without "$BIN_HERE/qkarma-smtpd" "$BIN_HERE/backend" 2>/dev/null \
      </dev/null | tr -d '\r')"
  assertEquals '220 backend' "$(echo QUIT | RELAYCLIENT='' $without \
    "$BIN_HERE/qkarma-smtpd" "$BIN_HERE/backend" 2>/dev/null | tr -d '\r')"
  rm -r "$BIN_HERE"
}

test_the_tool_goes_on_as_well() {
  right
  fold
  wrong
  assertContains "$(qkarma explain 192.0.2.7 2>&1)" \
    'the last right one is in force'
  qkarma check >"$SHUNIT_TMPDIR/out"
  assertEquals 1 $?
  assertContains "$(cat "$SHUNIT_TMPDIR/out")" \
    'wait                0                control/checks.good:1'
  assertEquals 'error: control/checks: line 2: karma has no option "strike"
warning: control: connections go on with the last right copy of what is wrong '\
'(control/checks.good, control/awards.good)' \
    "$(sed -n 's/; its options.*//; /^[ew][a-z]*: /p' "$SHUNIT_TMPDIR/out")"
}

# control/ is not the fold's to write to: it folds, and keeps nothing.
test_a_control_directory_that_the_fold_may_not_write_to() {
  [ "$(id -u)" = 0 ] || skipped 'needs root' || return 0
  qkarma init -u 12345 -g 54321 >/dev/null
  chmod 755 "$SHUNIT_TMPDIR/.." "$SHUNIT_TMPDIR" "$QKARMA"
  chown 0 "$QKARMA/control"
  fold
  assertNotContains "$(cat "$SHUNIT_TMPDIR/fold")" 'warning'
  assertTrue 'no copy' '[ ! -e "$QKARMA/control/checks.good" ]'
}

. shunit2
