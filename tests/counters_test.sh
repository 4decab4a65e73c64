# qkarma stats --prometheus: counters that only rise, over all of the journal,
# however often it is asked, rotated and folded meanwhile.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"

setUp() {
  fresh_home
  OUT=$SHUNIT_TMPDIR/out
}

# The counter of this name and label is so many: `counted 3 ends_total quit`.
counted() {
  assertEquals "$2 $3" "$1" "$(sed -n \
    "s/^qkarma_$2{[a-z]*=\"$3\"} //p" "$OUT")"
}

stats() {
  qkarma stats --prometheus >"$OUT"
  assertEquals 0 $?
}

some_lines() {
  journal <<'END'
1700000000 192.0.2.7 -4 0 0 2 n rejected unknown_command*4 neg=1 pd=1 pm=30 stop=dnsbl lists=Blue:3,a:b:1 dns=3/1/0/5/Red
1700000001 192.0.2.8 2 3 1 0 g quit message_accepted would=rdns dns=3/2/0/5/Red,Green
1700000002 192.0.2.7 0 0 0 0 b boxed - stop=karma
1700000003 unknown 0 0 0 0 i immune -
END
}

test_they_count_the_whole_journal() {
  some_lines
  stats
  counted 1 connections_total naughty
  counted 1 connections_total immune
  counted 0 connections_total neutral
  counted 1 ends_total boxed
  counted 1 stopped_total karma
  counted 1 stopped_total dnsbl
  counted 1 tolerated_total rdns
  counted 4 events_total unknown_command
  counted 0 events_total trap
  counted 3 recipients_total accepted
  counted 2 recipients_total refused
  counted 1 list_hits_total Blue
  counted 1 list_hits_total a:b
  counted 2 list_failures_total Red
  counted 1 list_failures_total Green
}

test_no_line_counts_twice_and_none_is_missed() {
  some_lines
  stats
  stats
  counted 1 ends_total quit
  some_lines
  qkarma-fold 2>/dev/null
  stats
  counted 2 ends_total quit
  for round in 1 2 3
  do
    begun_long_ago
    fold
    some_lines
    [ "$round" = 2 ] || stats
  done
  assertEquals 'segments' 4 "$(ls "$QKARMA"/journal/*.0* \
    "$QKARMA/journal/current" | grep -c '')"
  counted 5 ends_total quit
  rm "$QKARMA"/journal/*.0000000001
  stats
  counted 5 ends_total quit
}

# What stands half there is not read, and is read when it is whole.
test_half_a_line() {
  some_lines
  printf '%s' "$(echo '1700000009 192.0.2.9 0 0 0 0 - quit -' | sign)" \
    >>"$QKARMA/journal/current"
  stats
  counted 1 ends_total quit
  echo >>"$QKARMA/journal/current"
  stats
  counted 2 ends_total quit
}

# Somebody who may read and not write gets the same numbers.
test_who_may_not_write() {
  [ "$(id -u)" = 0 ] || return 0
  some_lines
  stats
  some_lines
  cp "$QKARMA/counters" "$SHUNIT_TMPDIR/before"
  cp "$BIN/qkarma" "$SHUNIT_TMPDIR/qkarma"
  chmod 755 "${SHUNIT_TMPDIR%/*}" "$SHUNIT_TMPDIR" "$QKARMA"
  for time in first second
  do
    setpriv --reuid 65534 --regid "$(id -g)" --clear-groups \
      "$SHUNIT_TMPDIR/qkarma" stats --prometheus >"$OUT" 2>"$SHUNIT_TMPDIR/err"
    assertEquals "$time" 0 $?
    counted 2 ends_total quit
  done
  assertNull "$(cat "$SHUNIT_TMPDIR/err")"
  assertTrue 'kept as it was' "cmp $QKARMA/counters $SHUNIT_TMPDIR/before"
}

test_a_damaged_file_is_begun_anew() {
  some_lines
  stats
  for how in 's/quit 1/quit 7/' 1d '$d' 's/^qkarma/other/'
  do
    sed -i "$how" "$QKARMA/counters"
    qkarma stats --prometheus >"$OUT" 2>"$SHUNIT_TMPDIR/err"
    assertEquals 0 $?
    counted 1 ends_total quit
    assertContains "$how" "$(cat "$SHUNIT_TMPDIR/err")" 'damaged'
  done
  : >"$QKARMA/counters"
  qkarma stats --prometheus >"$OUT" 2>/dev/null
  counted 1 ends_total quit
}

# Who counts at once does not get into another's way.
test_many_at_once() {
  some_lines
  for i in 1 2 3 4 5 6 7 8
  do
    qkarma stats --prometheus >"$OUT.$i" 2>>"$OUT.err" &
  done
  wait
  stats
  counted 1 ends_total quit
  assertNull "$(cat "$OUT.err")"
  assertEquals counters "$(ls "$QKARMA" | grep counters)"
  for i in 1 2 3 4 5 6 7 8
  do
    assertContains "$i" "$(cat "$OUT.$i")" 'qkarma_ends_total{end="quit"} 1'
  done
}

test_the_disk_is_full() {
  some_lines
  stats
  some_lines
  cp "$QKARMA/counters" "$SHUNIT_TMPDIR/before"
  (
    trap '' XFSZ
    ulimit -f 1
    qkarma stats --prometheus 2>"$SHUNIT_TMPDIR/err" | grep -q quit
  )
  assertContains "$(cat "$SHUNIT_TMPDIR/err")" 'unable to write counters: '
  assertTrue 'it stands' "cmp $QKARMA/counters $SHUNIT_TMPDIR/before"
  assertEquals counters "$(ls "$QKARMA" | grep counters)"
  stats
  counted 2 ends_total quit
}

# Nobody who can write to the journal can make it grow.
test_names_have_an_end() {
  awk 'BEGIN { for (i = 0; i < 500; i++)
    print "1700000000 192.0.2.7 0 0 0 0 - e" i " - stop=" i }' | journal
  stats
  assertEquals 64 "$(grep -c '^qkarma_ends_total{' "$OUT")"
  counted 437 ends_total other
  counted 437 stopped_total other
  stats
  counted 437 ends_total other
}

# Prometheus' own tool finds no fault; nor with a label that tries.
test_promtool() {
  unpacked prometheus || return 0
  some_lines
  echo '1700000003 192.0.2.7 0 0 0 0 - a"b\c - stop=x"} lists="\:1' | journal
  stats
  "$FETCHED/prometheus/usr/bin/promtool" check metrics <"$OUT" \
    >"$SHUNIT_TMPDIR/said" 2>&1
  assertEquals 0 $?
  assertNull "$(cat "$SHUNIT_TMPDIR/said")"
}

. shunit2
