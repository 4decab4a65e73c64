# Each byte of the header of each segment, damaged, inserted or deleted; or all
# of it: verify says it, the fold mends it, no line is lost and none counts
# twice.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"

# Lines of so many seconds behind the beginning; every third was stamped some
# seconds before it was written, so that its stamp is not newer than those of
# the segment before.
lines() {
  awk -v from="$1" -v to="$2" 'BEGIN {
    for (i = from; i <= to; i++)
      print 1700000000 + i - (i % 3 ? 0 : 5), "10.0.0." i " 2 1 0 0 g quit x"
  }' </dev/null | journal
}

# Segment 1 is folded, segment 2 in part, 3 and journal/current not at all.
scene_rotated() {
  fresh_home
  lines 1 6
  fold
  begun_long_ago
  lines 7 9
  fold
  lines 10 12
  fold
  cp "$QKARMA"/*.cdb "$SHUNIT_TMPDIR"
  for i in 13 16
  do
    lines "$i" "$((i + 2))"
    begun_long_ago
    fold
  done
  lines 19 22
  rm -f "$QKARMA/recent.cdb"
  mv "$SHUNIT_TMPDIR"/*.cdb "$QKARMA"
}

# All that are folded are folded in part.
scene_current() {
  fresh_home
  lines 1 6
  fold
  lines 7 9
}

# The segment of this number, or journal/current.
file_of() {
  case $1 in
    current) echo "$BEFORE/journal/current" ;;
    *) echo "$BEFORE"/journal/*.000000000"$1" ;;
  esac
}

told() {
  qkarma tail --since 2023-11-01 | grep -o ' 10\.0\.0\.[0-9]*' | sort |
    tr -d '\n'
}

# Another byte at place $2 of a file: $INTO, or of the same kind.
damage() {
  was=$(dd if="$1" bs=1 skip="$2" count=1 2>/dev/null)
  case ${INTO-$was} in
    '\'*) is=$INTO ;;
    [0-8]) is=9 ;;
    9|[a-f]) is=1 ;;
    *) is=a ;;
  esac
  printf "$is" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

# One byte more, or one less, in the same file.
inserted() {
  { head -c "$2" "$1"; printf x; tail -c +$(($2 + 1)) "$1"; } \
    >"$SHUNIT_TMPDIR/file"
  cat "$SHUNIT_TMPDIR/file" >"$1"
}

deleted() {
  { head -c "$2" "$1"; tail -c +$(($2 + 2)) "$1"; } >"$SHUNIT_TMPDIR/file"
  cat "$SHUNIT_TMPDIR/file" >"$1"
}

# The first block of a file, of 4096 bytes.
zeroed() {
  dd if=/dev/zero of="$1" bs=4096 count=1 conv=notrunc 2>/dev/null
}

# The file with one byte damaged is called so in what is said.
damaged_at() {
  QKARMA=$SHUNIT_TMPDIR/home
  rm -rf "$QKARMA"
  cp -a "$BEFORE" "$QKARMA"
  FILE=$QKARMA/journal/${SEGMENT##*/}
  ${HOW-damage} "$FILE" "$1"
  assertContains "$1: verify" "$(qkarma verify)" \
    "journal/${SEGMENT##*/}: does not begin with a segment's header"
  # Without its LF the header is one line with the next.
  [ "$1" = $((LENGTH - 1)) ] || assertEquals "$1: told" "$TOLD" "$(told)"
}

# What a fold of the undamaged journal makes of it, by `fold -f` or a rebuild.
wanted() {
  SEGMENT=$(file_of "$1")
  LENGTH=$(head -n 1 "$SEGMENT" | wc -c)
  QKARMA=$SHUNIT_TMPDIR/home
  rm -rf "$QKARMA"
  cp -a "$BEFORE" "$QKARMA"
  TOLD=$(told)
  $2
  WANTED=$(dump)
}

afterwards() {
  assertContains "$at: $FOLDED" "$FOLDED" \
    "journal/${SEGMENT##*/}: its header was damaged and is mended"
  assertEquals "$at" "$WANTED" "$(dump)"
  said=$(qkarma verify) || fail "$at: $said"
  assertEquals "$at: told" "$TOLD" "$(told)"
  lines 30 30
  FOLDED=$(qkarma-fold 2>&1)
  assertContains "$at" "$FOLDED" ': info: 1 line, 0 bad;'
}

# With another build than the usual one each fifth will do.
each_byte() {
  wanted "$1" "$2"
  step=${STEP-1}
  usual_build || step=$((step * 5))
  for at in $(seq 0 "$step" $((LENGTH - 1 - ${LAST-0})))
  do
    damaged_at "$at"
    $2
    afterwards
  done
}

fold_all() {
  fold -f
}

rebuild_all() {
  rm -rf "$QKARMA/base"
  FOLDED=$(qkarma rebuild 2>&1) || fail "$FOLDED"
}

test_the_current_segment_with_the_cursor_in_it() {
  scene_current
  BEFORE=$QKARMA
  each_byte current fold_all
}

