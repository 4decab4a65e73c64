# qkarma trial: what the rules would have made of mail that somebody has sorted.

. "$(dirname "$0")/lib.sh"

oneTimeSetUp() {
  MAIL=$ROOT/bench/mail/connections
}

setUp() {
  QKARMA=$SHUNIT_TMPDIR/nowhere
  export QKARMA
  FILE=$SHUNIT_TMPDIR/mail
  CHECKS=$SHUNIT_TMPDIR/checks
  rm -f "$CHECKS"
}

# `TOTAL BOXED ASKED' of spam and of ham.
answers() {
  qkarma trial --json "$@" | jq -r '.spam, .ham
    | "\(.total) \(.boxed) \(.asked)"' | paste -s -d , -
}

# Twelve addresses of one network send spam: the first two are enough to know
# it.
a_bad_network() {
  awk 'BEGIN { while (i++ < 12)
    printf "%d 192.0.2.%d spam\n", 1700000000 + i * 60, i }'
}

# The figures that the manual names; bench/README tells where this mail is from.
test_real_mail() {
  assertEquals 'with what is built in' '1245 90 304,1731 0 4' \
    "$(answers "$MAIL")"
  echo karma >"$CHECKS"
  assertEquals 'karma alone' '1245 131 0,1731 2 0' \
    "$(answers --checks "$CHECKS" "$MAIL")"
  assertEquals 'karma alone, mixed 0' '1245 155 0,1731 76 0' \
    "$(KARMA_MIXED=0 answers --checks "$CHECKS" "$MAIL")"
}

test_a_report() {
  {
    a_bad_network
    echo '1700001000 192.0.2.201 spam'
    echo '1700001000 192.0.2.202 ham'
    echo '1700001060 192.0.2.1 spam'
    echo '1701388800 198.51.100.1 ham'
  } >"$FILE"
  assertEquals "\
16 connections of 15 clients, 2023-11-14 22:14:20 UTC to 2023-12-01 00:00:00 UTC

                        ALL            BOXED            ASKED  GREETED AT ONCE
spam                     14       1    7.14%      11   78.57%       0    0.00%
ham                       2       0    0.00%       1   50.00%       0    0.00%
  of strangers            2       0    0.00%       1   50.00%       0    0.00%

MONTH                   ALL            BOXED            ASKED  GREETED AT ONCE
2023-11 spam             14       1    7.14%      11   78.57%       0    0.00%
        ham               1       0    0.00%       1  100.00%       0    0.00%
2023-12 spam              0       0    0.00%       0    0.00%       0    0.00%
        ham               1       0    0.00%       0    0.00%       0    0.00%

GOOD MAIL OF            ALL            BOXED            ASKED  GREETED AT ONCE
192.0.2.202               1       0    0.00%       1  100.00%       0    0.00%" \
    "$(qkarma trial --monthly "$FILE")"
}

# Lines need not be in order, and come from stdin, too.
test_in_any_order() {
  a_bad_network | sort -R >"$FILE"
  assertEquals "$(a_bad_network | qkarma trial)" "$(qkarma trial - <"$FILE")"
  assertEquals "$(a_bad_network | qkarma trial)" "$(qkarma trial "$FILE")"
}

# What is not folded yet is not known.
test_the_delay() {
  a_bad_network >"$FILE"
  assertEquals '12 0 10,0 0 0' "$(answers --delay 0 "$FILE")"
  assertEquals '12 0 10,0 0 0' "$(answers --delay 60 "$FILE")"
  assertEquals '12 0 9,0 0 0' "$(answers --delay 61 "$FILE")"
  assertEquals '12 0 0,0 0 0' "$(answers --delay 864000 "$FILE")"
}

# Who was asked and comes again is served, and known by it.
test_who_comes_again() {
  {
    a_bad_network
    echo '1700001000 192.0.2.202 ham'
    echo '1700002799 192.0.2.202 ham'
    echo '1700002800 192.0.2.202 ham'
    echo '1700002900 192.0.2.202 ham'
  } >"$FILE"
  assertEquals '12 0 10,4 0 2' "$(answers "$FILE")"
  assertEquals '12 0 10,3 0 3' \
    "$(NEIGHBOURHOOD_PATIENCE=0 answers --until 2023-11-14T23:01:30 "$FILE")"
}

