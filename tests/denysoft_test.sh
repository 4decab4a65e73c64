# denysoft_client_stats: a client fails for now, by chance, the likelier the
# more often it, or the network around it, was refused for good lately.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"

oneTimeSetUp() {
  unit tempfail
}

setUp() {
  fresh_home
  printf '%s\n' denysoft_client_stats karma naughty | checks
}

# The probability of so many accepted and refused recipients; biases and cap
# in ten-thousandths. D1: a bias can be 0.
test_the_probability() {
  while read -r success permfail sb pb cap p
  do
    assertEquals "$success $permfail $sb $pb $cap" "$p" \
      "$(tempfail p "$success" "$permfail" "$sb" "$pb" "$cap")"
  done <<'END'
0   0   10000   10000   10000   0.5000
9   0   10000   10000   10000   0.0909
0   9   10000   10000   10000   0.9091
99  0   10000   10000   10000   0.0099
1   1   10000   10000   10000   0.5000
0   9   10000   10000   9000    0.9000
0   99  10000   10000   9000    0.9000
0   0   100000  10000   10000   0.0909
0   0   0       10000   10000   1.0000
0   0   10000   0       10000   0.0000
1   0   5000    5000    10000   0.2500
0   0   0       0       10000   0.0000
END
}

# Not a die, but as good as one: 99 degrees of freedom, both tails beyond
# 1 : 10,000.
test_the_draw_is_uniform() {
  chi=$(tempfail chi 100000)
  assertTrue "chi-square $chi" "[ ${chi%.*} -gt 55 ] && [ ${chi%.*} -lt 160 ]"
}

# D5: all recipients and all retries of a slot agree, and the next slot knows
# nothing of it: about one in a hundred agrees by chance.
test_draws_agree_within_a_slot_and_not_with_the_next() {
  set -- $(tempfail agree 10000)
  assertEquals 'within a slot' 0 "$1"
  assertTrue "with the next: $2" "[ $2 -gt 50 ] && [ $2 -lt 150 ]"
}

# A well-behaved queue gets through: 5 accepted and none refused, tried again
# as RFC 5321 wants it, as qmail does it, and as Postfix does.
test_few_wait_longer_than_an_hour() {
  while read -r queue ages
  do
    late=$(tempfail queue 100000 5 $ages)
    echo "$queue: $late in 10,000 are delayed for more than an hour"
    assertTrue "$queue: $late" "[ $late -lt 100 ]"
  done <<'END'
RFC-5321  0 1800 3600
qmail     0 400 1600 3600
Postfix   0 300 900 2100
END
}

# Whose counts speak for a client, as the log tells; nothing is counted by
# that.
expect_counts() {
  ip=$1
  shift
  client "$ip" DENYSOFT_CLIENT_STATS_REJECT=0 <<'END'
S: 220 obedient ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  assertContains "$ip" "$(grep "^$ip denysoft_client_stats: " "$PIPE_LOG")" "$*"
}

# D8 for both families.
test_a_client_speaks_for_itself_with_any_count() {
  counted 192.0.2.7 1 0
  counted 192.0.2.8 0 500
  counted 2001:db8:0:1::7 0 2
  expect_counts 192.0.2.7 'probability 0.3333,'
  expect_counts 192.0.2.7 'by 192.0.2.7: 1 accepted, 0 refused'
  expect_counts 2001:db8:0:1:2::2 'by 2001:db8:0:1::/64: 0 accepted, 2 refused'
}

test_else_the_smallest_network_with_enough() {
  counted 192.0.2.8 0 9
  expect_counts 192.0.2.7 'skip: nothing is counted'
  fresh_home
  echo denysoft_client_stats | checks
  counted 192.0.2.8 0 9
  counted 192.0.3.1 1 0
  expect_counts 192.0.2.6 'by 192.0.0.0/16: 1 accepted, 9 refused'
  counted 192.9.9.9 3 4
  expect_counts 192.8.2.7 'by 192.0.0.0/8: 4 accepted, 13 refused'
  expect_counts 10.0.0.1 'by 0.0.0.0/0: 4 accepted, 13 refused'
  counted 192.0.2.9 0 1
  expect_counts 192.0.2.6 'by 192.0.2.0/24: 0 accepted, 10 refused'
}

test_in_ipv6_these_are_48_32_and_0() {
  counted 2001:db8:1:1::1 0 10
  counted 2001:db8:2:1::1 20 0
  expect_counts 2001:db8:1:2::1 'by 2001:db8:1::/48: 0 accepted, 10 refused'
  expect_counts 2001:db8:3::1 'by 2001:db8::/32: 20 accepted, 10 refused'
  expect_counts 2400::1 'by ::/0: 20 accepted, 10 refused'
}

test_how_many_are_enough_can_be_said() {
  echo 'denysoft_client_stats minimum 3' | checks
  counted 192.0.2.8 0 3
  expect_counts 192.0.2.7 'by 192.0.2.0/24: 0 accepted, 3 refused'
}

