# A client that was naughty is refused while its box lasts, is told how long
# that will be, and pays nothing for asking again.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"

setUp() {
  fresh_home
}

# Without neighbourhood: to that one who leaves the box is a stranger whose
# network is bad, for nobody else is in it.
nothing_but_karma() {
  printf '%s\n' karma protocol naughty | checks
}

test_it_is_told_the_days_with_two_decimals() {
  naughty_ago 192.0.2.7 3456 1
  client 192.0.2.7 <<'END'
S: 220 mx.example.org ESMTP
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<b@example.org>
S: 421 4.7.1 You were naughty. You cannot connect for 0.96 more days.
S: <closed>
END
  assertEquals "192.0.2.7 karma: fail, NAUGHTY: in the box until $(date -u \
    -d "@$(record 192.0.2.7 | cut -d : -f 2)" +%Y-%m-%d)" \
    "$(grep ' karma: ' "$PIPE_LOG" | sed "$NO_WHOM"'; s/[T ][0-9:]*Z*$//')"
  expect_word naughty 'fail: refused, flagged by karma'
}

test_others_are_not() {
  naughty_ago 192.0.2.7 3456 1
  sends 192.0.2.8
  expect_word karma 'pass: history 0'
}

test_when_the_box_is_over_it_comes_through() {
  nothing_but_karma
  naughty_ago 192.0.2.7 86401 1
  sends 192.0.2.7
  expect_word karma 'pass: history -1'
}

# K2, K5: each connection counts once, and none lengthens the box.
test_asking_again_costs_nothing() {
  naughty_ago 192.0.2.7 3456 1
  record 192.0.2.7 >"$SHUNIT_TMPDIR/before"
  boxed 192.0.2.7
  boxed 192.0.2.7
  fold
  assertEquals "$(cut -d : -f 1-4 "$SHUNIT_TMPDIR/before"):3" \
    "$(record 192.0.2.7 | cut -d : -f 1-5)"
  assertEquals 2 "$(grep -c ' 192.0.2.7 0 0 0 0 b boxed - at=rcpt stop=karma .* flag=' \
    "$QKARMA/journal/current")"
}

# Early talk in the box is no offence either.
test_what_it_does_in_the_box_is_no_offence() {
  naughty_ago 192.0.2.7 3456 1
  client 192.0.2.7 <<'END'
S: 220 mx.example.org ESMTP
C: GET / HTTP/1.0
S: 521 5.5.1 I speak SMTP only.
S: <closed>
END
  fold
  assertEquals '1::2' "$(record 192.0.2.7 | cut -d : -f 3-5)"
}

test_reject_0_only_records() {
  echo 'karma reject 0' | checks
  naughty_ago 192.0.2.7 3456 1
  sends 192.0.2.7
  assertContains "$(cat "$PIPE_LOG")" \
    '192.0.2.7 karma: fail, tolerated: in the box until '
}

refused_at_once() {
  client 192.0.2.7 <<END
S: $1 You were naughty. You cannot connect for ...
S: <closed>
END
  assertContains "$(cat "$PIPE_LOG")" '192.0.2.7 karma: fail: in the box'
}

test_reject_1_and_connect_refuse_at_once() {
  naughty_ago 192.0.2.7 3456 1
  echo 'karma reject 1' | checks
  refused_at_once '421 4.7.1'
  echo 'karma reject connect' | checks
  refused_at_once '421 4.7.1'
  echo 'karma reject Connect reject_type disconnect' | checks
  refused_at_once '554 5.7.1'
  assertEquals 3 "$(grep -c ' b boxed ' "$QKARMA/journal/current")"
}

# The type is that of the check that flagged it, not naughty's.
test_the_reject_type_is_its_own() {
  naughty_ago 192.0.2.7 3456 1
  printf '%s\n' 'karma reject_type perm' 'naughty reject mail' | checks
  client 192.0.2.7 <<'END'
S: 220 mx.example.org ESMTP
C: MAIL FROM:<a@client.example>
S: 550 5.7.1 You were naughty. You cannot connect for ...
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
}

# Nobody would ever refuse it, so it must not be kept from the backend.
test_without_the_check_naughty_mail_flows() {
  naughty_ago 192.0.2.7 3456 1
  echo karma | checks
  sends 192.0.2.7
}

# K17: one client, however its address is written.
test_an_address_has_one_box() {
  naughty_ago 192.0.2.7 3456 1
  naughty_ago 2001:db8:0:1::7 3456 1
  boxed ::ffff:192.0.2.7
  boxed 64:ff9b::192.0.2.7
  boxed 2001:db8:0:1:9::9
  sends 2001:db8:0:2::7
}

# Loopback and private networks stand for many clients.
test_private_addresses_are_recorded_but_not_refused() {
  for address in 127.0.0.1 10.1.2.3 100.64.0.1 172.16.0.1 192.168.1.1 169.254.1.1 \
    fe80::1 fd00::1
  do
    naughty_ago "$address" 3456 1
    sends "$address"
    expect_word karma 'skip: in the box, but a private address'
  done
  boxed 192.168.1.1 KARMA_PRIVATE=1
}

