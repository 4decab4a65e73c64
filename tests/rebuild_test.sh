# What is kept, for how long, and what can be made of it: snapshots, rotated
# segments, prune and set, a database that grows too large, and rebuild.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"

oneTimeSetUp() {
  plain=$PATH
  build weekly -DSNAPSHOT_WEEK=0 -DFOLD_INPUT_SEGMENT=200
  WEEKLY=$PATH PATH=$plain
  build tiny -DTABLE_MAX=12000
  TINY=$PATH PATH=$plain
  build daily -DFOLD_DAY=0
  DAILY=$PATH PATH=$plain
  shifted
  SHIFTED=$PATH PATH=$plain
}

setUp() {
  plain=$PATH
  fresh_home
  now=$(date +%s)
}

tearDown() {
  PATH=$plain
}

# A line each of clients $1 to $2, at time $3.
lines() {
  seq "$1" "$2" | awk -v t="${3:-1700000000}" '{
    print t, "10." int($1 / 65536) "." int($1 / 256) % 256 "." $1 % 256,
      "2 1 0 0 g quit x" }' | journal
}

bases() {
  ls "$QKARMA/base" | wc -l
}

segments() {
  ls "$QKARMA/journal" | sed -n 's/.*\.0*\([0-9]\{1,10\}\)$/\1/p' |
    tr '\n' ' '
}

test_the_first_major_fold_makes_a_snapshot_the_next_ones_do_not() {
  lines 1 9
  fold
  assertEquals 1 "$(bases)"
  assertEquals "a link" "$(ls -i "$QKARMA/karma.cdb" | cut -d ' ' -f 1)" \
    "$(ls -i "$QKARMA"/base/* | cut -d ' ' -f 1)"
  lines 1 9
  fold -f
  assertEquals 1 "$(bases)"
}

test_a_week_later_there_is_another_and_two_are_kept() {
  PATH=$WEEKLY
  for i in 1 2 3 4
  do
    lines 1 9
    fold -f
  done
  assertEquals 2 "$(bases)"
  qkarma verify >/dev/null || fail 'they do not verify'
}

test_segments_stay_until_no_snapshot_needs_them() {
  PATH=$WEEKLY
  for i in 1 2 3 4 5 6
  do
    lines 1 9
    fold
  done
  all=$(segments)
  assertContains "none goes for its age" "$all" '1 2 3 4 5 '
  touch -d '59 days ago' "$QKARMA"/journal/*.000000000[1-5]
  lines 1 9
  fold
  assertContains "nor before that" "$(segments)" '1 2 3 4 5 '
  touch -d '61 days ago' "$QKARMA"/journal/*.0000000001
  lines 1 9
  fold -f
  assertContains "the oldest goes" "$(segments) " '2 3 4 5 '
  assertNotContains "the oldest goes" " $(segments)" ' 1 '
  lines 1 9
  fold -f -k 58
  needed=$(ls "$QKARMA/base" | sed -n '1s/^0*\([0-9]*\)\..*/\1/p')
  assertTrue "the first that stays" \
    "[ $(segments | cut -d ' ' -f 1) -le $needed ]"
  dump >"$SHUNIT_TMPDIR/wanted"
  qkarma rebuild >/dev/null
  assertEquals "$(cat "$SHUNIT_TMPDIR/wanted")" "$(dump)"
}

