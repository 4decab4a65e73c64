# traps: who writes to an address that nobody was given honestly.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"

oneTimeSetUp() {
  fresh_home
}

setUp() {
  new_journal
  rm -f "$QKARMA/control/awards"
  cat >"$QKARMA/control/traps" <<'END'
# never used
old@example.org
@dead.example
END
  printf '%s\n' traps protocol naughty | checks
}

# One RCPT for each address: what it is told, `rcpt 550 old@example.org`.
rcpt() {
  wanted=$1
  client 192.0.2.7 <<END
S: 220 obedient ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<$2>
S: $wanted
C: QUIT
S: 221 bye
S: <closed>
END
}

NOBODY='550 5.1.1 There is no such mailbox.'

test_a_trap_is_refused_and_boxes() {
  rcpt "$NOBODY" old@example.org
  expect_word traps 'fail: wrote to the trap old@example.org'
  expect_journal <<'END'
192.0.2.7 -5 0 0 0 n quit trap neg=1 pd=1 pm=30 trap=old@example.org
END
}

test_the_address_in_any_form() {
  for address in OLD@Example.ORG old@example.org. '"old"@example.org' \
    @relay.example:old@example.org anybody@dead.example a@DEAD.example
  do
    rcpt "$NOBODY" "$address"
  done
}

test_others_are_nobodys_business() {
  for address in old@example.net older@example.org old@mx.example.org \
    old+x@example.org postmaster a@alive.dead.example
  do
    rcpt '250 ok' "$address"
  done
  assertNotContains "$(cat "$QKARMA/journal/current")" trap
}

# Once, whatever else it does; and it may go on with others.
test_it_counts_once() {
  client 192.0.2.7 <<END
S: 220 obedient ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<old@example.org>
S: $NOBODY
C: RCPT TO:<x@dead.example>
S: $NOBODY
C: RCPT TO:<b@example.org>
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  expect_journal <<'END'
192.0.2.7 -5 0 0 0 n quit trap neg=1 pd=1 pm=30 trap=old@example.org
END
}

test_a_bounce_is_no_mailing() {
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: MAIL FROM:<>
S: 250 ok
C: RCPT TO:<old@example.org>
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  expect_word traps pass
}

test_who_is_immune_may_write_to_anybody() {
  RELAYCLIENT= PROTO=TCP TCPREMOTEIP=192.0.2.7 LIMITS_TLS=pass \
    qkarma-smtpd true </dev/null >/dev/null 2>&1
  assertContains "$(tail -n 1 "$QKARMA/journal/current")" ' i immune - '
}

# The client is told 250, and the backend nothing; what comes next is naughty's.
test_accepted_and_flagged() {
  printf '%s\n' 'traps answer 250' protocol 'naughty reject data' | checks
  script_backend <<'END'
S: 220 backend ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RSET
S: 250 ok
C: <closed>
END
  PROTO=TCP TCPREMOTEIP=192.0.2.7 TCPLOCALPORT=25
  export PROTO TCPREMOTEIP TCPLOCALPORT
  expect_pipe qkarma-smtpd -v scripted-backend <<'END'
S: 220 backend ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<old@example.org>
S: 250 2.1.5 Recipient ok.
C: RCPT TO:<b@example.org>
S: 250 2.1.5 Recipient ok.
C: DATA
S: 554 5.7.1 There is no such mailbox.
S: <closed>
END
  expect_word traps 'fail, NAUGHTY: wrote to the trap old@example.org'
}

test_observed_it_is_only_said() {
  printf '%s\n' observe 'traps answer 250' protocol naughty | checks
  rcpt '250 ok' old@example.org
  expect_word traps 'fail, tolerated: wrote to the trap old@example.org'
}

test_where_nobody_disposes_of_it() {
  printf '%s\n' 'traps answer 250' | checks
  rcpt '250 2.1.5 Recipient ok.' old@example.org
}

test_a_wrong_file_has_no_traps_and_is_said() {
  for line in 'old@example.org here' old '@' old@
  do
    printf '%s\n' x@dead.example "$line" >"$QKARMA/control/traps"
    rcpt '250 ok' x@dead.example
    expect_word traps "error: control/traps: line 2: a line is an address, or\
 @ and a domain"
    assertContains "$(qkarma check)" \
      'error: control/traps: line 2: a line is an address, or @ and a domain'
  done
}

test_without_the_file_there_is_none() {
  rm "$QKARMA/control/traps"
  rcpt '250 ok' old@example.org
  expect_word traps pass
}

test_which_traps_were_written_to() {
  for address in old@example.org x@dead.example x@dead.example
  do
    rcpt "$NOBODY" "$address"
  done
  assertEquals 'TRAP x@dead.example old@example.org' \
    "$(qkarma top traps | sed 1d | awk '{ print $1 }' | xargs)"
}

. shunit2
