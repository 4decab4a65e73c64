# What a power failure, a lying disk or a restored backup may leave of the
# journal: cut short anywhere, ending in NULs, cut below what was folded and
# grown again. Nothing that was committed is lost, nothing counts twice, and
# only what is damaged is left out.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"

# 20 lines of which the first ten are folded; the eleventh ends at $FOLDED_TO
# plus $LONG.
oneTimeSetUp() {
  unit append
  fresh_home
  BEFORE=$QKARMA
  lines 1 10 | journal
  fold
  FOLDED_TO=$(wc -c <"$QKARMA/journal/current")
  lines 11 20 | journal
  LONG=$((($(wc -c <"$QKARMA/journal/current") - FOLDED_TO) / 10))
}

setUp() {
  QKARMA=$SHUNIT_TMPDIR/home
  JOURNAL=$QKARMA/journal/current
  rm -rf "$QKARMA"
  cp -a "$BEFORE" "$QKARMA"
}

# A line of a client each; the number of seconds is as long as ever.
lines() {
  seq "$1" "$2" | while read -r i
  do
    echo "$((1700000000 + i)) 10.0.0.$i 2 1 0 0 g quit x"
  done
}

# Which of the clients are known: `1 2 3`; each with one connect.
known() {
  dump | sed -n 's/^10\.0\.0\.\([0-9]*\) :::1:1:.*/\1/p' | sort -n |
    tr '\n' ' '
}

numbers() {
  seq "$1" "$2" | tr '\n' ' '
}

test_cut_anywhere_behind_what_was_folded() {
  end=$(wc -c <"$JOURNAL")
  cut=$FOLDED_TO
  while [ "$cut" -le "$end" ]
  do
    setUp
    truncate -s "$cut" "$JOURNAL"
    lines 30 30 | sign | append
    fold -f
    whole=$(((cut - FOLDED_TO) / LONG))
    torn=$(((cut - FOLDED_TO) % LONG ? 1 : 0))
    # Of a line that lacks its LF only, nothing is lost.
    [ $(((cut - FOLDED_TO) % LONG)) != $((LONG - 1)) ] ||
      whole=$((whole + 1)) torn=0
    assertEquals "cut at $cut" "$(numbers 1 $((10 + whole)))30 " "$(known)"
    assertContains "cut at $cut" "$FOLDED" " $torn bad; "
    cut=$((cut + 13))
  done
}

test_an_end_of_nuls() {
  truncate -s $((FOLDED_TO + LONG + 30)) "$JOURNAL"
  truncate -s $((FOLDED_TO + 3 * LONG)) "$JOURNAL"
  fold
  lines 30 30 | sign | append
  fold -f
  assertEquals "$(numbers 1 11)30 " "$(known)"
}

test_cut_below_what_was_folded() {
  truncate -s $((FOLDED_TO - 30)) "$JOURNAL"
  assertEquals "verify" "karma.cdb: it was folded up to byte $FOLDED_TO of\
 segment 1, but journal/current has other lines, or fewer" \
    "$(qkarma verify | sed -n '/but/p')"
  qkarma verify >/dev/null
  assertEquals "exit code" 1 $?
  fold
  assertContains "both numbers" "$FOLDED" \
    "the journal was folded up to byte $FOLDED_TO of segment 1, but"
  assertContains "both numbers" "$FOLDED" \
    "is segment 1 of $((FOLDED_TO - 30)) bytes"
  lines 30 30 | sign | append
  fold -f
  assertEquals "$(numbers 1 10)30 " "$(known)"
}

# A size alone would not tell.
test_cut_below_what_was_folded_and_grown_past_it() {
  truncate -s $((FOLDED_TO - 3 * LONG - 30)) "$JOURNAL"
  lines 30 39 | sign | append
  fold
  assertContains "it is said" "$FOLDED" "and other lines: only newer ones"
  lines 40 40 | sign | append
  fold -f
  assertEquals "$(numbers 1 10)$(numbers 30 40)" "$(known)"
}