test_no_segment_goes_that_an_older_karma_cdb_would_need() {
  PATH=$WEEKLY
  lines 1 9
  fold
  cp "$QKARMA/karma.cdb" "$SHUNIT_TMPDIR/older"
  lines 1 9
  fold -f
  lines 1 9
  cp "$SHUNIT_TMPDIR/older" "$QKARMA/karma.cdb"
  touch -d '99 days ago' "$QKARMA"/journal/*.0*
  fold
  fold -f
  assertEquals "connects" 27 "$(dump | sed -n 's,^0.0.0.0/0 ,,p' |
    cut -d : -f 5)"
}

# Not even when all snapshots are later: its recent.cdb can be lost.
test_nor_one_behind_the_cursor_of_karma_cdb() {
  PATH=$WEEKLY
  lines 1 9
  fold
  cp "$QKARMA/karma.cdb" "$SHUNIT_TMPDIR/older"
  for i in 1 2 3
  do
    lines 1 9
    fold -f
  done
  lines 1 9
  cp "$SHUNIT_TMPDIR/older" "$QKARMA/karma.cdb"
  touch -d '99 days ago' "$QKARMA"/journal/*.0*
  fold
  assertContains "a minor fold" "$FOLDED" 'in recent.cdb'
  rm "$QKARMA/recent.cdb"
  fold -f
  assertEquals "connects" 45 "$(dump | sed -n 's,^0.0.0.0/0 ,,p' |
    cut -d : -f 5)"
}

test_no_more_than_so_many_mib() {
  lines 1 9
  fold
  head -c 3000000 /dev/zero >>"$QKARMA/journal/current"
  echo >>"$QKARMA/journal/current"
  begun_long_ago
  fold -K 1
  assertContains "it is said" "$FOLDED" 'the rotated segments pass -K, but'
  rm "$QKARMA"/base/*
  lines 1 9
  fold -f -K 1
  lines 1 9
  fold -K 1
  assertNull "it is gone, young as it is" "$(segments)"
}

test_prune_forgets_by_when_a_client_was_seen() {
  lines 1 5 $((now - 8 * 86400))
  for i in $(seq 40)
  do
    lines 6 6 $((now - 86400))
  done
  assertContains "$(qkarma prune)" 'not seen for 7 days'
  fold
  assertEquals "10.0.0.6" "$(dump | cut -d ' ' -f 1 | grep -v /)"
  qkarma prune 0.5 >/dev/null
  fold
  assertNull "$(dump)"
}

test_set_changes_when_records_expire() {
  lines 1 5 $((now - 20 * 86400))
  lines 6 6 $((now - 86400))
  fold
  qkarma set expire_days 10 >/dev/null
  fold
  assertEquals "10.0.0.6" "$(dump | cut -d ' ' -f 1 | grep -v /)"
  assertEquals "expire_days" 10 "$(header 11)"
}

test_orders_that_are_none() {
  for words in 'prune x' 'prune -1' 'prune 1 2' 'set' 'set expire_days' \
    'set expire_days 0' 'set expire_days x' 'set window_days 3' 'verify x' \
    'rebuild x' 'rebuild --wet-run'
  do
    qkarma $words >/dev/null 2>&1
    assertEquals "$words" 100 $?
  done
  assertEquals "nothing is in the journal" 1 \
    "$(wc -l <"$QKARMA/journal/current")"
}

# 150 clients fit, and no more: the older half goes, by an order in the journal.
test_a_database_that_would_grow_too_large_keeps_less_time() {
  PATH=$TINY
  lines 1 100 $((now - 40 * 86400))
  fold
  lines 101 200 $((now - 86400))
  fold -f
  assertContains "$FOLDED" \
    'karma.cdb would grow beyond 3.5 GiB: records now expire after 30 days'
  assertContains "the order" "$(tail -n 1 "$QKARMA/journal/current")" \
    ' - set expire_days=30 ~'
  assertEquals "clients" 100 "$(header 14)"
  assertEquals "expire_days" 30 "$(header 11)"
  lines 201 300 $((now - 85000))
  fold -f
  assertContains "$FOLDED" 'expire after 15 days'
  assertContains "$FOLDED" 'expire after 3 days'
  assertContains "$FOLDED" 'beyond 3.5 GiB: `qkarma prune` forgets more'
  qkarma verify >/dev/null || fail 'it does not verify'
  qkarma prune 0.999 >/dev/null
  fold
  assertEquals "clients" 100 "$(header 14)"
}

# A rebuild, of what the fold has not seen: it ends as the fold would have.
test_a_rebuild_that_would_grow_too_large_keeps_less_time() {
  PATH=$TINY
  lines 1 100 $((now - 40 * 86400))
  fold
  lines 101 200 $((now - 86400))
  said=$(qkarma rebuild 2>&1)
  assertEquals "$said" 0 $?
  assertContains "$said" 'grow beyond 3.5 GiB: records now expire after 30 days'
  assertContains "the order" "$(tail -n 1 "$QKARMA/journal/current")" \
    ' - set expire_days=30 ~'
  assertEquals "clients" 100 "$(header 14)"
  assertEquals "expire_days" 30 "$(header 11)"
  qkarma verify >/dev/null || fail 'it does not verify'
  assertNull "nothing is left over" "$(ls "$QKARMA" | grep rebuild)"
}

# However much expires: what does not fit is in recent.cdb.
test_a_rebuild_that_does_not_fit_whatever_expires() {
  PATH=$TINY
  lines 1 100 $((now - 90000))
  fold
  lines 101 200 $((now - 90000))
  said=$(qkarma rebuild 2>&1)
  assertContains "$said" 'expire after 3 days'
  assertContains "$said" 'beyond 3.5 GiB: `qkarma prune` forgets more'
  assertEquals "clients" 200 "$(qkarma list all | grep -c '^10\.')"
  qkarma verify >/dev/null || fail 'it does not verify'
  assertNull "nothing is left over" "$(ls "$QKARMA" | grep rebuild)"
  lines 201 201 "$now"
  fold
  assertEquals "clients" 201 "$(qkarma list all | grep -c '^10\.')"
  qkarma prune 0.999 >/dev/null
  fold
  assertEquals "clients" 1 "$(header 14)"
}

# What it takes to write one is ten bytes for each record.
test_a_database_that_is_given_up_costs_no_memory() {
  [ -z "${ASAN_OPTIONS-}" ] || skipped 'AddressSanitizer frees late' || return 0
  unit giveup
  grown=$(giveup "$QKARMA")
  assertTrue "by $grown KiB" "[ $grown -lt 2000 ]"
}

# More than half of the clients, on a large host and on a small one.
test_a_clock_that_leaps_does_not_erase_everything() {
  PATH=$DAILY
  for many in 2000 20
  do
    fresh_home
    lines 1 $((many / 5 * 3)) $((now - 70 * 86400))
    lines $((many / 5 * 3 + 1)) "$many" $((now - 65 * 86400))
    fold
    lines 5000 5000 "$now"
    fold_fails 111 && assertContains "$FOLDED" 'more than half of the clients'
    assertEquals "clients" "$many" "$(header 14)"
    fold -f
    assertEquals "clients" 1 "$(header 14)"
  done
}

# They would begin from nothing, which is to be forgotten too.
test_nor_if_everybody_comes_again_meanwhile() {
  PATH=$DAILY
  lines 1 20 $((now - 70 * 86400))
  fold
  lines 1 20 "$now"
  fold_fails 111 && assertContains "$FOLDED" 'more than half of the clients'
}

# A long weekend of a host where most come once.
test_one_off_clients_that_expire_are_no_alarm() {
  PATH=$DAILY
  seq 1 2000 | awk -v t=$((now - 15 * 86400)) '{
    print t, "10.1." int($1 / 256) "." $1 % 256, "0 0 0 0 - quit x" }' |
    journal
  lines 1 5 $((now - 15 * 86400))
  fold
  lines 5000 5000 "$now"
  fold
  assertEquals "clients" 6 "$(header 14)"
}

# Twelve are forgotten: beside eleven who stay that is more than half.
test_more_than_half_is_meant() {
  PATH=$DAILY
  for stay in 11 12
  do
    fresh_home
    lines 1 12 $((now - 70 * 86400))
    lines 101 $((100 + stay)) $((now - 10 * 86400))
    fold
    lines 5000 5000 "$now"
    if [ "$stay" = 11 ]
    then
      fold_fails 111 && assertContains "$FOLDED" 'more than half of the clients'
    else
      fold
      assertEquals "clients" $((stay + 1)) "$(header 14)"
    fi
  done
}

# Nor are clients that expire one after the other, without a leap.
test_clients_that_expire_as_time_goes_by_are_no_alarm() {
  PATH=$DAILY
  lines 1 20 $((now - 70 * 86400))
  lines 30 31 $((now - 11 * 86400))
  fold
  lines 30 31 $((now - 5 * 86400))
  fold
  lines 30 31 "$now"
  fold
  assertEquals "clients" 2 "$(header 14)"
}

# The programs with a clock that is so many seconds ahead ($AHEAD), and a day
# under it: somebody comes, the fold runs, and file times are what it says.
ahead() {
  AHEAD=$1
  export AHEAD
  lines 9000 9000 $((now + AHEAD))
  touch -d "@$((now + AHEAD))" "$QKARMA/journal/current"
  fold -f -k 1
}

# Forward by more than a client is remembered, twice a week apart, and right
# again: a snapshot and the journal give back what was known, be the host small
# or large.
test_a_clock_in_the_future_costs_nothing_for_good() {
  PATH=$SHIFTED
  for many in 15 1500
  do
    fresh_home
    AHEAD=0
    lines 1 "$many" "$now"
    fold
    dump | grep '^10\.' >"$SHUNIT_TMPDIR/wanted"
    ahead 31536000
    assertEquals 'it was believed' 1 "$(header 14)"
    ahead $((31536000 + 8 * 86400))
    ahead $((2 * 31536000))
    AHEAD=0
    fold_fails 111 && assertContains "$FOLDED" 'from the future'
    qkarma rebuild >/dev/null || fail 'rebuild'
    fold -f
    assertEquals "$many clients" "$(cat "$SHUNIT_TMPDIR/wanted")" \
      "$(dump | grep '^10\.' | grep -v '^10.0.35.40 ')"
  done
}

# Three weeks under it make snapshots of their own.
test_nor_does_one_that_stays_there_for_weeks() {
  PATH=$SHIFTED
  AHEAD=0
  lines 1 15 "$now"
  fold
  dump | grep '^10\.' >"$SHUNIT_TMPDIR/wanted"
  for day in $(seq 0 21)
  do
    ahead $((31536000 + day * 86400))
  done
  assertEquals 'two, and that from before' 3 "$(bases)"
  AHEAD=0
  qkarma rebuild >/dev/null || fail 'rebuild'
  assertEquals "$(cat "$SHUNIT_TMPDIR/wanted")" \
    "$(dump | grep '^10\.' | grep -v '^10.0.35.40 ')"
}

# Backward: the fold waits, and nothing is lost.
test_a_clock_in_the_past_costs_nothing() {
  PATH=$SHIFTED
  AHEAD=0
  lines 1 15 "$now"
  fold
  dump >"$SHUNIT_TMPDIR/wanted"
  AHEAD=-31536000
  lines 9000 9000 $((now + AHEAD))
  fold_fails 111 && assertContains "$FOLDED" 'or it is wrong now'
  qkarma rebuild >/dev/null 2>&1
  AHEAD=0
  qkarma rebuild >/dev/null || fail 'rebuild'
  assertEquals "$(grep '^10\.' "$SHUNIT_TMPDIR/wanted")" \
    "$(dump | grep '^10\.' | grep -v '^10.0.35.40 ')"
}

# As if a fold had believed a clock that was 40 days ahead.
test_lines_of_the_future_stop_the_fold_and_are_left_out_of_a_rebuild() {
  build believing -DFOLD_FUTURE=9999999
  lines 1 3 "$now"
  lines 4 4 $((now + 40 * 86400))
  fold
  assertEquals "clients" 4 "$(header 14)"
  PATH=$plain
  fold_fails 111
  assertContains "$FOLDED" 'karma.cdb: lines from the future are in it'
  assertContains "$FOLDED" '`qkarma rebuild`'
  qkarma rebuild >/dev/null 2>&1
  assertEquals "clients" 3 "$(header 14)"
  fold -f
  assertContains "$(cat "$QKARMA/journal/bad")" 'it comes from the future'
}

test_rebuild_says_from_what() {
  lines 1 3
  fold
  lines 4 6
  size=$(wc -c <"$QKARMA/journal/current")
  said=$(qkarma rebuild --dry-run)
  assertEquals "from base/$(ls "$QKARMA/base") and 1 segment of the journal,\
 $size bytes" "$said"
  assertEquals "clients" 3 "$(header 14)"
  assertEquals "$said
3 lines, 0 bad; 6 clients, 4 networks" "$(qkarma rebuild)"
  assertEquals "the old one is kept" 3 \
    "$(cdb -q "$QKARMA/karma.cdb.bad" qkarma | cut -d : -f 14 |
      sed 's/^0*//')"
}

