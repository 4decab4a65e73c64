# The bench at its smallest: that it runs, says what it should, and comes to an
# end. What the figures are is no matter here.

. "$(dirname "$0")/lib.sh"

oneTimeSetUp() {
  RESULTS=$SHUNIT_TMPDIR/results
}

# has_table SCENARIO CONTESTANT...: $said has a table with these, and it is kept.
has_table() {
  scenario=$1
  shift
  said=$(cd "$ROOT" &&
    timeout 300 sh bench/run -r 1 -n 10 -o "$RESULTS" "$scenario" 2>&1)
  assertEquals "exit code: $said" 0 $?
  for contestant
  do
    assertPart "$said" "
  $contestant "
  done
  assertEquals 'the page is what was printed' "$said" \
    "$(cat "$RESULTS/$scenario")"
}

can_run() {
  sh "$ROOT/bench/deps" >/dev/null 2>&1 ||
    skipped 'needs what bench/deps installs'
}

test_a_scenario_has_a_table_and_a_chart() {
  can_run || return 0
  has_table box noop qkarma+true rblsmtpd
  assertEquals '</svg>' "$(tail -n 1 "$RESULTS/chart.svg")"
  assertEquals 'no path of this machine' '' \
    "$(grep -r -e "$ROOT" -e "$SHUNIT_TMPDIR" "$RESULTS")"
}

test_who_tells_and_who_hears_are_measured() {
  can_run || return 0
  has_table shared count qkarma-tell qkarma-hear
  [ -d "$FETCHED/redis-tools" ] || return 0
  assertNotContains "$said" skipped
}

test_an_unknown_scenario_is_named() {
  said=$(cd "$ROOT" && sh bench/run waltz 2>&1)
  assertEquals 100 $?
  assertContains "$said" 'there is no scenario waltz, but box rcpt'
}

# Under a server that says nothing.
test_no_load_without_an_end() {
  [ -x "$ROOT/bench/bin/load" ] || skipped 'needs bench/bin/load' || return 0
  said=$("$ROOT/bench/bin/load" -t 1 "$ROOT/bench/sessions/refused" \
    sleep 100 2>&1)
  assertEquals 111 $?
  assertEquals 'load: fatal: the server took too long' "$said"
  said=$("$ROOT/bench/bin/load" -n 1000000 "$ROOT/bench/sessions/refused" \
    true 2>&1)
  assertEquals "too many: $said" 100 $?
}

. shunit2
