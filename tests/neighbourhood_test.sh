# neighbourhood: a stranger whose networks send bad mail is asked to come again,
# and served when it does.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"

setUp() {
  fresh_home
  printf '%s\n' karma neighbourhood naughty | checks
}

# It is asked to come again, at the recipient; no backend was started.
asked() {
  client "$@" <<'END'
S: 220 mx.example.org ESMTP
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<b@example.org>
S: 450 4.7.1 You are new here, and your network sends bad mail: please try again later.
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
}

# Its only line in the journal, without what differs each time.
line_of() {
  grep " $1 " "$QKARMA/journal/current" | tail -n 1 |
    sed 's/^@[0-9a-f]* //; s/ t=.*//'
}

test_a_stranger_in_a_bad_network() {
  many 192.0.2 30 n
  asked 192.0.2.77
  assertContains "$(cat "$PIPE_LOG")" 'neighbourhood: fail, NAUGHTY: 0.99'
  assertEquals '192.0.2.77 0 0 0 0 - quit neighbourhood nb=1 at=rcpt
 stop=neighbourhood flag=neighbourhood/temp' "$(line_of 192.0.2.77 |
   sed 's/ from=<.*> / /; s/ stop/\n&/')"
}

test_a_stranger_elsewhere() {
  many 192.0.2 30 n
  many 198.51.100 3 g
  sends 198.51.100.77
  assertContains "$(cat "$PIPE_LOG")" 'neighbourhood: pass: 0.0'
  sends 203.0.113.7
  expect_word neighbourhood 'pass: 0.5'
}

# However many of its connections were naughty, one address is one: it takes
# nine of them, or networks that are bad all the way up.
test_networks_count_clients() {
  awk -v now="$(date +%s)" 'BEGIN { while (i++ < 400)
      print now - 900 - i, "192.0.2.1 -3 0 0 0 n quit - neg=1 pd=0 pm=30"
    }' | journal
  fold
  sends 192.0.2.77
  assertContains "$(cat "$PIPE_LOG")" 'neighbourhood: pass: 0.93'
}

# A /48 is what one customer has: all of its 65,536 /64s move its /32 as one
# address would.
test_an_ipv6_customer_speaks_for_nobody_else() {
  awk -v now="$(date +%s)" 'BEGIN { while (i++ < 400)
      printf "%d 2001:db8:1:%x::1 -3 0 0 0 n quit - neg=1 pd=0 pm=30\n",
        now - 900 - i, i
    }' | journal
  fold
  sends 2001:db8:2:1::1
  expect_word neighbourhood 'pass: 0.75'
  asked 2001:db8:1:fff::1
}

# They say it all of their own: whoever was nice once, or had mail accepted that
# was worth no points, is not judged by others.
test_who_speaks_for_itself() {
  many 192.0.2 30 n
  past 192.0.2.77 1 g
  counted 192.0.2.78 1 0
  sends 192.0.2.77
  expect_word neighbourhood 'skip: known by its own mail'
  sends 192.0.2.78
  expect_word neighbourhood 'skip: known by its own mail'
}

test_who_was_naughty_and_is_out_of_the_box() {
  many 192.0.2 30 n
  past 192.0.2.77 1 n
  asked 192.0.2.77
}

test_who_is_boxed_is_boxed() {
  many 192.0.2 30 n
  naughty_ago 192.0.2.77 3600 1
  client 192.0.2.77 <<'END'
S: 220 mx.example.org ESMTP
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<b@example.org>
S: 421 4.7.1 You were naughty. You cannot connect for 0.96 more days.
S: <closed>
END
  expect_word neighbourhood 'pass'
  assertNotContains "$(line_of 192.0.2.77)" nb=
}

test_whom_it_never_asks() {
  many 10.0.2 30 n
  many 192.0.2 30 n
  sends 10.0.2.77
  expect_word neighbourhood 'skip: a private address'
  client 192.0.2.77 RELAYCLIENT= <<'END'
S: 220 obedient ESMTP
C: QUIT
S: 221 bye
S: <closed>
END
}

test_who_authenticates_is_served() {
  many 192.0.2 30 n
  client 192.0.2.77 TCPLOCALPORT=587 <<'END'
S: 220 mx.example.org ESMTP
C: EHLO client.example
S: 250-obedient
S: 250-PIPELINING
S: 250 AUTH PLAIN
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
  assertNotContains "$(line_of 192.0.2.77)" nb=
}

