# Folding in any number of steps gives the same records as folding at once:
# minor and major folds mixed, rotations in between, `qkarma rebuild` from a
# snapshot and from nothing. 40,000 lines, or 200,000 with QKARMA_FULL=1; the
# journal and the steps come from SEED.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"

SEED=${SEED:-$(date +%s)}
COUNT=${QKARMA_FULL:+200000}
COUNT=${COUNT:-40000}

oneTimeSetUp() {
  unit generate
  echo "SEED=$SEED COUNT=$COUNT"
  ALL=$SHUNIT_TMPDIR/all
  generate "$SEED" "$COUNT" >"$ALL"
  fresh_home
  cat "$ALL" >>"$QKARMA/journal/current"
  fold -f
  dump >"$SHUNIT_TMPDIR/wanted"
  assertContains "all lines are good" "$FOLDED" "$COUNT lines, 0 bad;"
  members_counted
  build small -DFOLD_INPUT_SEGMENT=300000 -DFOLD_BATCH=200000 -DSNAPSHOT_WEEK=0
}

setUp() {
  fresh_home
}

same_records() {
  fold -f
  dump >"$SHUNIT_TMPDIR/got"
  cmp -s "$SHUNIT_TMPDIR/wanted" "$SHUNIT_TMPDIR/got" ||
    fail "$1: $(diff "$SHUNIT_TMPDIR/wanted" "$SHUNIT_TMPDIR/got" | head)"
}

# What is in force is good, and there is nothing else.
verified() {
  verified=$(qkarma verify) || fail "$1: $verified"
}

# Networks count members: another program adds them up.
members_counted() {
  counted=$(cdb -d -m "$QKARMA/karma.cdb" | grep -v -e '^qkarma ' -e '^$' |
    awk -f "$DATA/networks.awk")
  assertTrue "$counted" "[ \$(echo '$counted' | grep -c '') = 1 ]"
  assertTrue "good and bad clients: $counted" \
    "echo '$counted' | grep -q -E '^[1-9][0-9]+ [1-9][0-9]+$'"
}

# A fold; where too much has expired for it, a forced one.
fold_on() {
  FOLDED=$(qkarma-fold "$@" 2>&1) || fold -f "$@"
}

# Deals the lines out in steps of 1 to $1 and does $2 after each.
in_steps() {
  awk -v seed="$SEED" -v most="$1" -v max="$COUNT" 'BEGIN {
    srand(seed)
    for (n = 0; n < max; n += step) {
      step = 1 + int(most * rand() * rand())
      print n + 1, n + step
    }
  }' </dev/null >"$SHUNIT_TMPDIR/steps"
  rm -rf "$SHUNIT_TMPDIR/part"
  mkdir "$SHUNIT_TMPDIR/part"
  awk -v steps="$SHUNIT_TMPDIR/steps" -v part="$SHUNIT_TMPDIR/part/" '
    NR > to { close(file); getline s <steps; split(s, a); to = a[2]
      file = part sprintf("%06d", ++n) }
    { print >file }' "$ALL"
  for file in "$SHUNIT_TMPDIR"/part/*
  do
    cat "$file" >>"$QKARMA/journal/current"
    "$2"
  done
}

# Counts what kind of fold it was, and looks at every seventh result.
fold_step() {
  steps=$((steps + 1))
  fold_on
  [ ! -e "$QKARMA/recent.cdb" ] || minors=$((minors + 1))
  [ $((steps % 7)) != 0 ] || verified "after step $steps"
}

test_in_steps_with_minor_and_major_folds_mixed() {
  steps=0 minors=0
  in_steps $((COUNT / 20)) fold_step
  assertTrue "$minors of $steps folds were minor" \
    "[ $minors -gt 5 ] && [ $minors -lt $steps ]"
  same_records "in $steps steps"
  verified "in $steps steps"
}

test_with_rotations_in_between() {
  steps=0 minors=0
  in_steps $((COUNT / 4)) fold_step
  assertTrue "it was rotated" "[ $(ls "$QKARMA/journal" | wc -l) -gt 5 ]"
  same_records 'with rotations'
}

test_in_batches_of_so_many_lines() {
  path=$PATH
  build backlog -DFOLD_LINES=700 -DFOLD_FEW=20
  cat "$ALL" >>"$QKARMA/journal/current"
  fold_on
  verified 'after a backlog'
  same_records 'after a backlog'
  PATH=$path
}

# With a snapshot in the middle, and some way behind it.
test_rebuilt_from_a_snapshot() {
  head -n $((COUNT / 2)) "$ALL" >>"$QKARMA/journal/current"
  fold -f
  tail -n +$((COUNT / 2 + 1)) "$ALL" >>"$QKARMA/journal/current"
  fold_on
  rm "$QKARMA/karma.cdb"
  assertContains "$(qkarma rebuild 2>&1)" "from base/$(
    ls "$QKARMA/base" | tail -n 1) and "
  assertFalse "recent.cdb stays" "[ -e $QKARMA/recent.cdb ]"
  verified 'after a rebuild'
  dump >"$SHUNIT_TMPDIR/got"
  assertTrue "the same records" \
    "cmp $SHUNIT_TMPDIR/wanted $SHUNIT_TMPDIR/got"
}

test_rebuilt_from_nothing() {
  in_steps "$COUNT" fold_on
  members_counted
  rm -r "$QKARMA/base"
  said=$(qkarma rebuild 2>&1)
  assertContains "$said" 'from no snapshot and '
  assertContains "$said" 'nothing is known from before '
  assertContains "$said" "$COUNT lines, 0 bad;"
  dump >"$SHUNIT_TMPDIR/got"
  assertTrue "the same records" \
    "cmp $SHUNIT_TMPDIR/wanted $SHUNIT_TMPDIR/got"
}

. shunit2
