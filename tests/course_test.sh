# What the journal has of a connection's course: how far it came (at=), the
# check for whose sake something was refused (stop=), the one that let something
# pass which it could have refused (would=), that nothing was to be refused
# (observe=1), and which lists of the DNS failed (dns=).

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"
. "$(dirname "$0")/liar.sh"

oneTimeSetUp() {
  unit liar
}

setUp() {
  fresh_home
  printf '%s\n' earlytalker karma protocol naughty | checks
}

tearDown() {
  unlie
}

# The pairs of this form in the last line of the journal.
expect_course() {
  assertEquals "$1" "$(sed -n '$p' "$QKARMA/journal/current" | tr ' ' '\n' |
    grep -E '^(at|stop|would|observe)=' | xargs)"
}

# Whoever says these commands, and then hangs up: `says 192.0.2.7 EHLO...`.
says() {
  says_ip=$1
  shift
  { sleep 0.2; printf '%s\r\n' "$@"; } |
    TCPREMOTEIP=$says_ip TCPLOCALPORT=25 TCPLOCALHOST=mx.example.org \
    qkarma-smtpd obedient-backend >"$SHUNIT_TMPDIR/said" 2>&1
}

test_how_far_it_came() {
  says 192.0.2.7
  expect_course at=connect
  says 192.0.2.7 'HELO a.example'
  expect_course at=helo
  says 192.0.2.7 'HELO a.example' 'MAIL FROM:<a@client.example>'
  expect_course at=mail
  says 192.0.2.7 'MAIL FROM:<a@client.example>' 'RCPT TO:<b@example.org>' \
    'HELO a.example'
  expect_course at=rcpt
  says 192.0.2.7 'MAIL FROM:<a@client.example>' 'RCPT TO:<b@example.org>' DATA
  expect_course at=data
  sends 192.0.2.7
  expect_course at=data_post
}

# Nobody sees how far one comes that is handed on.
test_an_immune_client() {
  sends 192.0.2.7 RELAYCLIENT=
  expect_course ''
}

test_the_box() {
  naughty_ago 192.0.2.7 3456 1
  boxed 192.0.2.7
  expect_course 'at=rcpt stop=karma'
}

test_a_check() {
  echo 'earlytalker wait 60' | checks
  EARLYTALKER_WAIT=60 TCPREMOTEIP=192.0.2.7 qkarma-smtpd obedient-backend \
    >"$SHUNIT_TMPDIR/said" 2>&1 <<'END'
HELO early.example
END
  expect_course 'at=connect stop=earlytalker'
}

# Whose flag was first, not who disposed of it.
test_a_flag() {
  printf '%s\n' rblsmtpd naughty | checks
  client 192.0.2.7 RBLSMTPD=-Go. <<'END'
S: 220 mx.example.org ESMTP
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<b@example.org>
S: 550 5.7.1 Go.
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
  expect_course 'at=rcpt stop=rblsmtpd'
}

test_a_rule_of_the_dialogue() {
  says 192.0.2.7 'GET / HTTP/1.0'
  expect_course 'at=connect stop=protocol'
  LIMITS_COMMANDS=2 says 192.0.2.7 NOOP NOOP NOOP
  expect_course 'at=connect stop=limits'
}

# A backend's refusals are its own.
test_the_backends_refusals() {
  says 192.0.2.7 'MAIL FROM:<a@client.example>' 'RCPT TO:<550@example.org>'
  expect_course at=rcpt
}

test_what_was_tolerated() {
  echo 'earlytalker wait 60 reject 0' | checks
  EARLYTALKER_WAIT=60 TCPREMOTEIP=192.0.2.7 qkarma-smtpd obedient-backend \
    >"$SHUNIT_TMPDIR/said" 2>&1 <<'END'
HELO early.example
END
  expect_course 'at=helo would=earlytalker'
}

test_what_was_observed() {
  printf '%s\n' observe karma protocol naughty | checks
  naughty_ago 192.0.2.7 3456 1
  sends 192.0.2.7
  expect_course 'at=data_post would=karma observe=1'
  sends 192.0.2.8
  expect_course 'at=data_post observe=1'
  says 192.0.2.8 'GET / HTTP/1.0'
  expect_course 'at=connect would=protocol observe=1'
}

# Behind the four numbers, the lists that were no good.
test_which_lists_failed() {
  printf '%s\n' 'bl.test as Blue' 'down.test' 'odd.test as Odd' \
    >"$QKARMA/control/dnsbl"
  printf '%s\n' 'dnsbl wait 30' naughty | checks
  lie lists 'bl.test listed a=127.0.0.2' 'down.test rcode=2' \
    'odd.test listed a=203.0.113.7'
  client 192.0.2.7 "DNS_SERVER=$LIAR" <<'END'
S: 220 mx.example.org ESMTP
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
  assertContains "$(sed -n '$p' "$QKARMA/journal/current")" /down.test,Odd\ lists=Blue:
  assertContains "$(sed -n '$p' "$QKARMA/journal/current")" ' dns='
}

. shunit2