test_an_unknown_client_has_no_box() {
  naughty_ago 192.0.2.7 3456 1
  client_ip=unknown
  expect_pipe env TCPREMOTEIP=nonsense qkarma-smtpd -v obedient-backend <<'END'
S: 220 obedient ESMTP
C: QUIT
S: 221 bye
S: <closed>
END
  expect_word karma 'skip: the client is unknown'
}

# K1, the manual's examples: so many nice and naughty connections, and what
# `negative` makes of the last.
negative() {
  fresh_home
  now=$(($(date +%s) - 86000))
  awk -v now="$now" -v neg="$1" -v nice="$2" -v naughty="$3" 'BEGIN {
      while (i++ < nice) print now - 900000 + i, "192.0.2.7 2 1 0 0 g quit -"
      for (i = 1; i < naughty; i++)
        print now - 800000 + i * 7200, "192.0.2.7 -3 0 0 0 n quit -", \
          "neg=" neg, "pd=0.01 pm=30"
      print now, "192.0.2.7 -3 0 0 0 n quit - neg=" neg, "pd=1 pm=30"
    }' | journal
  fold
  $4 192.0.2.7
}

test_negative_1_nothing_nice_and_one_offence_box() {
  negative 1 0 1 boxed
}

test_negative_1_one_nice_pays_for_one_offence() {
  negative 1 1 1 sends
}

test_negative_2_one_nice_and_two_offences_do_not_box() {
  negative 2 1 2 sends
}

test_negative_2_one_nice_and_three_offences_box() {
  negative 2 1 3 boxed
}

# K9: the sixth offence boxes for six days and the seventh for seven, for who
# was never nice.
days_after() {
  fresh_home
  awk -v n="$1" -v first="$2" -v now="$(date +%s)" 'BEGIN {
      t = now - 5000000
      if (first != "") print t, "192.0.2.7 2 1 0 0", first, "quit -"
      while (i++ < n)
        print t + i * 8 * 86400, "192.0.2.7 -3 0 0 0 n quit -", \
          "neg=1 pd=1 pm=30"
    }' >"$SHUNIT_TMPDIR/offences"
  journal <"$SHUNIT_TMPDIR/offences"
  fold
  record 192.0.2.7 | awk -F : '{ print ($2 - $1) / 86400 }'
}

test_from_the_sixth_offence_on_each_adds_a_day() {
  assertEquals 1 "$(days_after 1 '')"
  assertEquals 1 "$(days_after 4 '')"
  assertEquals 1 "$(days_after 5 '')"
  assertEquals 6 "$(days_after 6 '')"
  assertEquals 7 "$(days_after 7 '')"
  assertEquals 'nice once' 1 "$(days_after 7 g)"
}

# An offence, and what it leads to, by the client's own options.
offends() {
  client 192.0.2.7 "$@" <<'END'
S: 220 obedient ESMTP
C: GET / HTTP/1.0
S: 521 5.5.1 I speak SMTP only.
S: <closed>
END
  fold
}

# K7, K8, K22: three points make an offence, without anything configured, and
# -3 is not 3.
test_an_offence_reaches_the_next_connection() {
  offends
  assertContains "$(cat "$QKARMA/journal/current")" \
    ' 192.0.2.7 -3 0 0 0 n rejected non_smtp neg=1 pd=1 pm=30 '
  boxed 192.0.2.7
  sends 192.0.2.8
  sends 192.0.2.8
  fold
  sends 192.0.2.8
  expect_word karma 'pass: history 2'
}

test_two_points_are_no_offence() {
  for i in 1 2
  do
    client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: FOO
S: 500 5.5.1 Unknown command.
C: FOO
S: 500 5.5.1 Unknown command.
C: QUIT
S: 221 bye
S: <closed>
END
    fold
  done
  sends 192.0.2.7
}

test_strikes_is_how_many_points_make_one() {
  offends KARMA_STRIKES=4
  sends 192.0.2.7 KARMA_NICE=3
  offends KARMA_STRIKES=2
  boxed 192.0.2.7
}

test_penalty_days_of_one_client_reach_its_record() {
  offends KARMA_PENALTY_DAYS=0.5
  assertEquals 43200 "$(record 192.0.2.7 | awk -F : '{ print $2 - $1 }')"
  boxed 192.0.2.7
}

test_negative_of_one_client_reaches_its_record() {
  nothing_but_karma
  offends KARMA_NEGATIVE=2
  sends 192.0.2.7 KARMA_NICE=3
  offends KARMA_NEGATIVE=2
  boxed 192.0.2.7
}

test_penalty_max_of_one_client_reaches_its_record() {
  offends KARMA_PENALTY_DAYS=9 KARMA_PENALTY_MAX=0.25
  assertEquals 21600 "$(record 192.0.2.7 | awk -F : '{ print $2 - $1 }')"
}

. shunit2
