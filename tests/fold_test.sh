# The fold: what it says, what it leaves alone, and that any number of steps
# gives the same records.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"

setUp() {
  fresh_home
}

# A few days of some clients: `play FROM TO` gives the lines of hours FROM..TO.
play() {
  awk -v from="$1" -v to="$2" 'BEGIN {
    for (h = from; h < to; h++)
      for (c = 0; c < 7; c++) {
        t = 1700000000 + h * 3600 + c * 11
        a = c % 3 ? "192.0." c "." h % 5 : "2001:db8:" c ":" h % 4 "::1"
        if ((h + c) % 5 == 0)
          print t, a, "-3 0 0 1 n quit x neg=1 pd=1 pm=30"
        else if ((h + c) % 3) print t, a, "2 1 0 0 g quit message_accepted"
        else print t - 40000, a, "0 0 1 0 - lost -"
      }
  }' </dev/null
}

test_a_fold_says_what_it_did() {
  journal <<END
1700000000 192.0.2.7 2 1 0 0 g quit message_accepted
1700000000 192.0.2.8 2 1 0 0 g quit message_accepted
END
  echo 'this is no line' >>"$QKARMA/journal/current"
  size=$(wc -c <"$QKARMA/journal/current")
  fold
  assertEquals "qkarma-fold: info: 3 lines, 1 bad; 2 clients, 4 networks;\
 folded up to byte $size of segment 1" "$FOLDED"
}

test_with_nothing_new_it_is_silent_and_writes_nothing() {
  fold
  assertNull "$FOLDED"
  assertFalse "a database appeared" "[ -e $QKARMA/karma.cdb ]"
  play 0 3 | journal
  fold
  before=$(ls -li "$QKARMA/karma.cdb")
  fold
  assertNull "$FOLDED"
  assertEquals "$before" "$(ls -li "$QKARMA/karma.cdb")"
}

test_force_writes_the_same_records_under_a_new_id() {
  play 0 3 | journal
  fold
  dump >"$SHUNIT_TMPDIR/before"
  id=$(header 2)
  fold -f
  assertEquals "records" "$(cat "$SHUNIT_TMPDIR/before")" "$(dump)"
  assertNotEquals "id" "$id" "$(header 2)"
}

test_in_steps_or_at_once_the_records_are_the_same() {
  play 0 100 | journal
  fold
  dump >"$SHUNIT_TMPDIR/once"
  fresh_home
  for step in 0:1 1:2 2:30 30:71 71:100
  do
    play "${step%:*}" "${step#*:}" | journal
    fold
  done
  fold -f
  assertEquals "$(cat "$SHUNIT_TMPDIR/once")" "$(dump)"
}

test_a_batch_about_a_quarter_of_all_clients_is_a_major_fold() {
  path=$PATH
  build backlog -DFOLD_FEW=2
  play 0 3 | journal
  fold
  few=$(play 3 4 | tail -n 2)
  echo "$few" | journal
  fold
  assertTrue "about two clients it is a minor one" "[ -e $QKARMA/recent.cdb ]"
  play 4 5 | journal
  fold
  assertFalse "about many it is not" "[ -e $QKARMA/recent.cdb ]"
  PATH=$path
}

# ::1 in 64:ff9b::/96 is IPv4 0.0.0.1; 64:ff9b::/32 is a network like others.
test_ipv6_beside_the_prefix_of_nat64() {
  journal <<END
1700000000 64:ff9b::1 0 0 0 0 - quit -
1700000000 64:ff9b:1::1 0 0 0 0 - quit -
1700000000 64:ff9b:0:0:1::1 0 0 0 0 - quit -
END
  fold
  fold -f
  assertContains "$FOLDED" ' 3 clients, 8 networks;'
}

test_half_a_line_waits_for_its_end() {
  play 0 1 | sign | tr '\n' '+' | sed 's/+$//' | tr '+' '\n' \
    >>"$QKARMA/journal/current"
  fold
  assertContains "$FOLDED" ' 6 lines, 0 bad;'
  echo >>"$QKARMA/journal/current"
  fold
  assertContains "$FOLDED" ' 1 line, 0 bad;'
}

