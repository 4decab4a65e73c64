# qkarma edit: what is wrong does not get in force.

. "$(dirname "$0")/lib.sh"

setUp() {
  fresh_home
  OUT=$SHUNIT_TMPDIR/out
  TMPDIR=$SHUNIT_TMPDIR/drafts
  rm -rf "$TMPDIR"
  mkdir "$TMPDIR"
  export TMPDIR
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

# An editor that is this script; $1 is the draft.
editor() {
  {
    echo '#!/bin/sh'
    cat
  } >"$EDITOR"
  chmod +x "$EDITOR"
}

# What is there besides the files that were: drafts, and what was not renamed.
left_behind() {
  (cd "$TMPDIR" && find . -type f)
  ls "$QKARMA/control" | grep '\.edit'
}

# It says this, and exits so: `says 0 [file] <<END`, answers from $ANSWERS.
says() {
  code=$1
  shift
  printf '%s' "${ANSWERS-}" | qkarma edit "$@" >"$OUT" 2>&1
  assertEquals 'exit code' "$code" $?
  assertEquals 'it says' "$(cat)" "$(cat "$OUT")"
  assertNull 'no copy is left' "$(left_behind)"
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
error: checks: line 1: karma strikes cannot be "0"; allowed is a number from 1 to 1000000
edit again (e), or leave it as it was (x)? control/checks is as it was
END
  assertEquals 'karma strikes 3' "$(sed 1q "$QKARMA/control/checks")"
}

test_who_cannot_answer_leaves_it() {
  edits 's/3/0/'
  says 1 <<'END'
error: checks: line 1: karma strikes cannot be "0"; allowed is a number from 1 to 1000000
edit again (e), or leave it as it was (x)? control/checks is as it was
END
}

test_one_may_edit_again() {
  edits 's/3/0/' 's/0/5/'
  ANSWERS='?
e
' says 0 <<'END'
error: checks: line 1: karma strikes cannot be "0"; allowed is a number from 1 to 1000000
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
    "maildirs:ann mail" "tls:certificate mx.pem" "dnsbl:localhost" \
    "rhsbl:0123456789abcdefghij.bl.test"
  do
    rm -f "$SHUNIT_TMPDIR"/sed.*
    printf '#!/bin/sh\necho "%s" >"$1"\n' "${one#*:}" >"$EDITOR"
    chmod +x "$EDITOR"
    echo x | qkarma edit "${one%%:*}" >"$OUT" 2>&1
    assertEquals "$one" 1 $?
    assertContains "$(cat "$OUT")" "error: ${one%%:*}: line 1: "
    assertFalse "$one" "[ -e $QKARMA/control/${one%%:*} ]"
  done
  printf '#!/bin/sh\necho "work -1" >"$1"\n' >"$EDITOR"
  says 0 tlds <<'END'
control/tlds is in force from the next connection on
END
  assertEquals 'work -1' "$(cat "$QKARMA/control/tlds")"
  printf '#!/bin/sh\necho "certificate mx.pem mx.key" >"$1"\n' >"$EDITOR"
  says 0 tls <<'END'
control/tls is in force when qkarma-tlsd is restarted
END
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

# It is not overwritten, and nobody's work is lost.
test_who_saves_second_does_not_undo_the_first() {
  editor <<'END'
echo '# mine' >>"$1"
echo theirs >>"$QKARMA/control/awards"
END
  qkarma edit awards >"$OUT" 2>&1
  assertEquals 1 $?
  draft=$(sed -n 's/^your draft is kept in //p' "$OUT")
  assertEquals "control/awards was changed by somebody else meanwhile and stays so
your draft is kept in $draft" "$(cat "$OUT")"
  assertEquals theirs "$(cat "$QKARMA/control/awards")"
  assertEquals '# mine' "$(cat "$draft")"
}

# Whether he writes into the file or puts another one in its place.
test_nor_where_there_was_a_file_before() {
  for way in 'cat new >>checks' 'cat checks new >other; mv other checks'
  do
    printf 'karma\nnaughty\n' >"$QKARMA/control/checks"
    echo '# theirs' >"$QKARMA/control/new"
    editor <<END
echo '# mine' >>"\$1"
cd "$QKARMA/control" && $way
END
    qkarma edit >"$OUT" 2>&1
    assertEquals "$way" 1 $?
    assertEquals "$way" 'karma
naughty
# theirs' "$(cat "$QKARMA/control/checks")"
    assertEquals "$way" '# mine' \
      "$(tail -n 1 "$(sed -n 's/^your draft is kept in //p' "$OUT")")"
  done
  rm "$QKARMA/control/new"
}

# Two may edit at once.
test_what_is_left_over_is_in_nobodys_way() {
  editor <<'END'
echo '# mine' >>"$1"
kill -KILL $PPID
END
  qkarma edit >"$OUT" 2>&1
  edits 's/3/4/'
  qkarma edit >"$OUT" 2>&1
  assertEquals 'control/checks is in force from the next connection on' \
    "$(cat "$OUT")"
}

# The editor gets the signal, too, and is waited for. SIGINT is the editor's
# alone: to it ^C is no end.
test_a_signal_leaves_nothing_behind_but_what_was_written() {
  for signal in TERM HUP
  do
    rm -f "$SHUNIT_TMPDIR/told"
    editor <<END
trap 'echo $signal >"$SHUNIT_TMPDIR/told"; exit' $signal
kill -$signal \$PPID
for i in \$(seq 600)
do
  sleep 0.1
done
END
    echo 'control/checks is as it was: a signal came' >"$SHUNIT_TMPDIR/want"
    says 111 <"$SHUNIT_TMPDIR/want"
    assertEquals "$signal" "$(cat "$SHUNIT_TMPDIR/told" 2>/dev/null)"
    editor <<END
echo '# work' >>"\$1"
kill -$signal \$PPID
exec sleep 60
END
    qkarma edit >"$OUT" 2>&1
    assertEquals 111 $?
    draft=$(sed -n 's/^your draft is kept in //p' "$OUT")
    assertEquals '# work' "$(tail -n 1 "$draft")"
    assertNotContains "$(cat "$QKARMA/control/checks")" work
    rm -r "$TMPDIR"/*
  done
  editor <<'END'
kill -INT $PPID
sed -i 's/3/4/' "$1"
END
  says 0 <<'END'
control/checks is in force from the next connection on
END
}

# Whether its answer is waited for by then, or not yet: for a second the program
# does not come back from saying it.
test_a_signal_at_the_question() {
  for before in '' 'strace -D -o /dev/null -e inject=writev:delay_exit=1000000'
  do
    edits 's/3/0/'
    rm -f "$SHUNIT_TMPDIR/answers"
    mkfifo "$SHUNIT_TMPDIR/answers"
    : >"$OUT"
    ASAN_OPTIONS=detect_leaks=0 $before qkarma edit \
      <"$SHUNIT_TMPDIR/answers" >"$OUT" 2>&1 &
    editing=$!
    exec 3>"$SHUNIT_TMPDIR/answers"
    await grep -q 'edit again' "$OUT"
    kill "$editing"
    wait "$editing"
    assertEquals "$before" 111 $?
    exec 3>&-
    assertEquals 'karma strikes 3' "$(sed 1q "$QKARMA/control/checks")"
    draft=$(sed -n 's/^your draft is kept in //p' "$OUT")
    assertEquals 'karma strikes 0' "$(sed 1q "$draft")"
  done
}

# An editor keeps unsaved work beside the file: a swap file.
test_what_an_editor_left_beside_an_unchanged_draft_stays() {
  editor <<'END'
echo unsaved >"${1%/*}/.checks.swp"
kill -9 $$
END
  qkarma edit >"$OUT" 2>&1
  assertEquals 111 $?
  draft=$(sed -n 's/^your draft is kept in //p' "$OUT")
  assertEquals unsaved "$(cat "${draft%/*}/.checks.swp")"
}

test_an_editor_that_fails_with_work_done() {
  editor <<'END'
echo '# work' >>"$1"
exit 1
END
  qkarma edit >"$OUT" 2>&1
  assertEquals 111 $?
  draft=$(sed -n 's/^your draft is kept in //p' "$OUT")
  assertEquals '# work' "$(tail -n 1 "$draft")"
}

# Whoever may not write there is told before he has written anything.
test_who_may_not_write_there() {
  [ "$(id -u)" = 0 ] && qkarma init -u 12345 -g 12345 >/dev/null
  chmod 555 "$QKARMA/control"
  EDITOR="touch $OUT.started" qkarma edit >"$OUT" 2>&1
  assertEquals 111 $?
  chmod 755 "$QKARMA/control"
  assertEquals "qkarma edit: fatal: unable to write to $QKARMA/control: \
Permission denied" "$(cat "$OUT")"
  assertFalse "[ -e $OUT.started ]"
}

test_what_cannot_be_written_is_kept() {
  [ "$(id -u)" = 0 ] && qkarma init -u 12345 -g 12345 >/dev/null
  editor <<'END'
chmod 555 "$QKARMA/control"
echo naughty >"$1"
END
  qkarma edit >"$OUT" 2>&1
  assertEquals 111 $?
  chmod 755 "$QKARMA/control"
  draft=$(sed -n 's/^your draft is kept in //p' "$OUT")
  assertEquals "qkarma edit: warning: unable to write control/checks: Permission \
denied
control/checks is as it was
your draft is kept in $draft" "$(cat "$OUT")"
  assertEquals naughty "$(cat "$draft")"
}

# Root writes there as the owner, who may have put a link in the way: neither
# is followed, and what the owner may not read he does not get.
test_root_follows_no_link_of_the_owner() {
  [ "$(id -u)" = 0 ] || skipped 'needs root' || return 0
  chmod 755 "$SHUNIT_TMPDIR" "$SHUNIT_TMPDIR/.."
  qkarma init -u 12345 -g 12345 >/dev/null
  for kind in -s ''
  do
    (umask 077; echo secret >"$SHUNIT_TMPDIR/target")
    rm -f "$QKARMA/control/checks"
    ln $kind "$SHUNIT_TMPDIR/target" "$QKARMA/control/checks"
    edits 's/3/4/'
    qkarma edit >"$OUT" 2>&1
    assertEquals "$kind" 111 $?
    assertEquals secret "$(cat "$SHUNIT_TMPDIR/target")"
    assertNull "$(left_behind)"
  done
  rm "$QKARMA/control/checks"
  EDITOR=true says 0 awards <<'END'
control/awards is as it was
END
}

# The editor is on root's terminal, so it is root's, and nobody else's keys get
# there; what is written is the owner's.
test_roots_editor_is_roots_and_the_file_the_owners() {
  [ "$(id -u)" = 0 ] || skipped 'needs root' || return 0
  chmod 755 "$SHUNIT_TMPDIR" "$SHUNIT_TMPDIR/.."
  qkarma init -u 12345 -g 12345 >/dev/null
  editor <<'END'
id -u >"$OUT.id"
stat -c '%u %a' "${1%/*}" >>"$OUT.id"
echo naughty >"$1"
END
  export OUT
  says 0 <<'END'
control/checks is in force from the next connection on
END
  assertEquals '0
0 700' "$(cat "$OUT.id")"
  assertEquals '12345:12345 644' "$(stat -c '%u:%g %a' "$QKARMA/control/checks")"
}

# The owner gets no more by root's groups than by his own.
test_the_owner_has_none_of_roots_groups() {
  [ "$(id -u)" = 0 ] || skipped 'needs root' || return 0
  chmod 755 "$SHUNIT_TMPDIR" "$SHUNIT_TMPDIR/.."
  qkarma init -u 12345 -g 12345 >/dev/null
  echo 'work -1' >"$SHUNIT_TMPDIR/grouped"
  chgrp 54321 "$SHUNIT_TMPDIR/grouped"
  chmod 640 "$SHUNIT_TMPDIR/grouped"
  ln "$SHUNIT_TMPDIR/grouped" "$QKARMA/control/tlds"
  EDITOR=true setpriv --groups 54321 "$BIN/qkarma" edit tlds >"$OUT" 2>&1
  assertEquals 111 $?
  assertEquals 'qkarma edit: fatal: unable to read control/tlds: Permission denied' \
    "$(cat "$OUT")"
}

. shunit2
