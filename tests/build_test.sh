# The build: GNU make and bmake both make everything from nothing, and after a
# change what depends on it and no more. Each room links with what stands below
# it alone, each program with its own rooms.

. "$(dirname "$0")/lib.sh"

unset MAKEFLAGS MFLAGS MAKELEVEL   # of a make that runs the tests

# The smallest program stands for all here; .ci/run builds all of them.
program=bin/qkarma-maildir

# The sources alone, in $COPY. -O0 is quicker; sanitizers are gcc's.
copy() {
  COPY=$SHUNIT_TMPDIR/$1
  mkdir "$COPY"
  cp -R "$ROOT"/Makefile "$ROOT"/conf-* "$ROOT/src" "$COPY"
  (
    cd "$COPY" && make clean >/dev/null
    sed -i '1 { s/ -O2/ -O0/; s/ -f[^ ]*//g; s/ -static-libubsan// }
      ' conf-cc conf-ld
    sed -i '1 s/$/ -Werror/' conf-cc
  )
}

# makes MAKE [WORD...]: makes the program, leaves in $LOG what was said.
makes() {
  (cd "$COPY" && "$@" "$program" >"$LOG" 2>&1)
}

# The same, which must succeed.
made() {
  makes "$@" || fail "$* fails: $(tail -n 5 "$LOG")"
}

# Everything is of one time long ago. What changes behind this is newer for
# bmake too, to which two times in the same second are the same.
age() {
  find "$COPY" -type f -exec touch -t 202001010000 {} +
}

# Which sources were compiled.
compiled() {
  sed -n 's/.* -o src.* \(src\/.*\.c\)$/\1/p' "$LOG" | sort
}

# Which archives and programs were made.
linked() {
  sed -n 's/^rm -f .* ar rc \([^ ]*\) .*/\1/p; s/.* -o \(bin[^ ]*\) .*/\1/p
    ' "$LOG" | sort
}

# Which sources read which headers, as the compiler tells.
read_what() {
  (
    cd "$COPY" && $(sed 's/ .*//; q' conf-cc) -std=c99 -MM $SOURCES |
      sed ':a; /\\$/ { N; s/\\\n//; ta; }'
  )
}

readers() {
  sed -n "\\:/$1\\( \\|\$\\):s/^[^:]*: *\\([^ ]*\\).*/\\1/p" "$READ" | sort
}

oneTimeSetUp() {
  LOG=$SHUNIT_TMPDIR/log
  MAKES='make'
  if command -v bmake >/dev/null
  then
    MAKES='make bmake'
  fi
  copy tree
  made "${MAKES##* }" -j 2
  cp "$LOG" "$SHUNIT_TMPDIR/first"
  SOURCES=$(compiled) READ=$SHUNIT_TMPDIR/read
  read_what >"$READ"
}

# A program that serves.
greets() {
  QKARMA=$SHUNIT_TMPDIR PROTO=TCP "$COPY/$program" </dev/null 2>/dev/null |
    grep -c '^220 .* ESMTP'
}

test_bmake_makes_it_from_nothing() {
  [ "$MAKES" != make ] || skipped 'needs bmake' || return 0
  assertEquals '' "$(grep -e warning -e error: "$SHUNIT_TMPDIR/first")"
  assertEquals 'it serves' 1 "$(greets)"
}

test_clang_makes_it_from_nothing() {
  command -v clang >/dev/null || skipped 'needs clang' || return 0
  tree=$COPY
  copy clang
  made make -j 2 CC=clang
  assertEquals '' "$(grep -e warning -e error: "$LOG")"
  assertEquals "$SOURCES" "$(compiled)"
  assertEquals 'other compilers' '' \
    "$(grep -e ' -o ' "$LOG" | grep -v '^clang ')"
  assertEquals 'it serves' 1 "$(greets)"
  COPY=$tree
}

