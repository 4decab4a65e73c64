# Where several hosts share karma, who reads the journal on one of them is told
# of all; or, if he wants, of that one only.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"
. "$(dirname "$0")/share.sh"

setUp() {
  two_hosts
}

tearDown() {
  no_hosts
}

# Both hosts have heard a line of mx1, then two of mx2.
three_lines() {
  both_speak
  say mx2 "192.0.2.9 $bad"
  all_hear mx1 mx2
}

hosts_in() {
  sed -n 's/.* host=\([a-z0-9]*\).*/\1/p' | tr '\n' ' '
}

test_tail_tells_whose_line_it_is() {
  ready || return 0
  three_lines
  assertEquals 'the last three' 'mx1 mx2 mx2 ' \
    "$(at mx1 qkarma tail -n 3 | hosts_in)"
  assertEquals 'the last one' 'mx2 ' "$(at mx1 qkarma tail -n 1 | hosts_in)"
  assertEquals 'of an address' 'mx1 ' \
    "$(at mx2 qkarma tail 192.0.2.7 | hosts_in)"
  assertEquals 'since then' 'mx1 mx2 mx2 ' \
    "$(at mx2 qkarma tail --since 1h | hosts_in)"
  assertEquals mx2 "$(at mx1 qkarma tail -n 1 --json | jq -r .host)"
}

test_own_is_this_hosts_only() {
  ready || return 0
  three_lines
  assertContains "$(at mx1 qkarma tail --own)" 192.0.2.7
  assertNotContains "$(at mx1 qkarma tail --own)" 192.0.2.8
  assertNotContains "$(at mx1 qkarma tail --own)" host=
  assertContains "$(at mx2 qkarma top --own)" '2 connections'
  assertContains "$(at mx2 qkarma stats --own)" ' 2 connections'
  assertContains "$(at mx2 qkarma report --own)" '<title>mx2,'
}

# mx1 has the first line, of before there was a log: it is in no entry.
test_reports_are_about_all_hosts() {
  ready || return 0
  three_lines
  assertContains top "$(at mx1 qkarma top)" '3 connections'
  assertContains stats "$(at mx1 qkarma stats)" ' 3 connections'
  assertContains replay "$(at mx1 qkarma replay 2>&1)" '3 connections'
  assertContains "$(at mx2 qkarma report)" '<title>mx,'
}

test_a_box_is_explained_by_another_hosts_line() {
  ready || return 0
  three_lines
  at mx2 qkarma-fold 2>/dev/null
  assertContains "$(at mx2 qkarma explain 192.0.2.7)" 'karma -3: x'
}

# Each host is asked; their sum is to be that of all.
test_counters_are_of_this_host() {
  ready || return 0
  three_lines
  assertContains "$(at mx2 qkarma stats --prometheus)" \
    'qkarma_connections_total{class="naughty"} 1'
  assertContains "$(at mx1 qkarma stats --prometheus)" \
    'qkarma_connections_total{class="naughty"} 1'
}

test_who_captured_the_wrong_one_releases_it_at_once() {
  ready || return 0
  at mx1 qkarma capture 192.0.2.66 >/dev/null 2>&1
  assertContains "$(at mx1 qkarma release 192.0.2.66 2>&1)" 'is released'
  assertContains "$(at mx1 qkarma release 192.0.2.67 2>&1)" 'is unknown'
}

test_stats_says_how_much_of_the_common_log_is_not_folded() {
  ready || return 0
  three_lines
  assertNotContains "$(at mx2 qkarma stats)" '; 0 not folded yet'
  at mx2 qkarma-fold 2>/dev/null
  assertContains "$(at mx2 qkarma stats)" '; 0 not folded yet'
}

# Its own lines have another place once it is heard again, behind what it missed:
# who follows is told of both.
test_who_follows_misses_nothing_when_a_host_comes_back() {
  ready || return 0
  three_lines
  silent mx2
  QKARMA=$HOSTS/mx2 qkarma tail -f -n 1 >"$SHUNIT_TMPDIR/follow" &
  follower=$!
  await test -s "$SHUNIT_TMPDIR/follow"
  echo "$(($(date +%s) - 60)) 192.0.2.10 $bad helo=alone" | sign \
    >>"$HOSTS/mx2/journal/current"
  at mx2 qkarma-hear -a 1 2>/dev/null
  await grep -q helo=alone "$SHUNIT_TMPDIR/follow"
  for i in 1 2 3 4 5 6 7 8 9
  do
    say mx1 "192.0.2.11 $bad" "192.0.2.12 $good"
  done
  await heard mx1 "$said"
  all_tell mx2
  await grep -q "helo=line$said" "$SHUNIT_TMPDIR/follow"
  await grep -q 'host=mx2 helo=alone' "$SHUNIT_TMPDIR/follow"
  kill "$follower"
  wait "$follower" 2>/dev/null
  assertEquals 'each once' \
    "$(log_of mx1 | grep -o 'helo=line[0-9]*' | tail -n 19)" \
    "$(grep -o 'helo=line[0-9]*' "$SHUNIT_TMPDIR/follow")"
}

test_check_says_that_nobody_hears_this_host() {
  ready || return 0
  assertContains "$(at mx2 qkarma check)" 'nothing of this host was heard yet'
  three_lines
  assertNotContains "$(at mx2 qkarma check)" 'share:'
  silent mx2
  echo "$(($(date +%s) - 700)) 192.0.2.10 $good" | sign \
    >>"$HOSTS/mx2/journal/current"
  assertContains "$(at mx2 qkarma check)" \
    'a line of this host has waited for 11 min to be heard'
  at mx2 qkarma-hear -a 1 2>/dev/null
  assertContains "$(at mx2 qkarma check)" 'nobody hears this host: 1 piece'
  rm -r "$HOSTS/mx2/common"
  assertContains "$(at mx2 qkarma check)" 'common/current: there is none'
}

. shunit2