test_bad_lines_are_kept_readable_with_their_place() {
  size=$(wc -c <"$QKARMA/journal/current")
  line='this is a torn line, with colours in it and a NUL at its end'
  printf '%s\033[31m\000\n' "$line" >>"$QKARMA/journal/current"
  head -c 200000 /dev/zero >>"$QKARMA/journal/current"
  echo >>"$QKARMA/journal/current"
  play 0 1 | journal
  fold
  assertContains "$FOLDED" ' 9 lines, 2 bad;'
  assertEquals "1 $size wrong check: $line\\x1b[31m\\x00" \
    "$(sed -n 1p "$QKARMA/journal/bad")"
  assertEquals "1 $((size + ${#line} + 7)) too long: \\x00\\x00" \
    "$(sed -n 2p "$QKARMA/journal/bad" | sed 's/\(x00.x00\).*/\1/')"
}

test_a_line_that_is_not_printable_is_bad() {
  now=$(date +%s)
  printf '%s 192.0.2.7 %s \033[31m helo=x\n%s - prune days=7\303\244\n' \
    "$now" '0 0 0 0 - quit' "$now" | journal
  fold
  assertContains "$FOLDED" '2 lines, 2 bad; 0 clients,'
  assertEquals 2 "$(grep -c ' not printable: @' "$QKARMA/journal/bad")"
  assertNull "the terminal" "$(qkarma tail -n 9)"
}

test_a_line_from_the_future_is_bad() {
  now=$(date +%s)
  journal <<END
$((now + 90000)) 192.0.2.7 2 1 0 0 g quit message_accepted
$((now + 80000)) 192.0.2.8 2 1 0 0 g quit message_accepted
END
  fold
  assertContains "$FOLDED" '2 lines, 1 bad; 1 client,'
  assertContains "$(cat "$QKARMA/journal/bad")" 'it comes from the future: @'
}

test_an_unknown_address_is_counted_in_the_header_only() {
  echo '1700000000 unknown 2 1 0 0 g quit message_accepted' | journal
  fold
  assertContains "$FOLDED" '1 line, 0 bad; 0 clients, 0 networks;'
  assertEquals "unknown" 1 "$(header 18)"
}

test_the_second_of_two_folds_gives_way() {
  play 0 1 | journal
  hold_lock "$QKARMA/lock"
  fold
  assertEquals "qkarma-fold: info: another fold is running" "$FOLDED"
  fold_fails 111 -n
  assertEquals "qkarma-fold: fatal: another fold is running" "$FOLDED"
  fold -w 1
  assertEquals "qkarma-fold: info: another fold is running" "$FOLDED"
  let_go
  fold
  assertContains "$FOLDED" '7 lines, 0 bad;'
}

test_another_fold_that_does_not_end_is_said() {
  play 0 1 | journal
  hold_lock "$QKARMA/lock"
  touch -d '2 hours ago' "$QKARMA/lock"
  fold
  assertContains "$FOLDED" "qkarma-fold: warning: nothing is folded: process\
 $HOLDER has held lock for 1"
  assertContains "$FOLDED" " minutes"
  fold_fails 111 -n
  assertContains "$FOLDED" "warning: nothing is folded: process $HOLDER has"
  let_go
  fold
  assertContains "$FOLDED" '7 lines, 0 bad;'
  assertTrue "it tells when it was taken" \
    "[ -z \"\$(find '$QKARMA/lock' -mmin +60)\" ]"
}

