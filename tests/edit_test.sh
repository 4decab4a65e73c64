# qkarma edit: what is wrong does not get in force.

. "$(dirname "$0")/lib.sh"

setUp() {
  fresh_home
  OUT=$SHUNIT_TMPDIR/out
  unset VISUAL
  EDITOR=$SHUNIT_TMPDIR/editor
  export EDITOR
  printf 'karma strikes 3\nnaughty\n' >"$QKARMA/control/checks"
}

# An editor that runs this sed script on the file, another each time it is
# started: `edits 's/3/0/' 's/0/4/'`.
edits() {
  rm -f "$SHUNIT_TMPDIR"/sed.*
  n=0
  for script
  do
    n=$((n + 1))
    echo "$script" >"$SHUNIT_TMPDIR/sed.$n"
  done
  cat >"$EDITOR" <<END
#!/bin/sh
for script in "$SHUNIT_TMPDIR"/sed.*
do
  sed -i -f "\$script" "\$1"
  rm "\$script"
  exit 0
done
END
  chmod +x "$EDITOR"
}

# It says this, and exits so: `says 0 [file] <<END`, answers from $ANSWERS.
says() {
  code=$1
  shift
  printf '%s' "${ANSWERS-}" | qkarma edit "$@" >"$OUT" 2>&1
  assertEquals 'exit code' "$code" $?
  assertEquals 'it says' "$(cat)" "$(cat "$OUT")"
  assertFalse 'no copy is left' "ls $QKARMA/control/*.edit 2>/dev/null"
}

test_what_is_right_is_in_force() {
  edits 's/3/4/'
  says 0 <<'END'
control/checks is in force from the next connection on
END
  assertEquals 'karma strikes 4' "$(sed 1q "$QKARMA/control/checks")"
}

test_what_is_wrong_is_not() {
  edits 's/3/0/'
  ANSWERS=x says 1 <<'END'
error: control/checks.edit: line 1: karma strikes cannot be "0"; allowed is a number from 1 to 1000000
edit again (e), or leave it as it was (x)? control/checks is as it was
END
  assertEquals 'karma strikes 3' "$(sed 1q "$QKARMA/control/checks")"
}

test_who_cannot_answer_leaves_it() {
  edits 's/3/0/'
  says 1 <<'END'
error: control/checks.edit: line 1: karma strikes cannot be "0"; allowed is a number from 1 to 1000000
edit again (e), or leave it as it was (x)? control/checks is as it was
END
}

test_one_may_edit_again() {
  edits 's/3/0/' 's/0/5/'
  ANSWERS='?
e
' says 0 <<'END'
error: control/checks.edit: line 1: karma strikes cannot be "0"; allowed is a number from 1 to 1000000
edit again (e), or leave it as it was (x)? edit again (e), or leave it as it was (x)? control/checks is in force from the next connection on
END
  assertEquals 'karma strikes 5' "$(sed 1q "$QKARMA/control/checks")"
}

test_nothing_was_changed() {
  edits ''
  before=$(ls -li "$QKARMA/control/checks")
  says 0 <<'END'
control/checks is as it was
END
  assertEquals "$before" "$(ls -li "$QKARMA/control/checks")"
}

test_an_editor_that_fails() {
  EDITOR='false --now'
  says 111 <<'END'
control/checks is as it was: the editor failed
END
}

test_visual_comes_first_and_may_have_arguments() {
  edits 's/3/6/'
  VISUAL="sh $EDITOR" EDITOR=false says 0 <<'END'
control/checks is in force from the next connection on
END
}

# Every control file that an operator writes, each with its own rules; also one
# that is not there yet.
test_the_others() {
  for one in "awards:early_talk x" "tlds:work" "denysoft_recipients:ann" \
    "maildirs:ann mail"
  do
    rm -f "$SHUNIT_TMPDIR"/sed.*
    printf '#!/bin/sh\necho "%s" >"$1"\n' "${one#*:}" >"$EDITOR"
    chmod +x "$EDITOR"
    echo x | qkarma edit "${one%%:*}" >"$OUT" 2>&1
    assertEquals "$one" 1 $?
    assertContains "$(cat "$OUT")" "error: control/${one%%:*}.edit: line 1: "
    assertFalse "$one" "[ -e $QKARMA/control/${one%%:*} ]"
  done
  printf '#!/bin/sh\necho "work -1" >"$1"\n' >"$EDITOR"
  says 0 tlds <<'END'
control/tlds is in force from the next connection on
END
  assertEquals 'work -1' "$(cat "$QKARMA/control/tlds")"
  qkarma edit secret 2>/dev/null
  assertEquals 100 $?
}

test_the_mode_stays() {
  chmod 640 "$QKARMA/control/checks"
  edits 's/3/4/'
  umask 077
  says 0 <<'END'
control/checks is in force from the next connection on
END
  umask 022
  assertEquals 640 "$(stat -c %a "$QKARMA/control/checks")"
}

test_two_at_once() {
  echo work >"$QKARMA/control/checks.edit"
  assertEquals 'qkarma edit: fatal: control/checks.edit is there: somebody edits '\
'it now, or was cut off; if it is not needed, remove it' \
    "$(qkarma edit 2>&1)"
  assertEquals work "$(cat "$QKARMA/control/checks.edit")"
}

# Root works there as the owner, who may have put a link in the way.
test_root_follows_no_link_of_the_owner() {
  [ "$(id -u)" = 0 ] || skipped 'needs root' || return 0
  chmod 755 "$SHUNIT_TMPDIR" "$SHUNIT_TMPDIR/.."
  qkarma init -u 12345 -g 12345 >/dev/null
  echo secret >"$SHUNIT_TMPDIR/target"
  rm "$QKARMA/control/checks"
  ln -s "$SHUNIT_TMPDIR/target" "$QKARMA/control/checks"
  edits 's/3/4/'
  qkarma edit >"$OUT" 2>&1
  assertEquals 111 $?
  assertEquals secret "$(cat "$SHUNIT_TMPDIR/target")"
  rm "$QKARMA/control/checks"
  EDITOR=true says 0 awards <<'END'
control/awards is as it was
END
}

. shunit2