test_gone() {
  rm "$JOURNAL"
  fold
  assertContains "both numbers" "$FOLDED" \
    "folded up to byte $FOLDED_TO of segment 1, but journal/current is\
 segment 2"
  lines 30 30 | sign | append
  fold -f
  assertEquals "$(numbers 1 10)30 " "$(known)"
}

# Three segments, of which two are folded, and a copy of the first as it was
# when clients 1 to 20 were in it; `put_back`: it is journal/current again.
three_segments() {
  cp "$JOURNAL" "$SHUNIT_TMPDIR/older"
  for i in 21 22
  do
    begun_long_ago
    lines "$i" "$i" | journal
    fold
  done
  lines 23 23 | journal
}

put_back() {
  cp "$SHUNIT_TMPDIR/older" "$JOURNAL"
}

test_a_journal_of_before() {
  three_segments
  fold
  put_back
  assertContains "verify" "$(qkarma verify)" " of segment 3, but there is no\
 segment 3 in the journal"
  lines 30 30 | sign | append
  fold -f
  assertContains "it is said" "$FOLDED" \
    "journal/current is segment 1 again, from a backup"
  lines 31 31 | sign | append
  fold -f
  assertEquals "$(numbers 1 23)$(numbers 30 31)" "$(known)"
  qkarma verify >/dev/null || fail 'it does not verify'
}