test_another_end_of_line_in_it() {
  scene_current
  BEFORE=$QKARMA
  INTO='\n'
  LAST=1
  each_byte current fold_all
  unset INTO LAST
}

test_the_current_segment_before_which_the_cursor_is() {
  scene_rotated
  BEFORE=$QKARMA
  each_byte current fold_all
}

test_the_rotated_segment_with_the_cursor_in_it() {
  scene_rotated
  BEFORE=$QKARMA
  each_byte 2 fold_all
}

test_a_rotated_segment_before_which_the_cursor_is() {
  scene_rotated
  BEFORE=$QKARMA
  each_byte 3 fold_all
}

test_a_rotated_segment_behind_which_the_cursor_is() {
  scene_rotated
  BEFORE=$QKARMA
  each_byte 1 rebuild_all
}

# In each of the scenes.
each_place() {
  HOW=$1
  for place in '1 rebuild_all' '2 fold_all' '3 fold_all' 'current fold_all'
  do
    scene_rotated
    BEFORE=$QKARMA
    each_byte $place
  done
  scene_current
  BEFORE=$QKARMA
  each_byte current fold_all
  unset HOW
}

test_a_byte_is_inserted() {
  STEP=5
  each_place inserted
  unset STEP
}

test_a_byte_is_deleted() {
  STEP=5
  each_place deleted
  unset STEP
}

# The LF too, so that the header is one line with the next.
test_the_last_byte_is_deleted() {
  scene_rotated
  BEFORE=$QKARMA
  for place in '1 rebuild_all' '2 fold_all' '3 fold_all' 'current fold_all'
  do
    set -- $place
    wanted "$1" "$2"
    HOW=deleted damaged_at $((LENGTH - 1))
    $2
    at="$place"
    afterwards
  done
}

# The journal grows until a segment has more than a block.
many_lines() {
  awk -v from="$1" -v to="$2" 'BEGIN {
    for (i = from; i <= to; i++)
      print 1700000000 + i, "10.0." int(i / 250) "." i % 250 " 2 1 0 0 g quit x"
  }' </dev/null | journal
}

# What is left of a segment counts once, whether the cursor is in what is lost
# (after 3 lines), behind it, or in the segment before.
test_the_first_block_is_zeroed() {
  for folded in 0 3 150
  do
    fresh_home
    many_lines 1 5
    fold
    begun_long_ago
    many_lines 6 8
    fold
    [ "$folded" = 0 ] || { many_lines 9 $((8 + folded)); fold; }
    many_lines $((9 + folded)) 208
    zeroed "$QKARMA/journal/current"
    left=$(grep -a -c '^@' "$QKARMA/journal/current")
    fold -f
    assertContains "$folded: $FOLDED" "$FOLDED" \
      'journal/current: its header was damaged and is mended; all of its lines'
    kept=$((8 + folded > 208 - left ? 208 : 8 + folded + left))
    assertEquals "$folded folded, $left left" $kept \
      "$(dump | grep -c '^10\.0\.[0-9]*\.[0-9]* :::1:1:')"
    said=$(qkarma verify) || fail "$folded: $said"
    rm -rf "$QKARMA/base"
    assertContains "$(qkarma rebuild 2>&1)" 'client'
    assertEquals "$folded: rebuilt" $((8 + left)) \
      "$(dump | grep -c '^10\.0\.[0-9]*\.[0-9]* :::1:1:')"
  done
}

# Nothing is left of the header, not even its place: the segment is written
# anew.
test_the_header_line_is_missing() {
  scene_rotated
  BEFORE=$QKARMA
  for place in '1 rebuild_all' '2 fold_all'
  do
    set -- $place
    wanted "$1" "$2"
    rm -rf "$QKARMA"
    cp -a "$BEFORE" "$QKARMA"
    sed -i 1d "$QKARMA/journal/${SEGMENT##*/}"
    assertEquals "$place: told" "$TOLD" "$(told)"
    $2
    at="$place"
    afterwards
  done
}

# The header of an older version has no check digits; with this number nothing
# could ever be rotated.
test_a_number_that_no_segment_has() {
  fresh_home
  sed -i '1s/ ~....$//' "$QKARMA/journal/current"
  lines 1 6
  fold
  lines 7 9
  sed -i '1s/ 0[0-9]* @/ 9999999999 @/' "$QKARMA/journal/current"
  assertContains "verify" "$(qkarma verify)" "journal/current: does not begin"
  fold
  assertContains "$FOLDED" "header was damaged and is mended"
  sed -i '1s/@[0-9a-f]*/@4000000065500000000000ff/' "$QKARMA/journal/current"
  lines 10 10
  fold
  lines 11 11
  fold -f
  assertContains "it is rotated" "$(ls "$QKARMA/journal")" '.0000000001'
  assertEquals 11 "$(dump | grep -c '^10\.0\.0\.[0-9]* :::1:1:')"
  qkarma verify >/dev/null || fail 'it does not verify'
}