# Anybody who may open it can hold it: by a shared lock reading is enough.
test_nobody_else_can_stop_the_folds() {
  play 0 1 | journal
  chmod 644 "$QKARMA/lock"
  assertContains "$(qkarma init -u "$(id -u)" -g "$(id -g)")" 'mended  lock'
  assertEquals 600 "$(stat -c %a "$QKARMA/lock")"
  chmod 644 "$QKARMA/lock"
  fold
  assertEquals "by a fold" 600 "$(stat -c %a "$QKARMA/lock")"
  rm "$QKARMA/lock"
  play 1 2 | journal
  fold
  assertEquals "by a fold" 600 "$(stat -c %a "$QKARMA/lock")"
  if [ "$(id -u)" != 0 ]
  then
    skipped 'needs root to be somebody else'
    return
  fi
  chmod 755 "$SHUNIT_TMPDIR"
  setpriv --reuid 12345 --regid 12345 --clear-groups \
    sh -c ': <"$1"' sh "$QKARMA/lock" 2>/dev/null
  assertNotEquals "user 12345 opens it" 0 $?
}

# What in the state directory is not that of user 12345 and group 12346.
not_theirs() {
  (cd "$QKARMA" && find . ! -user 12345 -o ! -group 12346)
}

test_root_leaves_nothing_that_the_owner_cannot_use() {
  if [ "$(id -u)" != 0 ]
  then
    skipped 'needs root'
    return
  fi
  QKARMA=$SHUNIT_TMPDIR/theirs
  qkarma init -u 12345 -g 12346 >/dev/null
  rm -r "$QKARMA/lock" "$QKARMA/base"
  journal <<END
1700000000 192.0.2.7 2 1 0 0 g quit x
1700000001 192.0.2.7 bad
END
  fold
  assertNull "after a fold" "$(not_theirs)"
  rm -r "$QKARMA/lock" "$QKARMA/journal/bad" "$QKARMA/base"
  qkarma rebuild >/dev/null || fail 'rebuild'
  assertTrue "there is a bad line" "[ -e $QKARMA/journal/bad ]"
  qkarma set expire_days 30 >/dev/null
  qkarma capture 192.0.2.7 >/dev/null
  fold -f
  assertNull "after a rebuild" "$(not_theirs)"
}

test_a_broken_database_is_not_a_new_start() {
  play 0 9 | journal
  fold
  play 9 10 | journal
  cp "$QKARMA/karma.cdb" "$SHUNIT_TMPDIR/good"
  for size in 0 100 2060 3000
  do
    head -c $size "$SHUNIT_TMPDIR/good" >"$QKARMA/karma.cdb"
    fold_fails 111
    assertContains "cut to $size" "$FOLDED" 'qkarma-fold: fatal: karma.cdb: '
    assertContains "cut to $size" "$FOLDED" '`qkarma rebuild`'
    assertEquals "it stays as it is" $size "$(wc -c <"$QKARMA/karma.cdb")"
  done
  rm "$QKARMA/karma.cdb"
  mkdir "$QKARMA/karma.cdb"
  fold_fails 111
  assertEquals "qkarma-fold: fatal: unable to read karma.cdb: Is a directory;\
 if it is lost, \`qkarma rebuild\` makes it anew" "$FOLDED"
}

test_a_recent_cdb_that_cannot_be_read_is_none_that_is_damaged() {
  play 0 9 | journal
  fold
  mkdir "$QKARMA/recent.cdb"
  play 9 10 | journal
  fold_fails 111
  assertEquals "qkarma-fold: fatal: unable to read recent.cdb: Is a directory;\
 if it is lost, \`qkarma rebuild\` makes it anew" "$FOLDED"
}

test_a_changed_record_stops_the_fold() {
  play 0 9 | journal
  fold
  play 9 10 | journal
  at=$(grep -a -b -o '192.0.1.0' "$QKARMA/karma.cdb" | head -n 1)
  printf 9 | dd of="$QKARMA/karma.cdb" bs=1 seek=$((${at%%:*} + 10)) \
    conv=notrunc 2>/dev/null
  fold_fails 111 -f
  assertContains "$FOLDED" 'karma.cdb: a record is damaged'
  assertFalse "a temporary file stays" "[ -e $QKARMA/karma.tmp ]"
}

