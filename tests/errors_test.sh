# Every call that touches a file fails once, at every place where it is made:
# the old databases or the new ones are in force, the message names the file,
# the exit code is 111 (or 0 where it does not matter), and the next run gives
# the records of an undisturbed one. One of five errors at each place, in turn
# from SEED on; all five with QKARMA_FULL=1.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"
. "$(dirname "$0")/scenes.sh"
. "$(dirname "$0")/inject.sh"

ERRORS='ENOSPC EIO EINTR EMFILE EACCES'
NAMES='journal|control/host|lock|karma\.|recent\.|rebuild\.|base'

# The errors to try at the next place, in $TRY.
choose_errors() {
  turn=$((turn + 1))
  TRY=$ERRORS
  [ -n "${QKARMA_FULL-}" ] ||
    TRY=$(echo "$ERRORS" | cut -d ' ' -f $((turn % 5 + 1)))
}

fail_at_each_call() {
  undisturbed "$@"
  turn=$SEED
  grep -v -E '^(write[v]|clock_|getrandom|close|exit|umask|getpid)' "$CALLS" \
    >"$CALLS.files"
  assertTrue "there are places" "[ $(wc -l <"$CALLS.files") -gt 20 ]"
  while read -r name n
  do
    choose_errors
    for error in $TRY
    do
      place="$error at $name $n"
      injected "$name" "$n" "error=$error" "$@"
      case $CODE in
        0) ;;
        111) echo "$SAID" | grep -v '^strace:' | grep -q -E "$NAMES|$QKARMA" ||
          fail "$place names no file: $SAID" ;;
        *) fail "$place: exit $CODE $SAID" ;;
      esac
      sound "$place ($SAID)"
    done
  done <"$CALLS.files"
  echo "failed at $(wc -l <"$CALLS.files") places"
}

test_a_minor_fold() {
  scene_minor
  fail_at_each_call qkarma-fold
}

test_a_major_fold() {
  scene_major
  fail_at_each_call qkarma-fold
}

test_a_fold_that_rotates() {
  scene_rotation
  fail_at_each_call qkarma-fold
}

test_a_fold_that_finishes_a_rotation() {
  scene_half_rotation
  fail_at_each_call qkarma-fold
}

test_a_fold_of_a_journal_that_was_put_back() {
  scene_put_back
  fail_at_each_call qkarma-fold
}

test_a_rebuild() {
  scene_rebuild
  fail_at_each_call qkarma rebuild
}

. shunit2