test_rebuild_passes_over_a_snapshot_that_is_no_good() {
  PATH=$WEEKLY
  lines 1 3
  fold
  lines 4 6
  fold -f
  dump >"$SHUNIT_TMPDIR/wanted"
  bad=$(ls "$QKARMA/base" | tail -n 1)
  rm "$QKARMA/karma.cdb"
  truncate -s 2400 "$QKARMA/base/$bad"
  assertContains "$(qkarma verify)" "base/$bad: "
  said=$(qkarma rebuild)
  assertContains "$said" '1 snapshot is no good'
  assertContains "$said" "from base/$(ls "$QKARMA/base" | head -n 1) and"
  assertEquals "$(cat "$SHUNIT_TMPDIR/wanted")" "$(dump)"
}

test_rebuild_gives_way_to_a_fold() {
  hold_lock "$QKARMA/lock"
  assertEquals "qkarma rebuild: fatal: lock is held: a fold is running" \
    "$(qkarma rebuild 2>&1)"
  let_go
  qkarma rebuild >/dev/null || fail 'it does not go on'
}

# Large as a database, and of no use to anybody.
test_what_a_killed_rebuild_leaves_is_removed_by_the_next_fold() {
  fresh_home
  for name in rebuild.cdb rebuild-recent.cdb rebuild.tmp
  do
    echo x >"$QKARMA/$name"
  done
  fold
  assertNull "$(ls "$QKARMA" | grep rebuild)"
}

. shunit2