# The law of conservation: the connects of all networks are those of before and
# those of the lines. With a fold that breaks it, nothing is written.
test_connects_that_do_not_add_up_are_not_written() {
  path=$PATH
  play 0 9 | journal
  fold
  play 9 10 | journal
  dump >"$SHUNIT_TMPDIR/before"
  wrapped forget networks_add networks_change
  for option in '' -f
  do
    fold_fails 111 $option
    assertEquals "qkarma-fold: fatal: karma.cdb: its connects do not add up;\
 \`qkarma rebuild\` makes it anew" "$FOLDED"
    assertEquals "$(cat "$SHUNIT_TMPDIR/before")" "$(dump)"
    assertFalse "there is a recent.cdb" "[ -e $QKARMA/recent.cdb ]"
    assertNull "temporary files" "$(ls "$QKARMA" | grep tmp)"
  done
  PATH=$path
}

# A byte of the header, of the first record, and behind the end.
test_a_database_that_does_not_read_back_takes_no_place() {
  path=$PATH
  play 0 9 | journal
  fold
  play 9 10 | journal
  dump >"$SHUNIT_TMPDIR/before"
  wrapped spoil table_writer_finish
  export SPOIL
  while read -r SPOIL what
  do
    fold_fails 111 -f
    assertContains "$FOLDED" "karma.tmp: has not the $what that w"
    assertEquals "$(cat "$SHUNIT_TMPDIR/before")" "$(dump)"
    fold_fails 111
    assertContains "$FOLDED" "recent.tmp: has not the $what that w"
    assertFalse "there is a recent.cdb" "[ -e $QKARMA/recent.cdb ]"
  done <<'END'
2100 header
2350 records
999999 size
END
  unset SPOIL
  PATH=$path
}

test_errors_name_the_file() {
  rm "$QKARMA/journal/current"
  mkdir "$QKARMA/journal/current"
  fold_fails 111
  assertEquals "qkarma-fold: fatal: unable to open journal/current: Is a\
 directory" "$FOLDED"
  rmdir "$QKARMA/journal/current"
  ln -s current "$QKARMA/journal/current"
  fold_fails 111
  assertContains "$FOLDED" 'fatal: unable to look at journal/current: '
  rm "$QKARMA/journal/current"
  mv "$QKARMA/control/host" "$SHUNIT_TMPDIR/host"
  fold_fails 111
  assertEquals "qkarma-fold: fatal: unable to take this host's name from\
 control/host: No such file or directory" "$FOLDED"
  echo 'two words' >"$QKARMA/control/host"
  fold_fails 111
  assertContains "$FOLDED" "name from control/host: Invalid argument"
  mv "$SHUNIT_TMPDIR/host" "$QKARMA/control/host"
  QKARMA=$SHUNIT_TMPDIR/nowhere
  fold_fails 111
  assertEquals "qkarma-fold: fatal: unable to open $QKARMA: No such file or\
 directory" "$FOLDED"
}

# No file of ours takes the place of a descriptor that is closed.
test_what_is_said_does_not_get_into_a_file() {
  play 0 9 | journal
  fold
  truncate -s -3 "$QKARMA/journal/current"
  qkarma-fold <&- >&- 2>&-
  assertEquals "exit code" 0 $?
  assertNull "$(grep -a -l warning "$QKARMA"/journal/*)"
  said=$(qkarma rebuild 2>&1 <&- >&-)
  assertEquals "exit code" 111 $?
  assertNull "$(cat "$QKARMA/lock")"
  qkarma list 2>/dev/null >&-
  assertEquals "exit code" 111 $?
}

test_wrong_options_are_100() {
  for option in '-w 0' '-w x' -x '-k -1' extra
  do
    fold_fails 100 $option
    assertContains "$FOLDED" 'qkarma-fold: usage: '
  done
}

test_watching_goes_on_when_another_fold_is_over() {
  qkarma-fold -w 1 2>"$SHUNIT_TMPDIR/said" &
  pid=$!
  play 0 1 | journal
  await grep -q ' 7 lines, 0 bad;' "$SHUNIT_TMPDIR/said"
  hold_lock "$QKARMA/lock"
  play 1 2 | journal
  await grep -q 'another fold is running' "$SHUNIT_TMPDIR/said"
  sleep 2.1
  let_go
  await sh -c "[ \$(grep -c ' 7 lines' $SHUNIT_TMPDIR/said) = 2 ]"
  kill "$pid"
  wait "$pid"
  assertEquals "said once" 3 "$(wc -l <"$SHUNIT_TMPDIR/said")"
}