test_where_one_make_stopped_the_other_has_nothing_to_do() {
  for make in $MAKES
  do
    made "$make"
    assertEquals "$make" '' "$(compiled)$(linked)"
  done
}

test_a_header_that_changes_is_read_again_by_its_readers_alone() {
  for make in $MAKES
  do
    age
    touch "$COPY/src/config/maildirs.h"
    made "$make"
    assertEquals "$make" "$(readers config/maildirs.h)" "$(compiled)"
    assertNotEquals "$make" '' "$(compiled)"
  done
}

test_a_header_that_is_gone_is_missed_by_nobody() {
  for make in $MAKES
  do
    age
    echo '/* short-lived */' >"$COPY/src/base/short.h"
    sed -i '1 i #include "short.h"' "$COPY/src/base/scan.c"
    made "$make"
    age
    sed -i '1 d' "$COPY/src/base/scan.c"
    rm "$COPY/src/base/short.h"
    made "$make"
    assertEquals "$make" src/base/scan.c "$(compiled)"
  done
}

test_conf_cc_compiles_all_anew_and_conf_ld_links_anew() {
  for make in $MAKES
  do
    age
    cp -p "$COPY/conf-cc" "$COPY/conf-ld" "$SHUNIT_TMPDIR"
    touch "$COPY/conf-cc"
    made "$make" -n
    assertEquals "$make" "$SOURCES" "$(compiled)"
    cp -p "$SHUNIT_TMPDIR/conf-cc" "$COPY"
    sed -i '1 s/^[^ ]*/linker/' "$COPY/conf-ld"
    made "$make" -n CC=compiler
    assertEquals "$make" "$program" "$(compiled)$(linked)"
    assertContains "$make" "$(cat "$LOG")" 'linker '
    cp -p "$SHUNIT_TMPDIR/conf-ld" "$COPY"
  done
}

test_conf_qkarma_is_the_state_directory() {
  for make in $MAKES
  do
    age
    sed -i "1 s|.*|/srv/$make|" "$COPY/conf-qkarma"
    made "$make"
    assertEquals "$make" src/config/home.c "$(compiled)"
    assertContains "$make" "$("$COPY/$program" 2>&1 </dev/null)" \
      "unable to open directory /srv/$make: "
  done
}

test_a_state_directory_must_be_an_absolute_path() {
  for make in $MAKES
  do
    age
    cp "$COPY/conf-qkarma" "$SHUNIT_TMPDIR"
    sed -i "1 s|.*|qkarma|" "$COPY/conf-qkarma"
    makes "$make" && fail "$make: it builds"
    assertContains "$make" "$(cat "$LOG")" 'begins with no absolute path'
    age
    cp "$SHUNIT_TMPDIR/conf-qkarma" "$COPY"
    made "$make"
  done
}

test_a_source_that_comes_is_picked_up_and_one_that_goes_is_left_out() {
  for make in $MAKES
  do
    age
    echo 'int fresh(void); int fresh(void) { return 0; }' \
      >"$COPY/src/karma/fresh.c"
    made "$make"
    assertEquals "$make" src/karma/fresh.c "$(compiled)"
    assertContains "$make" "$(ar t "$COPY/src/karma.a")" fresh.o
    age
    rm "$COPY/src/karma/fresh.c"
    made "$make"
    assertNotContains "$make" "$(ar t "$COPY/src/karma.a")" fresh.o
  done
}

test_no_source_is_in_no_room() {
  (cd "$ROOT" && find src -name '*.c') | sed 's/.*\///; s/c$/o/' |
    sort >"$SHUNIT_TMPDIR/sources"
  {
    (cd "$ROOT/src" && ls *.c) | sed 's/c$/o/'
    for room in $(cd "$ROOT" && find src -name '*.a')
    do
      ar t "$ROOT/$room"
    done | grep -v SYMDEF
  } | sort >"$SHUNIT_TMPDIR/members"
  assertEquals '' "$(diff "$SHUNIT_TMPDIR/sources" "$SHUNIT_TMPDIR/members")"
}

