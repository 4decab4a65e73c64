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
  for program in qkarma-smtpd qkarma-fold qkarma-maildir
  do
    for option in $("$program" '-?' 2>&1 | grep -o '[[ ]-[a-zA-Z]')
    do
      option=${option#*-}
      assertTrue "$program -$option" \
        "grep -q '^\.It Fl $option' '$ROOT/doc/$program.8'"
    done
  done
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
  for program in qkarma qkarma-fold qkarma-maildir qkarma-smtpd
  do
    assertTrue "$program" "test -x '$SHUNIT_TMPDIR/opt/bin/$program'"
  done
  assertTrue 'a manual page' \
    "test -f '$SHUNIT_TMPDIR/opt/share/man/man8/qkarma-maildir.8'"
}

. shunit2
