# Commands that only read do so where nothing can be written: on a file system
# that is read-only (a snapshot, a backup), and for a user who may only read.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"
. "$(dirname "$0")/apart.sh"

READER=12345

# A karma.cdb, a snapshot of it, and a recent.cdb.
setUp() {
  [ "$APART" = yes ] || return 0
  QKARMA=$STAGE/home
  export QKARMA
  qkarma init -u 0 -g $READER >/dev/null
  chmod g-w "$QKARMA/journal/current"
  now=$(date +%s)
  for i in 1 2
  do
    journal <<END
$now 192.0.2.7 -3 0 0 2 n quit x neg=1 pd=9 pm=30
END
    qkarma-fold -n 2>/dev/null
  done
  rm "$QKARMA/lock"
}

tearDown() {
  [ "$APART" = yes ] || return 0
  ! mountpoint -q "$QKARMA" || umount "$QKARMA"
  rm -rf "$QKARMA"
}

readonly_again() {
  mount --bind "$QKARMA" "$QKARMA" && mount -o remount,bind,ro "$QKARMA"
}

reader() {
  setpriv --reuid $READER --regid $READER --clear-groups "$@"
}

# All is well, and neither there nor on stderr is anything new: `reads reader`.
reads() {
  before=$(cd "$QKARMA" && ls -lR --time-style=full-iso)
  said=$("$@" qkarma verify 2>&1) || fail "verify: $said"
  assertEquals "verify" 3 "$(echo "$said" | grep -c ': good, ')"
  said=$("$@" qkarma rebuild --dry-run 2>&1) || fail "rebuild: $said"
  assertContains "$said" 'from base/'
  for what in list top stats 'show 192.0.2.7' 'explain 192.0.2.7' \
    'tail --since 1d' 'export nft' replay
  do
    said=$("$@" qkarma $what 2>&1) || fail "$what: $said"
    assertNotContains "$what" "$said" 'unable'
  done
  assertEquals "files" "$before" "$(cd "$QKARMA" &&
    ls -lR --time-style=full-iso)"
}

test_on_a_read_only_file_system() {
  apart || return
  readonly_again
  touch "$QKARMA/lock" 2>/dev/null && fail 'it is not read-only'
  reads env
}

test_for_a_user_who_may_only_read() {
  apart || return
  reader touch "$QKARMA/lock" 2>/dev/null && fail 'he may write'
  reads reader
}

# Somebody who forgot to be root is told so.
test_who_may_is_told() {
  apart || return
  chmod 0600 "$QKARMA/journal/current"
  chmod 0700 "$QKARMA/control"
  for words in tail top 'find ann' stats report
  do
    assertEquals "$words" "qkarma ${words%% *}: fatal: unable to open \
journal/current: Permission denied; root may, and the owner of $QKARMA" \
      "$(reader qkarma $words 2>&1)"
  done
  chmod 0755 "$QKARMA/control"
  assertEquals "qkarma release: fatal: unable to append to journal/current: \
Permission denied; root may, and the owner of $QKARMA" \
    "$(reader qkarma release 192.0.2.7 2>&1)"
}

# It is not said to be damaged.
test_what_may_not_even_be_read_is_named() {
  apart || return
  chmod 0600 "$QKARMA/journal/current"
  said=$(reader qkarma verify 2>&1)
  assertEquals 1 $?
  assertContains "$said" \
    'unable to open journal/current: Permission denied'
}

. shunit2
