# Appending to the journal: whole lines whoever writes at the same time, a torn
# tail costs nobody else his line, and nothing is created.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"

oneTimeSetUp() {
  unit append
}

setUp() {
  fresh_home
  JOURNAL=$QKARMA/journal/current
}

nice() {
  echo "1700000000 $1 2 1 0 0 g quit message_accepted" | sign
}

test_a_line_is_appended_behind_the_header() {
  nice 192.0.2.7 | append
  assertEquals "the line" "$(nice 192.0.2.7)" "$(sed 1d "$JOURNAL")"
  assertContains "the header" "$(head -n 1 "$JOURNAL")" "#qkarma 1 "
}

test_a_torn_tail_gets_an_end_before_our_line() {
  nice 192.0.2.1 | head -c 60 >>"$JOURNAL"
  nice 192.0.2.7 | append
  assertEquals "$(nice 192.0.2.7)" "$(tail -n 1 "$JOURNAL")"
  fold
  assertContains "$FOLDED" "2 lines, 1 bad; 1 client,"
}

test_only_a_whole_line_is_taken() {
  cp "$JOURNAL" "$SHUNIT_TMPDIR/before"
  assertEquals "append: fatal: unable to append: Invalid argument" \
    "$(nice 192.0.2.7 | tr -d '\n' | append 2>&1)"
  assertEquals "$(cat "$SHUNIT_TMPDIR/before")" "$(cat "$JOURNAL")"
}

test_without_a_journal_it_fails_and_creates_nothing() {
  rm "$JOURNAL"
  assertEquals "append: fatal: unable to append: No such file or directory" \
    "$(nice 192.0.2.7 | append 2>&1)"
  assertFalse "a journal appeared" "[ -e $JOURNAL ]"
}

test_what_is_not_one_line_is_refused() {
  printf 'no end' | append 2>"$SHUNIT_TMPDIR/err"
  head -c 2000 /dev/zero | tr '\0' x | sed 's/$/\n/' |
    append 2>"$SHUNIT_TMPDIR/err"
  assertContains "$(cat "$SHUNIT_TMPDIR/err")" "unable to append"
  assertEquals "lines" 1 "$(wc -l <"$JOURNAL")"
}

# Writers of 500 lines each, all at once, while the journal is folded and
# folded again. A writer who sees half of another's line takes it for a torn
# one: that leaves empty lines, which are nothing.
test_concurrent_writers_lose_no_line() {
  writers=12
  pids=
  for i in $(seq $writers)
  do
    for n in $(seq 500)
    do
      echo "1700000000 10.0.$i.$((n % 50)) 2 1 0 0 g quit message_accepted"
    done | sign >"$SHUNIT_TMPDIR/lines.$i"
  done
  for i in $(seq $writers)
  do
    append <"$SHUNIT_TMPDIR/lines.$i" &
    pids="$pids $!"
  done
  while fold && kill -0 $pids 2>/dev/null; do :; done
  for pid in $pids
  do
    wait "$pid" || fail "a writer failed"
  done
  fold -f
  sort "$SHUNIT_TMPDIR"/lines.* >"$SHUNIT_TMPDIR/wanted"
  sed '1d; /^$/d' "$JOURNAL" | sort >"$SHUNIT_TMPDIR/got"
  assertTrue "all lines are there" \
    "cmp $SHUNIT_TMPDIR/wanted $SHUNIT_TMPDIR/got"
  assertEquals "connects of all" $((writers * 500)) \
    "$(dump | sed -n 's,^0.0.0.0/0 ,,p' | cut -d : -f 5)"
}

. shunit2
