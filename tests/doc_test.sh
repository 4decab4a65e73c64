# The manual pages, and the scripts that people run.

. "$(dirname "$0")/lib.sh"

test_mandoc_has_nothing_to_say() {
  for page in "$ROOT"/doc/*.[0-9]
  do
    assertNull "$page" "$(mandoc -Tlint -Wwarning "$page" 2>&1)"
  done
}

# A program that is called wrongly names its options.
test_every_option_is_in_the_manual() {
  for program in qkarma-smtpd qkarma-fold qkarma-maildir qkarma-tlsd \
    qkarma-server qkarma-tell qkarma-hear
  do
    for option in $("$program" '-?' 2>&1 | grep -o '[[ ]-[a-zA-Z]')
    do
      option=${option#*-}
      assertTrue "$program -$option" \
        "grep -q '^\.It Fl $option' '$ROOT/doc/$program.8'"
    done
  done
}

# tcpserver takes an empty -u or -g for 0: what is typed from here must stop
# before that, as the run files do.
test_no_command_runs_as_root_for_want_of_an_account() {
  unguarded=$(cd "$ROOT" && grep -n -e '-[ugG] "$(' INSTALL doc/*.[58] \
    doc/[A-Z]* run/*/*/run run/exim-backend)
  assertEquals 'behind a guard all are' '' "$unguarded"
  guarded=$(grep -o -e '-[ug] "${[A-Za-z]*:?}"' "$ROOT/INSTALL")
  assertEquals 'user and group' 2 "$(echo "$guarded" | wc -l)"
  QKARMAGID=$(getent group no-such-group | cut -d : -f 3) QMAILDUID=1000 \
    sh -c "echo started $(echo "$guarded" | tr '\n' ' ')" \
    >"$SHUNIT_TMPDIR/said" 2>/dev/null
  assertNotEquals 'it does not start' 0 $?
  assertEquals '' "$(cat "$SHUNIT_TMPDIR/said")"
}

# A promise without a test is a hope; and so is one whose test nobody has seen
# fail.
test_each_promise_of_security_has_its_test() {
  promises=$(sed -n 's|^      \([a-z_]*\)/\(test_[a-z_0-9]*\)$|\1 \2|p' \
    "$ROOT/doc/SECURITY")
  assertTrue 'there are some' "[ $(echo "$promises" | wc -l) -gt 50 ]"
  while read -r topic name
  do
    assertTrue "$topic/$name: there is no such test" \
      "grep -q '^$name()' '$ROOT/tests/${topic}_test.sh'"
    assertTrue "$topic: tests/mutants has nothing that it must notice" \
      "grep -q '^[a-z]*/.* $topic\( \|\$\)' '$ROOT/tests/mutants'"
  done <<END
$promises
END
}

test_scripts_are_plain_sh() {
  for script in $(cd "$ROOT" && grep -rlI '^#!/bin/sh' run tests bench .ci)
  do
    assertNull "$script" "$(cd "$ROOT" && dash -n "$script" 2>&1)"
  done
  for script in "$ROOT"/tests/*.sh
  do
    assertNull "$script" "$(dash -n "$script" 2>&1)"
  done
}

test_install_puts_everything_below_destdir() {
  make -C "$ROOT" install DESTDIR="$SHUNIT_TMPDIR" PREFIX=/opt >/dev/null
  assertEquals 'exit code' 0 $?
  for program in qkarma qkarma-fold qkarma-maildir qkarma-smtpd qkarma-tlsd \
    qkarma-server qkarma-tell qkarma-hear
  do
    assertTrue "$program" "test -x '$SHUNIT_TMPDIR/opt/bin/$program'"
  done
  assertTrue 'a manual page' \
    "test -f '$SHUNIT_TMPDIR/opt/share/man/man8/qkarma-maildir.8'"
}

. shunit2
