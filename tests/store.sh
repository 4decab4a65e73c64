# What the tests of journal and databases share; sourced behind tests/lib.sh.

# qkarma-fold and qkarma as they are, but for numbers that no test can wait for
# or fill: `build NAME -DFOLD_INPUT_SEGMENT=300000 ...` compiles the files of the store
# that know these numbers anew, into tests/bin/NAME, which is first in $PATH from
# then on.
build() {
  build_dir=$ROOT/tests/bin/$1
  shift
  rm -rf "$build_dir"
  mkdir -p "$build_dir"
  (
    cd "$ROOT" || exit
    names=$(printf '%s\n' "$@" | sed 's/^-D//; s/=.*//')
    for file in $(grep -l -w -F "$names" src/journal/*.c src/database/*.c \
      src/fold/*.c)
    do
      object=${file##*/}
      $(head -n 1 conf-cc) "$@" -o "$build_dir/${object%.c}.o" "$file" || exit
    done
    for program in qkarma-fold qkarma
    do
      $(head -n 1 conf-ld) -o "$build_dir/$program" "src/$program.o" \
        "$build_dir"/*.o $ROOMS -lcares -lcdb -lskarnet || exit
    done
  ) || fail "the build with $* fails"
  PATH=$build_dir:$PATH
}

# Check digits behind each line.
digits() {
  LC_ALL=C awk '
    BEGIN { for (i = 1; i < 256; i++) code[sprintf("%c", i)] = i }
    {
      h = 0
      for (i = 1; i <= length($0); i++)
        h = (h * 257 + code[substr($0, i, 1)]) % 65521
      printf "%s ~%04x\n", $0, h
    }'
}

# The same programs with functions of tests/unit/NAME.c in front of those that
# they call: `wrapped NAME FUNCTION...`. First in $PATH from then on.
wrapped() {
  wrapped=$1
  build_dir=$ROOT/tests/bin/$1
  mkdir -p "$build_dir"
  shift
  (
    cd "$ROOT" || exit
    $(head -n 1 conf-cc) -o "$build_dir/$wrapped.o" "tests/unit/$wrapped.c" ||
      exit
    for program in qkarma-fold qkarma
    do
      $(head -n 1 conf-ld) $(printf ' -Wl,--wrap=%s' "$@") \
        -o "$build_dir/$program" "src/$program.o" "$build_dir/$wrapped.o" \
        $ROOMS -lcares -lcdb -lskarnet || exit
    done
  ) || fail "the build with tests/unit/$wrapped.c fails"
  PATH=$build_dir:$PATH
}

# A clock that is $AHEAD seconds ahead.
shifted() {
  wrapped ahead time clock_gettime
}

# Make journal lines out of `SECONDS the rest`, one per line: stamp in front,
# check behind. Times until 2106.
sign() {
  LC_ALL=C awk '
    {
      t = $1
      sub(/^[0-9]+ /, "")
      printf "@40000000%08x%08x %s\n", t + 10, 0, $0
    }' | digits
}

# Another header for a segment, with check digits: `new_header FILE SED`, what
# sed makes of the old one.
new_header() {
  new_header=$(head -n 1 "$1" | sed "s/ ~....\$//; $2" | digits)
  sed -i "1s/.*/$new_header/" "$1"
}

# So that the next fold rotates journal/current.
begun_long_ago() {
  new_header "$QKARMA/journal/current" \
    's/@[0-9a-f]*/@4000000065500000000000ff/'
}

# Write signed lines to the journal, past all rules: `journal <<END`.
journal() {
  sign >>"$QKARMA/journal/current"
}

# All records of a database, sorted; the header record apart.
dump() {
  cdb -d -m "$QKARMA/${1:-karma.cdb}" | grep -v -e '^qkarma ' -e '^$' | sort
}

# Records as version 1 had them, with its check digits.
as_version_1() {
  awk '{
    split($2, field, ":")
    printf "%s:", $1
    for (i = 1; i <= 13; i++) printf "%s:", field[i]
    print ""
  }' "$@" | digits |
    sed 's/ ~//; /\//s,/\([0-9]*\):,/\1 ,; /\//!s/:/ /'
}

# Field N of the header record, without what fills it up: `header 15` is the
# number of clients.
header() {
  cdb -q -m "$QKARMA/karma.cdb" qkarma | cut -d : -f "$1" |
    sed 's/ *$//; s/^0*\(.\)/\1/'
}

# A fold that must go well; what it says is in $FOLDED.
fold() {
  FOLDED=$(qkarma-fold "$@" 2>&1) || fail "qkarma-fold $*: $FOLDED"
}

# A fold that must fail with this code: `fold_fails 111`.
fold_fails() {
  code=$1
  shift
  FOLDED=$(qkarma-fold "$@" 2>&1)
  assertEquals "exit code of qkarma-fold $*" "$code" $?
}

# Hold an fcntl lock on a file, in a process of our own, until let go:
# `hold_lock FILE [shared]`.
hold_lock() {
  unit hold
  rm -f "$SHUNIT_TMPDIR/held"    # of the lock before, it would be believed
  hold "$@" >"$SHUNIT_TMPDIR/held" &
  HOLDER=$!
  await test -s "$SHUNIT_TMPDIR/held"
}

let_go() {
  kill "$HOLDER"
  wait "$HOLDER" 2>/dev/null
}
