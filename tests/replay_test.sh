# qkarma replay: what another configuration would have made of the journal.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"
. "$(dirname "$0")/liar.sh"

setUp() {
  fresh_home
  OUT=$SHUNIT_TMPDIR/out
  CHECKS=$SHUNIT_TMPDIR/checks AWARDS=$SHUNIT_TMPDIR/awards
  rm -f "$CHECKS" "$AWARDS"
}

# What changed, `from to connections clients` in a row each.
changes() {
  qkarma replay --json "$@" |
    jq -r '.changes[]|"\(.from) \(.to) \(.connects) \(.clients)"'
}

# A day with everything in it; 192.0.2.7 offends twice before the box is
# folded, then meets it.
a_day() {
  journal <<'END'
1700000000 192.0.2.7 -4 0 0 2 n rejected unknown_command*4 neg=1 pd=1 pm=30
1700000001 192.0.2.7 -3 0 0 2 n rejected unknown_command*3 neg=1 pd=1 pm=30
1700000060 192.0.2.7 0 0 0 0 b boxed -
1700000100 192.0.2.8 -2 0 0 1 - quit early_talk,unknown_command
1700000101 192.0.2.8 -2 0 0 1 - quit early_talk,unknown_command
1700000102 192.0.2.9 2 1 0 0 g quit message_accepted
1700000103 192.0.2.9 1 1 0 0 - quit message_accepted,early_talk
1700000104 10.0.0.1 -3 0 0 0 n quit non_smtp neg=1 pd=1 pm=30
1700000105 10.0.0.1 0 0 0 0 - quit -
1700000106 unknown -2 0 0 0 - quit early_talk,unknown_command
1700000107 192.0.2.10 5 0 0 0 i immune -
1700000108 192.0.2.11 0 0 0 0 b boxed -
1700000109 192.0.2.12 -2 0 0 0 - tls early_talk,unknown_command
1700086500 192.0.2.7 0 0 0 0 - quit -
END
}

test_the_same_configuration_changes_nothing() {
  a_day
  qkarma replay >"$OUT"
  assertEquals 0 $?
  assertEquals "\
14 connections of 7 clients, 2023-11-14 22:13:20 UTC to 2023-11-15 22:15:00 UTC

CLASS          RECORDED   REPLAYED     CHANGE
naughty               3          3          -
boxed                 2          2          -
nice                  1          1          -
neutral               7          7          -
immune                1          1          -

Nothing would have been different." "$(sed '/^Replayed/,$d' "$OUT" | sed '$d')"
  assertContains "$(cat "$OUT")" "All else is not in the journal"
}

# What the DNS said then stands in the journal; nobody is asked again.
test_what_the_dns_said_then() {
  unit liar
  lie nobody 'test a=127.0.0.2'
  printf '%s\n' bl.test >"$QKARMA/control/dnsbl"
  printf '%s\n' karma dnsbl rdns helo sender naughty >"$CHECKS"
  events='listed no_rdns bad_rdns generic_rdns bad_helo no_sender_domain'
  n=0
  for event in $events
  do
    n=$((n + 1))
    echo "170000000$n 192.0.2.$n $([ $event = bad_rdns ] && echo 0 || echo -1)\
 0 0 1 - quit $event dns=9/0/0/20 lists=Blue:3"
  done >"$SHUNIT_TMPDIR/lines"
  journal <"$SHUNIT_TMPDIR/lines"
  assertEquals '' "$(DNS_SERVER=$LIAR changes)"
  for event in $events
  do
    echo "$event -3" >"$AWARDS"
    assertEquals "$event" 'neutral naughty 1 1' \
      "$(DNS_SERVER=$LIAR changes --checks "$CHECKS" --awards "$AWARDS")"
  done
  assertEquals '' "$(cat "$LIAR_LOG")"
  unlie
}

test_thresholds() {
  a_day
  echo 'karma strikes 2' >"$CHECKS"
  qkarma replay --checks "$CHECKS" >"$OUT"
  assertEquals "\
CLASS          RECORDED   REPLAYED     CHANGE
naughty               3          5         +2
boxed                 2          3         +1
nice                  1          1          -
neutral               7          4         -3
immune                1          1          -

FROM -> TO             CONNECTIONS    CLIENTS  FOR EXAMPLE, UTC
neutral -> naughty               2          1  2023-11-14 22:15 192.0.2.8
neutral -> boxed                 1          1  2023-11-14 22:15 192.0.2.8" \
    "$(sed -n '/^CLASS/,/-> boxed/p' "$OUT")"
  echo 'karma nice 1' >"$CHECKS"
  assertEquals "neutral nice 1 1" "$(changes --checks "$CHECKS")"
  echo 'karma strikes 4' >"$CHECKS"
  assertEquals "naughty neutral 2 2" "$(changes --checks "$CHECKS")"
  assertEquals "naughty neutral 2 2" "$(KARMA_STRIKES=4 changes)"
}

