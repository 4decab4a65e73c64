# A line `observe' in control/checks: for a week before it refuses anyone,
# qkarma only tells what it would do. Every client gets what the server behind
# us gives it; the log and the journal have all of it.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"

setUp() {
  fresh_home
  observing 'earlytalker' 'karma' 'protocol' 'naughty'
}

observing() {
  printf '%s\n' observe "$@" | checks
}

tolerated() {
  assertContains "$(cat "$PIPE_LOG")" "$client_ip $1: fail, tolerated: $2"
  assertNotContains "$(grep -v ' tolerated: ' "$PIPE_LOG")" ': fail'
}

test_early_talk() {
  client 192.0.2.7 EARLYTALKER_WAIT=60 <<'END'
C: NOOP
S: 220 obedient ESMTP
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  tolerated earlytalker 'talked before the greeting: smtp'
  expect_journal <<'END'
192.0.2.7 -1 0 0 0 - quit early_talk
END
}

test_early_talk_deferred() {
  observing 'earlytalker wait 60 defer-reject 1'
  client 192.0.2.7 EARLYTALKER_WAIT=60 <<'END'
C: MAIL FROM:<a@client.example>
S: 220 obedient ESMTP
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  tolerated earlytalker 'talked before the greeting: smtp'
}

test_the_box() {
  naughty_ago 192.0.2.7 3456 1
  for reject in naughty connect
  do
    sends 192.0.2.7 KARMA_REJECT=$reject
    tolerated karma 'in the box until '
  done
}

test_very_bad_karma_and_its_record() {
  observing 'karma reject_type disconnect recipients_bad 1' protocol naughty
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: GET / HTTP/1.0
S: 500 5.5.1 Unknown command.
C: FOO
S: 500 5.5.1 Unknown command.
C: FOO
S: 500 5.5.1 Unknown command.
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: RCPT TO:<c@example.org>
S: 250 ok
C: DATA
S: 354 go on
C: .
S: 250 queued
C: QUIT
S: 221 bye
S: <closed>
END
  tolerated protocol 'not SMTP: "GET\x20/\x20HTTP/1.0"'
  tolerated karma 'more recipients than 1'
  expect_journal <<'END'
192.0.2.7 -3 2 0 0 n quit non_smtp,unknown_command*2,message_accepted neg=1 pd=1 pm=30
END
  fold
  sends 192.0.2.7
  tolerated karma 'in the box until '
}

test_protocol() {
  observing 'protocol pipelining 1 unknown_limit 1 bare_lf reject bare_cr reject'
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: FOO
C: BAR
S: 500 5.5.1 Unknown command.
S: 500 5.5.1 Unknown command.
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
S: 354 go on
C> Subject: x\n\nhello\rthere\r\n.\r\n
S: 250 queued
C: QUIT
S: 221 bye
S: <closed>
END
  tolerated protocol 'improper pipelining behind command'
}

test_lists_numbers_and_chance() {
  counted 192.0.2.7 0 10
  observing rblsmtpd concurrency \
    'denysoft_client_stats success_bias 0 cap 1' naughty
  sends 192.0.2.7 RBLSMTPD=-listed TCPCONNNUM=99
  tolerated rblsmtpd listed
  tolerated concurrency '99 connections, 3 allowed'
  tolerated denysoft_client_stats 'probability 1,'
  observing 'denysoft_client_stats success_bias 0 cap 1 at_connect 1'
  sends 192.0.2.7
  tolerated denysoft_client_stats 'probability '
}

# A filter behind the backend says naughty through $QKARMA_FD.
test_notes_from_below() {
  observing 'naughty reject mail' karma
  cat >"$SHUNIT_TMPDIR/filter" <<'END'
echo 'naughty I do not like it' >&"$QKARMA_FD"
exec obedient-backend
END
  client_ip=192.0.2.7
  expect_pipe env TCPREMOTEIP=192.0.2.7 qkarma-smtpd \
    sh "$SHUNIT_TMPDIR/filter" <<'END'
S: 220 obedient ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  tolerated adjust 'naughty I do not like it'
}

# A time of UTC; from then on the file is as if the line was not there.
test_until_a_date() {
  naughty_ago 192.0.2.7 3456 1
  for until in 2100-01-01 2100-01-01T12:00:00 '"2100-01-01 12:00:00"' \
    "$(date -u -d '10 minutes' +%FT%T)"
  do
    printf '%s\n' "observe until $until" karma naughty | checks
    sends 192.0.2.7
    tolerated karma 'in the box until '
    assertEquals "$until" true "$(qkarma check --json | jq .observe)"
  done
  for until in 2001-09-09 "$(date -u -d '1 minute ago' +%FT%T)"
  do
    printf '%s\n' "observe until $until" karma naughty | checks
    assertEquals "$until" false "$(qkarma check --json | jq .observe)"
    assertNotContains "$until" "$(qkarma check)" observe
    client 192.0.2.7 <<'END'
S: 220 mx.example.org ESMTP
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<b@example.org>
S...
END
  done
}

test_until_what() {
  for line in 'observe until' 'observe until tomorrow' 'observe until 2026-02-30' \
    'observe for 7d' 'observe until 2100-01-01 12:00:00' 'observe until 7d'
  do
    echo "$line" >"$QKARMA/control/checks"
    qkarma check --quiet >"$SHUNIT_TMPDIR/out"
    assertEquals "$line" 1 $?
    assertContains "$line" "$(cat "$SHUNIT_TMPDIR/out")" \
      'error: control/checks: line 1: observe '
  done
}

# What is wrong with the configuration is wrong all the same.
test_mistakes_are_still_mistakes() {
  observing 'karma reject maybe'
  client 192.0.2.7 <<'END'
S: 421 4.3.0 Something is wrong here, try again later.
S: <closed>
END
}

. shunit2
