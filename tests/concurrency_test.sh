# How many connections a client may have at once, by what it is. The server
# counts them: s6's servers tell in $PROTOCONNNUM, tcpserver does not.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"

setUp() {
  fresh_home
  printf '%s\n' concurrency karma | checks
}

refused() {
  client "$@" <<'END'
S: 421 4.7.1 Too many connections at once, try again later.
S: <closed>
END
}

test_an_unknown_client_may_have_three() {
  sends 192.0.2.7 TCPCONNNUM=3
  expect_word concurrency pass
  refused 192.0.2.7 TCPCONNNUM=4
  expect_word concurrency 'fail: 4 connections, 3 allowed'
  expect_journal <<'END'
192.0.2.7 2 1 0 0 g quit message_accepted
192.0.2.7 0 0 0 0 - rejected -
END
}

test_a_bad_one_may_have_one() {
  past 192.0.2.7 1 n
  sends 192.0.2.7 TCPCONNNUM=1
  refused 192.0.2.7 TCPCONNNUM=2
}

test_a_good_one_may_have_ten() {
  past 192.0.2.7 1 g
  sends 192.0.2.7 TCPCONNNUM=10
  refused 192.0.2.7 TCPCONNNUM=11
}

test_the_numbers_can_be_said() {
  echo 'concurrency unknown 1 good 2 bad 0' | checks
  refused 192.0.2.7 TCPCONNNUM=2
  past 192.0.2.8 1 n
  refused 192.0.2.8 TCPCONNNUM=1
}

test_reject_0_only_records() {
  sends 192.0.2.7 TCPCONNNUM=4 CONCURRENCY_REJECT=0
  expect_word concurrency 'fail, tolerated: 4 connections, 3 allowed'
}

# From s6-networking 2.6 on the number is without this connection.
test_a_number_of_the_others() {
  printf '%s\n' 'concurrency counts others' karma | checks
  sends 192.0.2.7 TCPCONNNUM=2
  refused 192.0.2.7 TCPCONNNUM=3
  expect_word concurrency 'fail: 4 connections, 3 allowed'
  past 192.0.2.8 1 n
  sends 192.0.2.8 TCPCONNNUM=0
  expect_word concurrency pass
  refused 192.0.2.8 TCPCONNNUM=1
}

# Who has not said which it is loses no client its only connection.
test_the_first_connection_passes_however_it_is_counted() {
  past 192.0.2.7 1 n
  sends 192.0.2.7 TCPCONNNUM=1
  expect_word concurrency pass
  sends 192.0.2.7 TCPCONNNUM=0
  expect_word concurrency "pass: TCPCONNNUM is 0: the server counts others,\
 and so should \`counts'"
}

test_where_nobody_counts_it_skips() {
  sends 192.0.2.7
  expect_word concurrency 'skip: TCPCONNNUM is not set'
  sends 192.0.2.7 TCPCONNNUM=many
  expect_word concurrency 'skip: TCPCONNNUM is not set'
}

# What s6-ipcserver counts: the number that an only connection gets is 1, or,
# from s6 2.12 on, 0.
counts() {
  s6-ipcserver -1 -c 100 -C 100 "$SHUNIT_TMPDIR/counts" \
    sh -c 'echo "$IPCCONNNUM"' >"$SHUNIT_TMPDIR/ready" 2>/dev/null </dev/null &
  server=$!
  await test -s "$SHUNIT_TMPDIR/ready"
  s6-ipcclient -l 0 "$SHUNIT_TMPDIR/counts" sh -c 'cat <&6' |
    sed 's/^1$/all/; s/^0$/others/'
  kill "$server"
  wait "$server" 2>/dev/null
}

# s6-ipcserver is what Debian has of s6's servers; it tells IPCCONNNUM as
# s6-tcpserver tells TCPCONNNUM.
test_a_server_that_counts() {
  printf '%s\n' "concurrency counts $(counts)" karma | checks
  : >"$SHUNIT_TMPDIR/ready"
  # One connection inside the other, and what each is told first.
  cat >"$SHUNIT_TMPDIR/nested" <<'END'
s6-ipcclient -l 0 "$3" sh -c 'IFS= read -r line <&6
  echo "$line"
  [ "$1" = 1 ] || sh "$2" $(($1 - 1)) "$2" "$3"' nested "$@"
END
  s6-ipcserver -1 -c 100 -C 100 "$SHUNIT_TMPDIR/socket" \
    env IPCREMOTEIP=192.0.2.7 qkarma-smtpd obedient-backend \
    >"$SHUNIT_TMPDIR/ready" 2>"$SHUNIT_TMPDIR/log" </dev/null &
  server=$!
  await test -s "$SHUNIT_TMPDIR/ready"
  assertEquals '220 obedient ESMTP
220 obedient ESMTP
220 obedient ESMTP
421 4.7.1 Too many connections at once, try again later.' \
    "$(sh "$SHUNIT_TMPDIR/nested" 4 "$SHUNIT_TMPDIR/nested" \
      "$SHUNIT_TMPDIR/socket" | tr -d '\r')"
  kill "$server"
  wait "$server" 2>/dev/null
  assertContains "$(cat "$SHUNIT_TMPDIR/log")" \
    '192.0.2.7 concurrency: fail: 4 connections, 3 allowed'
}

. shunit2