test_awards() {
  a_day
  echo 'early_talk -2' >"$AWARDS"
  assertEquals "neutral naughty 2 1
neutral boxed 1 1" "$(changes --awards "$AWARDS")"
  printf 'message_accepted 1\nunknown_command 0\n' >"$AWARDS"
  assertEquals "naughty neutral 2 1
boxed unknown 1 1
nice neutral 1 1" "$(changes --awards "$AWARDS")"
}

test_rules_of_the_box() {
  a_day
  echo 'karma penalty_days 2' >"$CHECKS"
  assertEquals "neutral boxed 1 1" "$(changes --checks "$CHECKS")"
  echo 'karma negative 3' >"$CHECKS"
  assertEquals "boxed unknown 1 1" "$(changes --checks "$CHECKS")"
  echo 'karma private 1' >"$CHECKS"
  assertEquals "neutral boxed 1 1" "$(changes --checks "$CHECKS")"
  for checks in 'karma reject 0' protocol observe
  do
    echo "$checks" >"$CHECKS"
    assertEquals "$checks" "boxed unknown 2 2" "$(changes --checks "$CHECKS")"
  done
  assertContains "$(qkarma replay --checks "$CHECKS")" 'nobody knows'
}

# The week of observing: what refusing would have meant.
test_from_observing_to_refusing() {
  printf 'observe\nkarma\n' >"$QKARMA/control/checks"
  journal <<'END'
1700000000 192.0.2.7 -3 0 0 2 n quit non_smtp neg=1 pd=1 pm=30
1700000100 192.0.2.7 -3 0 0 2 n quit non_smtp neg=1 pd=1 pm=30
1700000200 192.0.2.7 2 1 0 0 g quit message_accepted
1700090000 192.0.2.7 -3 0 0 2 n quit non_smtp neg=1 pd=1 pm=30
END
  assertNull "$(changes)"
  echo karma >"$CHECKS"
  assertEquals "naughty boxed 1 1
nice boxed 1 1" "$(changes --checks "$CHECKS")"
}

test_orders_count_in_both() {
  journal <<'END'
1700000000 192.0.2.7 capture days=10
1700000100 192.0.2.7 0 0 0 0 b boxed -
1700000200 192.0.2.7 release
1700000300 192.0.2.7 0 0 0 0 - quit -
1700000400 192.0.2.8 import since=1700000000 days=9 naughty=1 nice=0 connects=1
1700000500 192.0.2.8 0 0 0 0 b boxed -
1700000600 - prune days=0
1700000700 192.0.2.8 0 0 0 0 b boxed -
1700000800 - set expire_days=1
END
  assertNull "$(changes)"
  echo 'karma reject 0' >"$CHECKS"
  assertEquals "boxed unknown 3 2" "$(changes --checks "$CHECKS")"
}

test_what_counts_begins_at_since_but_records_begin_at_the_beginning() {
  a_day
  echo 'karma penalty_days 2' >"$CHECKS"
  assertEquals "neutral boxed 1 1" \
    "$(changes --checks "$CHECKS" --since 2023-11-15)"
  assertEquals "" "$(changes --checks "$CHECKS" --until 2023-11-15)"
  assertEquals "1 1" "$(qkarma replay --since 2023-11-15 --json |
    jq -r '"\(.connects) \(.clients)"')"
  qkarma replay --since 2023-12-01
  assertEquals 'nothing to replay' 1 $?
}

test_what_was_scored_otherwise_is_said() {
  echo '1700000000 192.0.2.7 -8 0 0 0 n quit early_talk neg=1 pd=1 pm=30' |
    journal
  assertContains "$(qkarma replay)" \
    "1 connection was scored otherwise than control/awards says"
  journal <<'END'
1700000009 192.0.2.8 -8 0 0 0 n quit sender_tld,adjust neg=1 pd=1 pm=30
END
  assertEquals 1 "$(qkarma replay --json | jq .otherwise)"
}

test_it_writes_nothing() {
  a_day
  fold
  (cd "$QKARMA" && find . -type f | sort | xargs cksum) >"$SHUNIT_TMPDIR/before"
  echo 'karma strikes 2' >"$CHECKS"
  qkarma replay --checks "$CHECKS" >/dev/null
  (cd "$QKARMA" && find . -type f | sort | xargs cksum) >"$SHUNIT_TMPDIR/after"
  assertTrue 'unchanged' "cmp $SHUNIT_TMPDIR/before $SHUNIT_TMPDIR/after"
}

test_what_is_wrong() {
  a_day
  echo 'karma strikes many' >"$CHECKS"
  echo 'early_talk' >"$AWARDS"
  assertEquals "qkarma replay: fatal: $CHECKS: line 1: karma strikes cannot be\
 \"many\"; allowed is a number from 1 to 1000000" \
    "$(qkarma replay --checks "$CHECKS" 2>&1)"
  assertEquals "qkarma replay: fatal: $AWARDS: line 1: early_talk needs one\
 number from -1000 to 1000" "$(qkarma replay --awards "$AWARDS" 2>&1)"
  out=$(qkarma replay --checks /nowhere 2>&1)
  assertEquals 100 $?
  assertEquals "qkarma replay: fatal: /nowhere: there is no such file" "$out"
  qkarma replay what 2>/dev/null
  assertEquals 100 $?
}

. shunit2