test_without_databases_or_with_old_ones_it_knows_nothing() {
  sends 192.0.2.201
  expect_word neighbourhood 'skip: the databases are not up to date'
  new_journal
  awk -v now="$(date +%s)" 'BEGIN { while (i++ < 30)
      print now - 3700 - i, "192.0.2." i \
        " -3 0 0 0 n quit - neg=1 pd=0.01 pm=30"
    }' | journal
  fold
  asked 192.0.2.77
  touch -d '61 minutes ago' "$QKARMA"/*.cdb
  sends 192.0.2.77
  expect_word neighbourhood 'skip: the databases are not up to date'
  echo nonsense >"$QKARMA/karma.cdb"
  rm -f "$QKARMA/recent.cdb"
  sends 192.0.2.77
  expect_word neighbourhood 'skip: the databases are not up to date'
}

# It was asked so many seconds ago: `asked_ago 192.0.2.77 3600'.
asked_ago() {
  echo "$(($(date +%s) - $2)) $1 0 0 0 0 - quit neighbourhood nb=1" | journal
  fold
}

test_who_comes_again_is_served_for_a_day() {
  many 192.0.2 200 n
  asked_ago 192.0.2.201 1700
  asked 192.0.2.201
  asked_ago 192.0.2.202 1800
  sends 192.0.2.202
  expect_word neighbourhood 'pass: it came again'
  asked_ago 192.0.2.203 86000
  sends 192.0.2.203
  asked_ago 192.0.2.204 86401
  asked 192.0.2.204
}

# Who is asked once more meanwhile need not wait longer for it.
test_knocking_changes_nothing() {
  many 192.0.2 30 n
  asked_ago 192.0.2.77 1800
  asked_ago 192.0.2.77 60
  sends 192.0.2.77
}

# Nor does leaving before it was asked count.
test_who_leaves_first_was_not_asked() {
  many 192.0.2 30 n
  client 192.0.2.77 NEIGHBOURHOOD_PATIENCE=1 <<'END'
S: 220 mx.example.org ESMTP
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
  assertNotContains "$(line_of 192.0.2.77)" nb=
  fold
  sleep 2
  asked 192.0.2.77 NEIGHBOURHOOD_PATIENCE=1
}

test_patience_0_serves_nobody() {
  many 192.0.2 30 n
  asked_ago 192.0.2.78 1800
  asked 192.0.2.78 NEIGHBOURHOOD_PATIENCE=0
}

test_thresholds() {
  many 192.0.2 1 n
  sends 192.0.2.77
  asked 192.0.2.77 NEIGHBOURHOOD_THRESHOLD=0.9
  sends 192.0.2.77 NEIGHBOURHOOD_THRESHOLD=0.98
  asked 192.0.2.77 NEIGHBOURHOOD_THRESHOLD=0.9375
  sends 192.0.2.77 NEIGHBOURHOOD_THRESHOLD=0.9376
  asked 203.0.113.7 NEIGHBOURHOOD_THRESHOLD=0
}

test_observing_it_only_says_so() {
  many 192.0.2 30 n
  printf '%s\n' observe karma neighbourhood naughty | checks
  sends 192.0.2.77
  assertContains "$(cat "$PIPE_LOG")" 'neighbourhood: fail, tolerated: 0.99'
  assertContains "$(line_of 192.0.2.77)" 'would=neighbourhood observe=1'
  assertNotContains "$(line_of 192.0.2.77)" nb=
  printf '%s\n' karma 'neighbourhood reject 0' naughty | checks
  sends 192.0.2.78
  assertNotContains "$(line_of 192.0.2.78)" nb=
}

test_at_once_and_for_good() {
  many 192.0.2 30 n
  client 192.0.2.77 NEIGHBOURHOOD_REJECT=1 <<'END'
S: 421 4.7.1 You are new here, and your network sends bad mail: please try again later.
S: <closed>
END
  assertContains "$(line_of 192.0.2.77)" ' - rejected neighbourhood nb=1 '
  client 192.0.2.78 NEIGHBOURHOOD_REJECT_TYPE=perm <<'END'
S: 220 mx.example.org ESMTP
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<b@example.org>
S: 550 5.7.1 You are new here, and your network sends bad mail.
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
  assertNotContains "$(line_of 192.0.2.78)" nb=
}

# What it does wrong itself counts as ever.
test_being_asked_excuses_nothing() {
  many 192.0.2 30 n
  echo 'example -3' >"$QKARMA/control/tlds"
  asked 192.0.2.77
  assertContains "$(line_of 192.0.2.77)" \
    ' -3 0 0 0 n quit sender_tld,neighbourhood neg=1 pd=1 pm=30 mx=10 nb=1 '
}

test_it_stands_in_the_built_in_plan() {
  rm "$QKARMA/control/checks"
  many 192.0.2 30 n
  asked 192.0.2.77
}

. shunit2