# Nothing behind it is folded before it is let go of, and nothing again.
test_a_journal_of_before_that_a_writer_holds() {
  three_segments
  fold
  put_back
  lines 30 30 | sign | append
  hold_lock "$JOURNAL" shared
  fold
  assertContains "$FOLDED" "the journal is not folded behind segment journal/"
  assertEquals "$(numbers 1 23)30 " "$(fold -f; known)"
  lines 31 31 | journal
  held=$(ls "$QKARMA"/journal/*.[0-9]* | tail -n 1)
  lines 32 32 | sign >>"$held"
  let_go
  fold -f
  assertEquals "$(numbers 1 23)$(numbers 30 32)" "$(known)"
  fold -f
  assertEquals "$(numbers 1 23)$(numbers 30 32)" "$(known)"
}

# What lies between the cursor and its place is folded before it.
test_a_journal_of_before_and_segments_that_are_not_folded() {
  three_segments
  fold
  begun_long_ago
  cp "$QKARMA/karma.cdb" "$QKARMA/recent.cdb" "$SHUNIT_TMPDIR"
  lines 24 24 | journal
  fold
  cp "$SHUNIT_TMPDIR/karma.cdb" "$SHUNIT_TMPDIR/recent.cdb" "$QKARMA"
  put_back
  lines 30 30 | sign | append
  fold -f
  assertEquals "$(numbers 1 24)30 " "$(known)"
  lines 31 31 | sign | append
  fold -f
  assertEquals "$(numbers 1 24)$(numbers 30 31)" "$(known)"
}

# Twice, and the second time before the first was folded.
test_a_journal_of_before_once_more() {
  three_segments
  fold
  put_back
  lines 30 30 | sign | append
  hold_lock "$JOURNAL" shared
  fold
  let_go
  cp --remove-destination "$SHUNIT_TMPDIR/older" "$JOURNAL"
  lines 31 31 | sign | append
  fold
  lines 32 32 | sign | append
  fold -f
  assertEquals "$(numbers 1 23)$(numbers 30 32)" "$(known)"
}

# And its older lines are nowhere else: those of segments 2 and 3 are lost.
test_a_journal_of_before_without_its_segments() {
  three_segments
  fold
  rm "$QKARMA"/journal/*.0*
  put_back
  lines 30 30 | sign | append
  fold -f
  lines 31 31 | sign | append
  fold -f
  assertEquals "$(numbers 1 23)$(numbers 30 31)" "$(known)"
  rm -r "$QKARMA/base"
  qkarma rebuild >/dev/null
  assertEquals "all that the journal has" "$(numbers 1 20)$(numbers 30 31)" \
    "$(known)"
}

test_a_journal_of_before_is_rebuilt_and_told_once() {
  three_segments
  fold
  put_back
  lines 30 30 | sign | append
  fold
  lines 31 31 | sign | append
  fold
  # 23 was in the segment that is lost.
  told="$(numbers 1 22)$(numbers 30 31)"
  assertEquals "$told" "$(qkarma tail --since 2023-11-01 |
    sed -n 's/.* 10\.0\.0\.\([0-9]*\) .*/\1/p' | tr '\n' ' ')"
  rm -r "$QKARMA/base"
  qkarma rebuild >/dev/null
  assertEquals "$told" "$(known)"
}

# The header is gone with all that it said. The cursor's line tells which segment
# it was, and how far it is folded.
test_a_header_that_is_gone() {
  sed -i '1s/.*/no header/' "$JOURNAL"
  assertContains "verify" "$(qkarma verify)" \
    "journal/current: does not begin with a segment's header"
  fold -f
  name=$(ls "$QKARMA/journal" | grep '0000000002$')
  assertContains "$FOLDED" "journal/$name: its header was damaged and is\
 mended; all of its lines count"
  assertEquals "$(numbers 1 20)" "$(known)"
  lines 30 30 | sign | append
  fold -f
  assertEquals "$(numbers 1 20)30 " "$(known)"
  fold
  assertNull "said once" "$FOLDED"
  assertTrue "verify: $(qkarma verify)" 'qkarma verify'
}

# What has no line either is no segment, and nothing is lost with it.
test_a_segment_without_a_line() {
  fold
  printf 'no header\nno line\n' >"$JOURNAL"
  fold
  name=$(ls "$QKARMA/journal" | grep '0000000002$')
  assertContains "$FOLDED" "journal/$name has neither a segment's header nor a\
 good line: it is not folded"
  assertContains "verify" "$(qkarma verify)" "journal/$name: has neither a\
 segment's header nor a good line: it is not folded"
}

# Which segment it was nobody knows, nor what of it was folded.
test_a_header_that_is_damaged_and_the_lines_before_the_cursor_too() {
  printf x | dd of="$JOURNAL" bs=1 conv=notrunc 2>/dev/null
  sed -i "/ 10\\.0\\.0\\.10 /d" "$JOURNAL"
  fold
  assertContains "$FOLDED" "journal/current: its header was damaged: it becomes"
  lines 30 30 | sign | append
  fold -f
  assertEquals "$(numbers 1 20)30 " "$(known)"
  qkarma verify >/dev/null || fail 'it does not verify'
}

test_a_full_disk() {
  full='mount -t tmpfs -o size=64k qkarma "$1" && cp -a "$2/." "$1" &&
    cd "$1" && export QKARMA="$1"
    head -c 20000 /dev/zero >filler || exit 6
    while append <"$3" 2>/dev/null; do :; done
    append <"$3" && exit 1
    qkarma-fold && exit 2
    qkarma verify >/dev/null || exit 3
    rm filler
    append <"$3" || exit 4
    tail -n 1 journal/current | cmp - "$3" || exit 5
    cp -a "$1/." "$4"'
  lines 30 30 | sign >"$SHUNIT_TMPDIR/line"
  mkdir -p "$SHUNIT_TMPDIR/tmpfs" "$SHUNIT_TMPDIR/after"
  if ! unshare -rm mount -t tmpfs -o size=64k qkarma "$SHUNIT_TMPDIR/tmpfs" \
    2>/dev/null
  then
    skipped 'needs a tmpfs of our own'
    return 0
  fi
  said=$(unshare -rm sh -c "$full" full "$SHUNIT_TMPDIR/tmpfs" "$QKARMA" \
    "$SHUNIT_TMPDIR/line" "$SHUNIT_TMPDIR/after" 2>&1)
  assertEquals "$said" 0 $?
  assertContains "$said" "No space left on device"
  QKARMA=$SHUNIT_TMPDIR/after
  rm -f "$QKARMA"/*.tmp
  fold -f
  assertEquals "connects" \
    "$(grep -c '^@' "$QKARMA/journal/current")" \
    "$(($(dump | sed -n 's,^0.0.0.0/0 ,,p' | cut -d : -f 5) + $(header 17)))"
}

. shunit2