# The maildir has no store: what would need one does not link.
test_a_program_gets_no_room_that_it_does_not_use() {
  for make in $MAKES
  do
    age
    cp "$COPY/src/session/channel.c" "$SHUNIT_TMPDIR"
    cat >"$COPY/src/session/upward.c" <<'END'
int reader_open(void);
int upward(void);
int upward(void) { return reader_open(); }
END
    echo 'int upward(void); int (*upwards)(void) = upward;' \
      >>"$COPY/src/session/channel.c"
    makes "$make" && fail "$make: it links"
    assertContains "$make" "$(cat "$LOG")" reader_open
    age
    rm "$COPY/src/session/upward.c"
    cp "$SHUNIT_TMPDIR/channel.c" "$COPY/src/session"
    made "$make"
  done
}

# links ROOM [BELOW...]: all objects of a room, in a program with the rooms
# below. One room alone may use OpenSSL, one c-ares, and one hiredis.
links() {
  LIBRARY=
  case " $* " in
    ' tls '*) LIBRARY='-lssl -lcrypto' ;;
    *' dns '*) LIBRARY=-lcares ;;
    *' share '*) LIBRARY=-lhiredis ;;
  esac
  objects=$(ls "$ROOT/src/$1"/*.c | sed 's/c$/o/')
  shift
  for below
  do
    objects="$objects $ROOT/src/$below.a"
  done
  $(head -n 1 "$ROOT/conf-ld" | sed "${LIBRARY:+s/ -static//}") \
    -o "$SHUNIT_TMPDIR/alone" \
    "$SHUNIT_TMPDIR/nothing.o" $objects $LIBRARY -lcdb -lskarnet >"$LOG" 2>&1
}

nothing() {
  echo 'int main(void) { return 0; }' >"$SHUNIT_TMPDIR/nothing.c"
  $(head -n 1 "$ROOT/conf-cc") -o "$SHUNIT_TMPDIR/nothing.o" \
    "$SHUNIT_TMPDIR/nothing.c"
}

test_each_room_links_with_what_stands_below_it_alone() {
  nothing
  cat >"$SHUNIT_TMPDIR/rooms" <<'END'
base
karma base
config base
handover base
tls config base
dns karma config base
session karma base
journal karma config base
database journal karma config base
fold database journal karma config base
share fold database journal karma config base
checks dns database session journal karma config base
smtp checks dns database session handover journal karma config base
maildir smtp session karma config base
server smtp checks dns database session handover journal karma config base
tool/print karma config base
tool/args tool/print journal karma config base
tool/open tool/args tool/print fold checks dns database session journal karma config base
tool/report tool/open tool/args tool/print fold checks dns database session journal karma config base
tool/lint tool/report tool/open tool/args tool/print fold checks dns database session handover journal karma config base
tool/export tool/report tool/open tool/args tool/print fold checks dns database session journal karma config base
tool/simulate tool/report tool/open tool/args tool/print fold checks dns database session journal karma config base
tool/census tool/open tool/args tool/print fold checks dns database session journal karma config base
tool/page tool/census tool/open tool/args tool/print fold checks dns database session journal karma config base
tool/commands tool/page tool/census tool/simulate tool/lint tool/export tool/report tool/open tool/args tool/print share fold checks dns database session handover journal karma config base
END
  assertEquals "$(cd "$ROOT/src" && find . -mindepth 2 -name '*.c' |
    sed 's|^\./||; s|/[^/]*$||' | sort -u)" \
    "$(sed 's/ .*//' "$SHUNIT_TMPDIR/rooms" | sort)"
  while read -r rooms
  do
    links $rooms || fail "$rooms: $(grep undefined "$LOG")"
  done <"$SHUNIT_TMPDIR/rooms"
}

test_a_room_that_looks_upward_does_not_link() {
  nothing
  links session base && fail 'it links'
  assertContains "$(cat "$LOG")" undefined
}

. shunit2
