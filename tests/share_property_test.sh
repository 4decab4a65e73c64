# Several hosts share karma: whatever happens to them and to the engine, they
# come to the same log and the same databases, and no line counts twice or not
# at all. The promise of all of src/share, tried with random histories; the
# engine is an array (tests/unit/share.c).

. "$(dirname "$0")/lib.sh"

# Segments are so short that a history has several, and every major fold leaves
# a base.
oneTimeSetUp() {
  histories=$ROOT/tests/bin/share
  rm -rf "$histories"
  mkdir -p "$histories"
  wraps=$(sed -n 's/^[a-z_ ]*__wrap_\([a-z0-9]*\)(.*/-Wl,--wrap=\1/p' \
    "$ROOT/tests/unit/share/mortal.c" | sort -u)
  (
    cd "$ROOT" || exit
    cc=$(head -n 1 conf-cc)
    $cc -DCOMMON_SEGMENT=1500 -o "$histories/common.o" src/share/common.c &&
      $cc -DSNAPSHOT_WEEK=0 -o "$histories/snapshot.o" \
        src/database/snapshot.c || exit
    for file in tests/unit/share/*.c
    do
      object=${file##*/}
      $cc -o "$histories/${object%.c}.o" "$file" || exit
    done
    $(head -n 1 conf-ld) $wraps -o "$histories/history" "$histories"/*.o \
      $ROOMS -lcares -lcdb -lskarnet
  ) || fail 'tests/unit/share does not build'
  # In memory, where there is a place for that.
  scratch=$(mktemp -d /dev/shm/qkarma.XXXXXX 2>/dev/null) ||
    scratch=$(mktemp -d "$SHUNIT_TMPDIR/hosts.XXXXXX")
}

oneTimeTearDown() {
  [ -z "${scratch-}" ] || rm -rf "$scratch"
  scratch=
}

test_all_hosts_come_to_the_same() {
  if [ -n "${QKARMA_FULL-}" ]
  then
    last=10000
  else
    last=300
  fi
  assertEquals good "$("$histories/history" "$scratch" 1 "$last")"
}

. shunit2