test_ipv6() {
  awk 'BEGIN { while (i++ < 30)
    printf "%d 2001:db8:%x:1::1 spam\n", 1700000000 + i * 60, i }' >"$FILE"
  assertEquals '30 0 26,0 0 0' \
    "$(NEIGHBOURHOOD_THRESHOLD=0.9 answers "$FILE")"
  awk 'BEGIN { while (i++ < 400)
    printf "%d 2001:db8:1:%x::1 spam\n", 1700000000 + i, i
    print "1700001000 2001:db8:2:1::1 ham" }' >"$FILE"
  assertEquals 'a whole /48 of /64s' 0 \
    "$(NEIGHBOURHOOD_THRESHOLD=0.8 qkarma trial --json "$FILE" |
      jq .ham.asked)"
}

test_since_and_until() {
  a_bad_network >"$FILE"
  assertEquals '8 0 8,0 0 0' "$(answers --since 2023-11-14T22:18:20 "$FILE")"
  assertEquals '4 0 2,0 0 0' "$(answers --until 2023-11-14T22:18:20 "$FILE")"
  qkarma trial --since 2024-01-01 "$FILE" 2>/dev/null
  assertEquals 'nothing to try' 1 $?
}

# It is a trial: whether the files observe does not matter.
test_it_observes_nothing() {
  a_bad_network >"$FILE"
  printf '%s\n' observe karma neighbourhood naughty >"$CHECKS"
  assertEquals '12 0 10,0 0 0' "$(answers --checks "$CHECKS" "$FILE")"
  printf '%s\n' karma 'neighbourhood reject 0' >"$CHECKS"
  assertEquals '12 0 0,0 0 0' "$(answers --checks "$CHECKS" "$FILE")"
}

# No good mail is worth that it is nice: nobody is known by it.
test_awards() {
  echo 'message_accepted 1' >"$SHUNIT_TMPDIR/awards"
  {
    echo '1700000000 192.0.2.1 ham 3'
    echo '1700000100 192.0.2.1 ham'
  } >"$FILE"
  assertEquals 1 "$(qkarma trial --json "$FILE" | jq .strangers.total)"
  assertEquals 2 "$(qkarma trial --json --awards "$SHUNIT_TMPDIR/awards" \
    "$FILE" | jq .strangers.total)"
}

# Neither read nor written.
test_the_state_directory_does_not_matter() {
  a_bad_network >"$FILE"
  qkarma trial "$FILE" >"$SHUNIT_TMPDIR/without"
  fresh_home
  echo 'neighbourhood threshold 1' >"$QKARMA/control/checks"
  (cd "$QKARMA" && find . -type f | sort | xargs cksum) >"$SHUNIT_TMPDIR/before"
  qkarma trial "$FILE" >"$SHUNIT_TMPDIR/with"
  (cd "$QKARMA" && find . -type f | sort | xargs cksum) >"$SHUNIT_TMPDIR/after"
  assertEquals "$(cat "$SHUNIT_TMPDIR/without")" "$(cat "$SHUNIT_TMPDIR/with")"
  assertTrue 'unchanged' "cmp $SHUNIT_TMPDIR/before $SHUNIT_TMPDIR/after"
}

test_what_is_wrong() {
  while IFS='|' read -r line why
  do
    printf '%s\n' '# sorted by hand' '' '1700000000 192.0.2.1 ham 2' "$line" \
      >"$FILE"
    assertEquals "qkarma trial: fatal: $FILE: line 4: $why" \
      "$(qkarma trial "$FILE" 2>&1)"
  done <<'END'
yesterday 192.0.2.1 ham|the first word is not a time
1700000000|the second word is not an address
1700000000 192.0.2 ham|the second word is not an address
1700000000 192.0.2.1|the third word is not spam or ham
1700000000 192.0.2.1 eggs|the third word is not spam or ham
1700000000 192.0.2.1 ham 0|the fourth word is not a number of recipients
1700000000 192.0.2.1 ham many|the fourth word is not a number of recipients
1700000000 192.0.2.1 ham 1 x|there are more than four words
END
  qkarma trial "$FILE" 2>/dev/null
  assertEquals 100 $?
  qkarma trial /nowhere 2>/dev/null
  assertEquals 111 $?
  qkarma trial one two 2>/dev/null
  assertEquals 100 $?
}

. shunit2