# This program watches, and folds what comes, and what comes then.
folds_twice() {
  "$1" -w 1 2>"$SHUNIT_TMPDIR/said" &
  pid=$!
  play 0 1 | journal
  await grep -q ' 7 lines, 0 bad;' "$SHUNIT_TMPDIR/said"
  play 1 2 | journal
  await sh -c "[ \$(grep -c ' 7 lines' $SHUNIT_TMPDIR/said) = 2 ]"
  kill "$pid"
  wait "$pid"
}

test_watching_folds_what_comes_and_ends_on_term() {
  folds_twice qkarma-fold
  assertEquals "exit code" 0 $?
  assertEquals "nothing else is said" 2 "$(wc -l <"$SHUNIT_TMPDIR/said")"
}

# What a fold took may be what a disk took that was away, or an hour of catching
# up. The same program, but for how long it rests, and for how long an hour is.
test_watching_does_not_rest_for_ever() {
  mkdir -p "$ROOT/tests/bin/rests"
  sed 's/^#define REST 20 .*/#define REST 1000000/
    s/^#define REST_MOST 3600 .*/#define REST_MOST 1/' "$ROOT/src/qkarma-fold.c" \
    >"$ROOT/tests/bin/rests/fold.c"
  assertEquals 2 "$(grep -c '^#define REST[^0-9]* [0-9]*$' \
    "$ROOT/tests/bin/rests/fold.c")"
  (
    cd "$ROOT/tests/bin/rests" || exit
    $(head -n 1 "$ROOT/conf-cc") -I"$ROOT/src" -o fold.o fold.c &&
      cd "$ROOT" && $(head -n 1 conf-ld) -o tests/bin/rests/qkarma-fold \
      tests/bin/rests/fold.o $ROOMS -lcares -lcdb -lskarnet
  ) || fail 'it does not build'
  folds_twice "$ROOT/tests/bin/rests/qkarma-fold"
}

# KiB that a process has in memory.
resident() {
  sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$1/status"
}

test_watching_gives_the_memory_of_a_backlog_back() {
  [ -z "${ASAN_OPTIONS-}" ] || skipped 'AddressSanitizer frees late' ||
    return 0
  if [ ! -r /proc/self/status ]
  then
    skipped 'needs /proc'
    return
  fi
  qkarma-fold -w 1 2>"$SHUNIT_TMPDIR/said" &
  pid=$!
  play 0 1 | journal
  await grep -q ' 7 lines, 0 bad;' "$SHUNIT_TMPDIR/said"
  before=$(resident "$pid")
  yes "$(play 1 2 | sign)" | head -n 400000 >"$SHUNIT_TMPDIR/backlog"
  # Halted, so that it finds all of it at once.
  kill -STOP "$pid"
  cat "$SHUNIT_TMPDIR/backlog" >>"$QKARMA/journal/current"
  kill -CONT "$pid"
  await grep -q ' 400000 lines' "$SHUNIT_TMPDIR/said"
  after=$(resident "$pid")
  kill "$pid"
  wait "$pid"
  echo "$before KiB before, $after KiB behind 400000 lines"
  # Of the lines, which took 72 bytes each, nothing is kept.
  assertTrue "$before, $after" "[ $((after - before)) -lt 8000 ]"
}

# Also when there is no database that could tell.
test_a_new_segment_is_behind_all_rotated_ones() {
  fresh_home
  qkarma capture 192.0.2.1 >/dev/null
  fold
  begun_long_ago
  qkarma capture 192.0.2.2 >/dev/null
  fold
  rm "$QKARMA/journal/current" "$QKARMA"/*.cdb "$QKARMA"/base/*
  fold
  assertEquals 0000000002 "$(sed 1q "$QKARMA/journal/current" | cut -d ' ' -f 4)"
}

. shunit2