# D4, D9: without counts, or with old ones only, nobody fails.
test_without_anything_to_go_by_nobody_fails() {
  expect_counts 192.0.2.7 'skip: nothing is counted'
  counted 192.0.2.8 0 100 $((75 * 86400))
  expect_counts 192.0.2.8 'skip: nothing is counted'
  counted 192.0.2.9 0 100
  rm "$QKARMA/control/secret"
  sends 192.0.2.9
  expect_word denysoft_client_stats 'skip: no control/secret'
}

test_a_damaged_database_is_none() {
  counted 192.0.2.7 0 100
  echo nonsense >"$QKARMA/karma.cdb"
  rm -f "$QKARMA/recent.cdb"
  sends 192.0.2.7
  expect_word denysoft_client_stats 'skip: nothing is counted'
  assertContains "$(cat "$PIPE_LOG")" 'history: warning: '
}

# Who was never accepted fails surely, where the operator says so.
sure='DENYSOFT_CLIENT_STATS_SUCCESS_BIAS=0 DENYSOFT_CLIENT_STATS_CAP=1'

# D7: the counts go to the log, not to the client. All recipients agree.
test_at_rcpt_each_is_refused_for_now() {
  counted 192.0.2.7 0 10
  client 192.0.2.7 $sure <<'END'
S: 220 obedient ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 450 4.7.1 Try again later.
C: RCPT TO:<c@example.org>
S: 450 4.7.1 Try again later.
C: QUIT
S: 221 bye
S: <closed>
END
  assertContains "$(cat "$PIPE_LOG")" \
    '192.0.2.7 denysoft_client_stats: fail: probability 1, draw 0'
  expect_journal <<'END'
192.0.2.7 0 0 0 10 - quit -
192.0.2.7 0 0 0 0 - quit -
END
}

# D10: 450 is no greeting.
test_at_connect_it_is_a_421() {
  counted 192.0.2.7 0 10
  echo 'denysoft_client_stats at_connect 1' | checks
  client 192.0.2.7 $sure <<'END'
S: 421 4.7.1 Try again later.
S: <closed>
END
}

# D2
test_per_recipient_only_those_listed_fail() {
  counted 192.0.2.7 0 10
  echo 'denysoft_client_stats per_recipient 1' | checks
  sends 192.0.2.7 $sure
  printf '%s\n' '# who asked for it' 'info@example.org' '@spam.example' \
    >"$QKARMA/control/denysoft_recipients"
  client 192.0.2.7 $sure <<'END'
S: 220 obedient ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<other@example.org>
S: 250 ok
C: RCPT TO:<Info@Example.Org>
S: 450 4.7.1 Try again later.
C: RCPT TO:<myinfo@example.org>
S: 250 ok
C: RCPT TO:<anyone@spam.example>
S: 450 4.7.1 Try again later.
C: RCPT TO:<anyone@nospam.example>
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
}

# D6
test_at_connect_there_is_no_recipient() {
  echo 'denysoft_client_stats at_connect 1 per_recipient 1' | checks
  client 192.0.2.7 <<'END'
S: 421 4.3.0 Something is wrong here, try again later.
S: <closed>
END
  assertEquals 'exit code' 100 "$PIPE_EXIT"
  assertContains "$(cat "$PIPE_LOG")" "error: denysoft_client_stats: \
at_connect and per_recipient cannot both be 1: there is no recipient at connect"
}

# D3
test_who_is_immune_never_fails() {
  counted 192.0.2.7 0 10
  client 192.0.2.7 $sure <<'END'
S: 220 obedient ESMTP
C: AUTH PLAIN good
S: 235 welcome
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
}

# The draw as the manual describes it, by another program; and who fails is
# who draws less. The day may end meanwhile.
test_the_draw_is_what_the_manual_says() {
  first=$(date -u +%F)
  printf '0123456789abcdef0123456789abcdef' >"$QKARMA/control/secret"
  counted 192.0.2.7 3 4
  sends 192.0.2.7 DENYSOFT_CLIENT_STATS_REJECT=0 \
    DENYSOFT_CLIENT_STATS_SLOT=86400
  [ "$first" = "$(date -u +%F)" ] || return 0
  draw=$(printf '%s\0%s\0%s' 0123456789abcdef0123456789abcdef 192.0.2.7 \
    $(($(date +%s) / 86400)) | sha256sum | cut -c 1-12)
  draw=$(printf '%.8f' "$(echo "$((0x$draw)) 281474976710656" |
    awk '{ printf "%.8f", $1 / $2 }')")
  said=$(sed -n 's/.* draw \(0[.0-9]*\), by.*/\1/p' "$PIPE_LOG")
  assertTrue "draw $said, should be $draw" \
    "awk 'BEGIN { d = $draw - $said; exit !(d >= 0 && d < 0.0001) }'"
  if awk "BEGIN { exit !($draw < 5 / 9) }"
  then
    assertContains "$(cat "$PIPE_LOG")" ' fail, tolerated: probability 0.5555,'
  else
    assertContains "$(cat "$PIPE_LOG")" ' pass: probability 0.5555,'
  fi
  assertEquals "$(tempfail draw 192.0.2.7 $(($(date +%s) / 86400)) \
    <"$QKARMA/control/secret")" "$(printf %.4f "$draw")"
}

. shunit2
