# A fold, or another program, that is killed or meets an error at every one of
# its system calls in turn; sourced behind tests/store.sh. strace does it.
#
# $BEFORE is a state directory; `undisturbed COMMAND...` notes what it makes of
# it; `injected` then runs the command on a fresh copy. All calls that change
# something are tried, and of the others every fourth, from SEED on; all with
# QKARMA_FULL=1.

SEED=${SEED:-$(date +%s)}

# Leaks are not looked for: LeakSanitizer cannot work under strace.
ASAN_OPTIONS=detect_leaks=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}
export ASAN_OPTIONS

# $QKARMA is a fresh copy of $BEFORE.
again() {
  QKARMA=$SHUNIT_TMPDIR/again
  rm -rf "$QKARMA"
  cp -a "$BEFORE" "$QKARMA"
}

# Notes the calls of a command as `NAME N`, the N-th of this name, from where
# it opens the state directory on (what is before that is the C library's), in
# $CALLS; and how the records are before and after it.
undisturbed() {
  CALLS=$SHUNIT_TMPDIR/calls
  again
  OLD=$(qkarma list)
  strace -o "$SHUNIT_TMPDIR/trace" "$@" >/dev/null 2>&1 ||
    fail "undisturbed, it fails"
  NEW=$(qkarma list)
  fold -f
  dump >"$SHUNIT_TMPDIR/wanted"
  awk -v home="\"$QKARMA\"" -F '(' '
    /^[a-z]/ { n[$1]++ }
    index($0, home) { begun = 1 }
    !begun { next }
    $1 ~ /^(brk|mmap|munmap|mprotect|madvise|futex|exit_group|\+.*)$/ { next }
    full || $1 ~ /^(open|p?write|f.*sync|rename|.*link|fcntl|fchmod|mkdir)/ ||
      ++other % 4 == seed % 4 { print $1, n[$1] }
    ' full="${QKARMA_FULL:+1}" seed="$SEED" "$SHUNIT_TMPDIR/trace" >"$CALLS"
  echo "SEED=$SEED, $(wc -l <"$CALLS") calls"
  assertTrue "it makes calls" "[ $(wc -l <"$CALLS") -gt 20 ]"
}

# Runs the command, with something injected into one of its calls: `injected
# NAME N signal=KILL COMMAND...`. What it says is in $SAID, its code in $CODE.
injected() {
  inject_name=$1 inject_n=$2 inject_what=$3
  shift 3
  again
  SAID=$(strace -o /dev/null -e "trace=$inject_name" \
    -e "inject=$inject_name:$inject_what:when=$inject_n" "$@" 2>&1)
  CODE=$?
}

# Whatever happened: what is in force is good, and is as before or as after;
# one more fold makes it what it ought to be.
sound() {
  verified=$(qkarma verify) || fail "$1: verify: $verified"
  is=$(qkarma list)
  [ "$is" = "$OLD" ] || [ "$is" = "$NEW" ] ||
    fail "$1: neither the old records nor the new"
  fold ${2-}
  fold -f
  dump >"$SHUNIT_TMPDIR/got"
  cmp -s "$SHUNIT_TMPDIR/wanted" "$SHUNIT_TMPDIR/got" ||
    fail "$1: other records: $(
      diff "$SHUNIT_TMPDIR/wanted" "$SHUNIT_TMPDIR/got" | head -n 4)"
}
