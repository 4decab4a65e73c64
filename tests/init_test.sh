# qkarma init makes the state directory, mends it, and lets nobody use it to
# get at files that are not his. And: qkarma help.

. "$(dirname "$0")/lib.sh"

ME="-u $(id -u) -g $(id -g)"

setUp() {
  QKARMA=$(mktemp -d "$SHUNIT_TMPDIR/home.XXXXXX")/state
  export QKARMA
  LOG=$SHUNIT_TMPDIR/log
}

# Mode, owner and group of everything in the state directory.
modes() {
  (cd "$QKARMA" && find . | LC_ALL=C sort | xargs stat -c '%a %u:%g %n')
}

# The administrator's file is left as he has it.
wanted_modes() {
  sed "s/ / $1 /" <<'END' | grep -v "${2-no such}"
755 .
755 ./base
750 ./control
644 ./control/checks
644 ./control/host
640 ./control/secret
755 ./journal
660 ./journal/current
600 ./lock
END
}

only_root() {
  [ "$(id -u)" = 0 ] || skipped 'needs root'
}

test_the_tree_has_its_modes_whatever_the_umask() {
  for mask in 000 022 077 777
  do
    rm -rf "$QKARMA"
    (umask "$mask" && qkarma init $ME >"$SHUNIT_TMPDIR/said")
    assertEquals "exit code, umask $mask" 0 $?
    assertEquals "umask $mask" "$(wanted_modes "$(id -u):$(id -g)")" "$(modes)"
  done
  assertEquals "$QKARMA:
  made    .
  made    control
  made    control/checks
  made    control/host ($(cat "$QKARMA/control/host"))
  made    control/secret
  made    journal
  made    lock
  made    journal/current
  made    base" "$(cat "$SHUNIT_TMPDIR/said")"
}

test_what_is_in_the_files() {
  qkarma init $ME >/dev/null
  host=$(cat "$QKARMA/control/host")
  assertTrue 'host' "expr '$host' : '[A-Za-z0-9][A-Za-z0-9.-]*\$' >/dev/null"
  assertEquals 'secret' 32 "$(wc -c <"$QKARMA/control/secret" | tr -d ' ')"
  assertContains 'journal' "$(cat "$QKARMA/journal/current")" \
    "#qkarma 1 $host 0000000001 @4000"
}

# For a week nobody is refused who has not been looked for in the log.
test_a_new_one_observes_for_a_week() {
  before=$(($(date +%s) + 7 * 86400))
  qkarma init $ME >/dev/null
  assertEquals "observe until
earlytalker
karma
neighbourhood
protocol
naughty" "$(sed '/^#/d; /^$/d; s/^\(observe until\) .*/\1/' \
    "$QKARMA/control/checks")"
  until=$(sed -n 's/^observe until //p' "$QKARMA/control/checks")
  until=$(date -u -d "$until" +%s)
  assertTrue 'a week' "[ $until -ge $before ]"
  assertTrue 'not much more' "[ $until -le $((before + 86400 + 60)) ]"
  assertContains "$(qkarma check)" 'warning: observe: nothing is refused by any'
}

# Who had none was not observing; nor does an upgrade begin with it.
test_an_old_one_stays_without_checks() {
  qkarma init $ME >/dev/null
  rm "$QKARMA/control/checks"
  assertEquals "$QKARMA is as it should be" "$(qkarma init $ME)"
  assertFalse 'no file' "[ -e '$QKARMA/control/checks' ]"
  assertContains "$(qkarma check)" \
    'info: control/checks: there is none: the default is in force, which refuses'
}

test_again_it_changes_nothing() {
  qkarma init $ME >/dev/null
  (cd "$QKARMA" && find . -type f | xargs cksum >"$SHUNIT_TMPDIR/before")
  assertEquals "$QKARMA is as it should be" "$(qkarma init $ME)"
  (cd "$QKARMA" && find . -type f | xargs cksum >"$SHUNIT_TMPDIR/after")
  assertTrue 'contents' \
    "cmp '$SHUNIT_TMPDIR/before' '$SHUNIT_TMPDIR/after'"
}