# Copies and other names: nothing counts again, and what is left out is said.
test_names_that_lie() {
  scene_rotated
  BEFORE=$QKARMA
  wanted current fold_all
  for lie in 'cp vm.0000000001 vm.0000000007' 'mv vm.0000000001 vm.0000000009' \
    'cp vm.0000000002 vm.0000000008' 'cp vm.0000000001 vm.9999999999' \
    'cp vm.0000000003 vm.0000000009'
  do
    rm -rf "$QKARMA"
    cp -a "$BEFORE" "$QKARMA"
    (cd "$QKARMA/journal" && eval "$(echo "$lie" |
      sed "s/vm/$(cat ../control/host)/g")")
    fold -f
    echo "$FOLDED" >"$SHUNIT_TMPDIR/said"
    assertNull "$lie" "$(dump | grep '^10\.0\.0\.[0-9]* :' | grep -v ' :::1:1:')"
    missing=$((22 - $(dump | grep -c '^10\.0\.0\.[0-9]* :')))
    [ "$missing" = 0 ] || assertContains "$lie: $FOLDED" "$FOLDED" \
      'only newer lines are taken'
    assertTrue "$lie: $missing" "[ $missing -le 1 ]"
  done
}

# What comes first by its name counts in its own place, whichever of its lines
# are folded already.
test_copies_of_later_segments_count_once() {
  scene_rotated
  BEFORE=$QKARMA QKARMA=$SHUNIT_TMPDIR/home
  for lie in 'cp current aa.0000000003' 'cp current aa.0000000000' \
    'rm vm.0000000003; cp current vm.0000000003' \
    'rm vm.0000000001; cp vm.0000000003 vm.0000000001' \
    'rm vm.0000000002; cp vm.0000000003 vm.0000000002'
  do
    for make in fold_all rebuild_all
    do
      rm -rf "$QKARMA"
      cp -a "$BEFORE" "$QKARMA"
      (cd "$QKARMA/journal" && eval "$(echo "$lie" |
        sed "s/vm/$(cat ../control/host)/g")")
      told=$(told)
      $make
      assertNull "$lie, $make: counts twice" \
        "$(dump | grep '^10\.0\.0\.[0-9]* :' | grep -v ' :::1:1:')"
      [ "$make" = fold_all ] ||
        assertEquals "$lie: as it is told" "$told" "$(dump |
          sed -n 's/^\(10\.0\.0\.[0-9]*\) :.*/ \1/p' | sort | tr -d '\n')"
      first=$(qkarma verify)
      assertContains "$lie: verify" "$first" 'it is the same segment as'
    done
  done
}

# Numbers follow each other; a missing one is said once by whoever reads on.
test_a_missing_segment_is_said() {
  scene_rotated
  rm "$QKARMA/journal/$(cat "$QKARMA/control/host").0000000003"
  assertEquals 'journal: segment 3 is missing' \
    "$(qkarma verify | grep missing)"
  said=$(qkarma verify)
  assertEquals "verify: $said" 1 $?
  fold
  assertContains "$FOLDED" 'qkarma-fold: warning: journal: segment 3 is missing:'
  lines 30 30
  fold
  assertNotContains "said once" "$FOLDED" missing
  rm -r "$QKARMA/base"
  assertEquals 1 "$(qkarma rebuild 2>&1 | grep -c 'segment 3 is missing')"
}

test_several_missing_segments_are_said_in_one_line() {
  scene_rotated
  rm "$QKARMA/journal/$(cat "$QKARMA/control/host")".000000000[23]
  assertEquals 'journal: segments 2 to 3 are missing' \
    "$(qkarma verify | grep missing)"
  rm -r "$QKARMA/base"
  assertEquals 1 "$(qkarma rebuild 2>&1 | grep -c 'segments 2 to 3 are missing')"
}

# What retention has removed is the beginning; a segment that was set aside got
# its number above one that no file has.
test_numbers_that_no_file_needs_are_not_missing() {
  scene_rotated
  rm "$QKARMA/journal/$(cat "$QKARMA/control/host").0000000001"
  printf 'no header\nno line\n' >"$QKARMA/journal/current"
  fold -f
  lines 30 30
  fold -f
  rm -r "$QKARMA/base"
  rebuild_all
  assertNotContains "$FOLDED" missing
  assertNotContains "$(qkarma verify)" missing
  fresh_home
  lines 1 6
  cp "$QKARMA/journal/current" "$SHUNIT_TMPDIR/before"
  begun_long_ago
  fold
  lines 7 9
  fold
  cat "$SHUNIT_TMPDIR/before" >"$QKARMA/journal/current"
  fold
  assertContains "$FOLDED" 'again, from a backup'
  assertNotContains "$FOLDED" missing
  assertNotContains "$(qkarma verify)" missing
}

test_verify_tells_of_copies() {
  scene_rotated
  host=$(cat "$QKARMA/control/host")
  cp "$QKARMA/journal/$host.0000000001" "$QKARMA/journal/$host.0000000007"
  assertEquals "journal/$host.0000000007: it is the same segment as \
journal/$host.0000000001, put back or copied" "$(qkarma verify | grep same)"
}

. shunit2