test_it_mends_modes_and_what_is_missing() {
  qkarma init $ME >/dev/null
  echo there >"$QKARMA/control/checks"
  chmod 666 "$QKARMA/control/secret" "$QKARMA/journal/current"
  chmod 777 "$QKARMA/control"
  rm -r "$QKARMA/base" "$QKARMA/control/host"
  assertEquals "$QKARMA:
  mended  control
  made    control/host
  mended  control/secret
  mended  journal/current
  made    base" "$(qkarma init $ME | sed 's/ (.*)//')"
  assertEquals "$(wanted_modes "$(id -u):$(id -g)")" "$(modes)"
}

test_as_root_the_tree_belongs_to_others() {
  only_root || return 0
  qkarma init -u 12345 -g 54321 >/dev/null
  assertEquals "$(wanted_modes 12345:54321)" "$(modes)"
  qkarma init -u 12346 -g daemon >/dev/null
  assertEquals "$(wanted_modes "12346:$(getent group daemon | cut -d : -f 3)" \
    checks)" "$(modes | grep -v checks)"
}

# After an upgrade or a restore, as INSTALL has it: what -g said once still holds.
test_again_without_words_owner_and_group_stay() {
  only_root || return 0
  qkarma init -u 12345 -g 54321 >/dev/null
  assertEquals "$QKARMA is as it should be" "$(qkarma init)"
  chown 0:0 "$QKARMA" "$QKARMA/lock" "$QKARMA/journal/current"
  chmod 600 "$QKARMA/journal/current"
  assertEquals "$QKARMA:
  mended  . (0:0 to 12345:54321)
  mended  lock (0:0 to 12345:54321)
  mended  journal/current (0:0 to 12345:54321, 0600 to 0660)" "$(qkarma init)"
  assertEquals "$(wanted_modes 12345:54321)" "$(modes)"
  qkarma init -g 11111 >/dev/null
  assertEquals "$(wanted_modes 12345:11111 checks)" "$(modes | grep -v checks)"
}

test_as_an_ordinary_user_it_stays_his() {
  only_root || return 0
  his=$(mktemp -d) # shunit2's own directories let nobody else in
  chmod 777 "$his"
  QKARMA=$his/state
  cp "$BIN/qkarma" "$his/qkarma"
  (umask 777 && exec setpriv --reuid 12345 --regid 54321 --clear-groups \
    "$his/qkarma" init) >/dev/null
  assertEquals "$(wanted_modes 12345:54321)" "$(modes)"
  rm -r "$his"
}

test_root_without_the_account_is_told_how_to_make_it() {
  only_root || return 0
  ! getent passwd qkarma >/dev/null || skipped 'there is an account qkarma' ||
    return 0
  qkarma init 2>"$LOG"
  assertEquals 'exit code' 100 $?
  assertContains "$(cat "$LOG")" \
    'there is no user qkarma: make it with useradd -r '
  assertFalse 'nothing was made' "test -e '$QKARMA'"
}

test_accounts_that_are_not_there() {
  qkarma init -u no-such-user -g 0 2>"$LOG"
  assertEquals 'exit code' 100 $?
  assertEquals 'qkarma init: fatal: there is no user no-such-user' \
    "$(cat "$LOG")"
  qkarma init -u -1 2>"$LOG"
  assertEquals 'exit code' 100 $?
  assertEquals 'qkarma init: fatal: there is no user -1' "$(cat "$LOG")"
  qkarma init -u 0 -g no-such-group 2>"$LOG"
  assertEquals 'exit code' 100 $?
  assertEquals 'qkarma init: fatal: there is no group no-such-group' \
    "$(cat "$LOG")"
}

# (uid_t)-1, and 2 to the power of 32, of which getent makes root.
test_numbers_that_no_account_has() {
  for number in 4294967295 4294967296
  do
    qkarma init -u "$number" -g 0 2>"$LOG"
    assertEquals "exit code, -u $number" 100 $?
    assertEquals "qkarma init: fatal: there is no user $number" "$(cat "$LOG")"
    qkarma init -u 0 -g "$number" 2>"$LOG"
    assertEquals "exit code, -g $number" 100 $?
    assertEquals "qkarma init: fatal: there is no group $number" "$(cat "$LOG")"
  done
  assertFalse 'nothing was made' "test -e '$QKARMA'"
}

# The tree's owner may plant links; root must not give away what they name.
test_it_follows_no_links() {
  qkarma init $ME >/dev/null
  echo mine >"$SHUNIT_TMPDIR/mine"
  chmod 600 "$SHUNIT_TMPDIR/mine"
  for name in control/secret control/host journal/current lock
  do
    mv "$QKARMA/$name" "$SHUNIT_TMPDIR/aside"
    ln -s "$SHUNIT_TMPDIR/mine" "$QKARMA/$name"
    qkarma init $ME >/dev/null 2>"$LOG"
    assertEquals "$name" 111 $?
    assertContains "$(cat "$LOG")" "unable to make $QKARMA/$name: "
    mv "$SHUNIT_TMPDIR/aside" "$QKARMA/$name"
  done
  for name in control journal base
  do
    mv "$QKARMA/$name" "$QKARMA/aside"
    ln -s "$SHUNIT_TMPDIR" "$QKARMA/$name"
    qkarma init $ME >/dev/null 2>"$LOG"
    assertEquals "$name" 111 $?
    rm "$QKARMA/$name"
    mv "$QKARMA/aside" "$QKARMA/$name"
  done
  assertEquals "600 mine" "$(stat -c %a "$SHUNIT_TMPDIR/mine") $(
    cat "$SHUNIT_TMPDIR/mine")"
  assertEquals "$QKARMA is as it should be" "$(qkarma init $ME)"
}

test_a_dangling_link_makes_nothing() {
  mkdir -p "$QKARMA/control"
  ln -s "$SHUNIT_TMPDIR/planted" "$QKARMA/control/secret"
  ln -s "$SHUNIT_TMPDIR/planted" "$QKARMA/control/init.tmp"
  qkarma init $ME >/dev/null 2>"$LOG"
  assertEquals 111 $?
  assertFalse "test -e '$SHUNIT_TMPDIR/planted'"
}

test_a_file_with_a_second_name_is_not_given_away() {
  only_root || return 0
  qkarma init -u 12345 -g 54321 >/dev/null
  echo mine >"$SHUNIT_TMPDIR/mine"
  rm "$QKARMA/control/secret"
  ln "$SHUNIT_TMPDIR/mine" "$QKARMA/control/secret"
  qkarma init -u 12345 -g 54321 >/dev/null 2>"$LOG"
  assertEquals 111 $?
  assertEquals 0 "$(stat -c %u "$SHUNIT_TMPDIR/mine")"
}

test_a_directory_of_something_else_is_left_alone() {
  mkdir "$QKARMA"
  chmod 700 "$QKARMA"
  echo 'a letter' >"$QKARMA/letter"
  qkarma init $ME 2>"$LOG"
  assertEquals 100 $?
  assertEquals \
    "qkarma init: fatal: $QKARMA is not empty, and is not a state directory" \
    "$(cat "$LOG")"
  assertEquals 700 "$(stat -c %a "$QKARMA")"
}

test_a_short_secret_is_named() {
  qkarma init $ME >/dev/null
  echo short >"$QKARMA/control/secret"
  qkarma init $ME >/dev/null 2>"$LOG"
  assertEquals 100 $?
  assertContains "$(cat "$LOG")" 'is not 32 bytes long'
}

test_help() {
  assertContains "$(qkarma help)" '  init      make the state directory'
  assertContains "$(qkarma help init)" 'usage: qkarma init [-u user] [-g group]'
  qkarma 2>"$LOG"
  assertEquals 'without a command' 100 $?
  assertContains "$(cat "$LOG")" 'usage: qkarma command'
  qkarma frobnicate 2>"$LOG"
  assertEquals 'unknown command' 100 $?
  assertContains "$(cat "$LOG")" 'there is no command frobnicate'
  qkarma init much 2>"$LOG"
  assertEquals 'too many words' 100 $?
}

. shunit2
