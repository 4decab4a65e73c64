# rdns, helo and sender: the names that a client and its mail have, and whether
# the DNS knows them. The name server lies (tests/liar.sh).

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"
. "$(dirname "$0")/liar.sh"

oneTimeSetUp() {
  fresh_home
  unit liar
}

setUp() {
  rm -f "$QKARMA"/*.cdb "$QKARMA"/control/*
  new_journal
}

tearDown() {
  unlie
}

answers() {
  lie names "$@"
  DNS_SERVER=$LIAR
  export DNS_SERVER
}

plan() {
  printf '%s\n' "$@" protocol naughty | checks
}

# A pause in which whatever is asked before MAIL is answered: a question is given
# up after 1.5 seconds.
ANSWERED='P: 2'

# The client says so, and hears this at RCPT: `hears REPLY [HELO [SENDER
# [NAME=VALUE]]]`; $pause is between HELO and MAIL.
hears() {
  client 192.0.2.7 ${4+"$4"} <<END
S: 220 obedient ESMTP
C: HELO ${2-mail.client.example}
S: 250 obedient
${pause-}
C: MAIL FROM:<${3-a@client.example}>
S: 250 ok
C: RCPT TO:<b@example.org>
S: $1
C: QUIT
S: 221 bye
S: <closed>
END
}

# A naughty client of check rdns.
no() {
  client 192.0.2.7 <<END
S: 220 mx.example.org ESMTP
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<b@example.org>
S: 450 4.7.1 $1
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
}

# rdns. Somebody else waits, so that it knows at the greeting.
rdns() {
  plan "rdns $*" 'dnsbl wait 30'
  echo 'bl.test' >"$QKARMA/control/dnsbl"
}

no_name='Your address has no name in the DNS.'

test_rdns_of_an_address_without_a_name() {
  answers ''
  rdns reject naughty
  no "$no_name"
  expect_word rdns 'fail, NAUGHTY: no name'
  expect_journal <<'END'
192.0.2.7 -1 0 0 0 - quit no_rdns flag=rdns/temp dns=2/0/0/N
END
  new_journal
  rdns
  sends 192.0.2.7
  expect_word rdns 'fail, tolerated: no name'
  expect_journal <<'END'
192.0.2.7 1 1 0 0 - quit message_accepted,no_rdns dns=2/0/0/N
END
}

test_rdns_with_a_name_passes() {
  answers '7.2.0.192.in-addr.arpa ptr=host8.other.test'
  rdns reject naughty
  sends 192.0.2.7
  expect_word rdns 'pass: host8.other.test'
}

test_rdns_confirmed() {
  answers '7.2.0.192.in-addr.arpa ptr=mail.client.test' \
    'mail.client.test a=192.0.2.8 a=192.0.2.7'
  rdns require confirmed reject naughty
  sends 192.0.2.7
  expect_word rdns 'pass: mail.client.test'
}

test_rdns_confirmed_by_one_of_its_names() {
  answers '7.2.0.192.in-addr.arpa ptr=a.test ptr=b.test' 'a.test a=192.0.2.9' \
    'b.test a=192.0.2.7'
  rdns require confirmed reject naughty
  sends 192.0.2.7
}

test_rdns_not_confirmed() {
  answers '7.2.0.192.in-addr.arpa ptr=host8.other.test' \
    'host8.other.test a=192.0.2.8'
  rdns require confirmed reject naughty
  no 'The name of your address does not lead back to it.'
  expect_word rdns 'fail, NAUGHTY: not confirmed: host8.other.test'
  assertContains "$(cat "$QKARMA/journal/current")" ' bad_rdns '
}

test_rdns_ipv6() {
  answers '8.b.d.0.1.0.0.2.ip6.arpa ptr=mail.client.test' \
    'mail.client.test aaaa=2001:db8::7'
  rdns require confirmed reject naughty
  sends 2001:db8::7
  expect_word rdns 'pass: mail.client.test'
}

# Nobody is refused because somebody else is in trouble.
test_rdns_in_trouble_has_no_opinion() {
  while read -r name address words
  do
    answers "7.2.0.192.in-addr.arpa $name" "mail.client.test $address"
    rdns require confirmed reject naughty
    sends 192.0.2.7
    expect_word rdns "error: $words"
    unlie
  done <<'END'
rcode=2 a=192.0.2.7 SERVFAIL
silent a=192.0.2.7 no answer in time
ptr=mail.client.test rcode=2 SERVFAIL
ptr=mail.client.test silent no answer in time
END
}

test_rdns_of_a_generic_name() {
  answers '7.2.0.192.in-addr.arpa ptr=host-192-0-2-7.dsl.test'
  rdns generic 1 reject naughty
  no "$no_name"
  expect_word rdns 'fail, NAUGHTY: a generic name: host-192-0-2-7.dsl.test'
  assertContains "$(cat "$QKARMA/journal/current")" ' generic_rdns '
  rdns reject naughty
  sends 192.0.2.7
}

test_rdns_refuses_at_once() {
  answers ''
  rdns reject 1 reject_type perm
  client 192.0.2.7 <<END
S: 554 5.7.1 $no_name
S: <closed>
END
}

# Late, and by each command of its own.
test_rdns_refuses_late() {
  answers 'arpa late=300'
  plan 'rdns reject 1 reject_type perm'
  client 192.0.2.7 <<END
S: 220 obedient ESMTP
P: 2
C: MAIL FROM:<a@client.example>
S: 550 5.7.1 $no_name
C: MAIL FROM:<a@client.example>
S: 550 5.7.1 $no_name
C: QUIT
S: 221 bye
S: <closed>
END
}

# helo.
of_your_own='HELO with a name of your own, please.'

# After such a HELO, MAIL is told this: `helo_is NAME REPLY`, with $pause between
# the two.
helo_is() {
  client 192.0.2.7 TCPLOCALIP=192.0.2.1 HELO_REJECT=1 <<END
S: 220 obedient ESMTP
C: HELO $1
S: 250 obedient
${pause-}
C: MAIL FROM:<a@client.example>
S: $2
C: QUIT
S: 221 bye
S: <closed>
END
}

test_helo_with_a_name_that_is_nobodys() {
  answers ''
  plan helo
  for name in mx.example.org MX.Example.org 192.0.2.1 '[192.0.2.1]' localhost \
    localhost.localdomain 203.0.113.5
  do
    helo_is "$name" "550 5.7.1 $of_your_own"
  done
  for name in mail.client.example client '[192.0.2.7]' '[203.0.113.5]' \
    nobody.nowhere.test
  do
    helo_is "$name" '250 ok'
  done
  assertNull "$(asked)"
}

test_helo_is_recorded() {
  answers ''
  plan helo
  hears '250 ok' localhost
  expect_word helo 'fail, tolerated: HELO is localhost'
  assertContains "$(cat "$QKARMA/journal/current")" ' bad_helo '
}

test_helo_flags() {
  answers ''
  plan 'helo reject naughty'
  client 192.0.2.7 <<END
S: 220 obedient ESMTP
C: HELO localhost
S: 250 obedient
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<b@example.org>
S: 550 5.7.1 $of_your_own
C: QUIT
S: 221 bye
S: <closed>
END
}

test_helo_that_the_dns_does_not_know() {
  answers 'good.test a=127.0.0.1' 'six.test aaaa=2001:db8::1' \
    'mx.test mx=mail.test' 'broken.test rcode=2' 'slow.test silent'
  plan 'helo test unresolvable reject 1'
  pause=$ANSWERED
  for name in good.test six.test mx.test broken.test slow.test '[192.0.2.7]'
  do
    helo_is "$name" '250 ok'
  done
  helo_is nobody.test "550 5.7.1 $of_your_own"
  pause=
  expect_word helo 'fail: HELO is a name that nobody has: nobody.test'
}

test_helo_other_tests() {
  answers ''
  plan 'helo test literal test unqualified'
  helo_is '[203.0.113.5]' "550 5.7.1 $of_your_own"
  helo_is client "550 5.7.1 $of_your_own"
  helo_is localhost "550 5.7.1 $of_your_own"
  helo_is '[192.0.2.7]' '250 ok'
  # Where people hand in their mail, they have no better name.
  plan 'helo test unqualified reject 1'
  hears '250 ok' client a@client.example LIMITS_AUTH=1
}

# A second HELO is judged anew.
test_helo_again() {
  answers ''
  plan 'helo reject 1'
  client 192.0.2.7 <<END
S: 220 obedient ESMTP
C: HELO localhost
S: 250 obedient
C: MAIL FROM:<a@client.example>
S: 550 5.7.1 $of_your_own
C: HELO mail.client.example
S: 250 obedient
C: MAIL FROM:<a@client.example>
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
}

# sender.
nowhere="The sender's domain does not exist."
no_mail="The sender's domain takes no mail."

test_sender_domains() {
  answers 'mx.test mx=mail.test' 'a.test a=192.0.2.1' 'six.test aaaa=2001:db8::1' \
    'null.test mx=.' 'broken.test rcode=2'
  plan sender
  for domain in mx.test a.test six.test broken.test
  do
    hears '250 ok' mail.client.example "a@$domain"
  done
  hears '250 ok' mail.client.example ''
  hears '250 ok' mail.client.example 'a@[192.0.2.7]'
  hears '250 ok' mail.client.example nobody
  hears "450 4.1.8 $nowhere" mail.client.example a@nobody.test
  expect_word sender 'fail: nobody.test does not exist'
  hears "450 4.7.27 $no_mail" mail.client.example a@null.test
  expect_word sender 'fail: null.test takes no mail'
}

test_a_sender_that_is_nowhere_costs_a_point() {
  answers ''
  plan 'sender reject_type perm'
  hears "550 5.1.8 $nowhere" mail.client.example a@nobody.test
  expect_journal <<'END'
192.0.2.7 -1 0 0 0 - quit no_sender_domain helo=mail.client.example dns=3/0/0/N
END
  plan 'sender reject 0'
  hears '250 ok' mail.client.example a@nobody.test
  expect_word sender 'fail, tolerated: nobody.test does not exist'
}

test_what_sender_tests() {
  answers 'null.test mx=.'
  plan 'sender test null_mx'
  hears '250 ok' mail.client.example a@nobody.test
  hears "450 4.7.27 $no_mail" mail.client.example a@null.test
  plan 'sender test nothing'
  hears '250 ok' mail.client.example a@null.test
}

# MAIL and RCPT in one packet: RCPT waits for the answer.
test_rcpt_waits_for_the_sender() {
  answers 'test late=300'
  plan 'sender wait 20'
  client 192.0.2.7 <<END
S: 220 obedient ESMTP
C: MAIL FROM:<a@nobody.test>
C: RCPT TO:<b@example.org>
S: 250 ok
S: 450 4.1.8 $nowhere
C: QUIT
S: 221 bye
S: <closed>
END
}

test_rcpt_waits_no_longer_than_that() {
  answers 'test silent'
  plan 'sender wait 0.2'
  hears '250 ok' mail.client.example a@slow.test
  expect_word sender 'error: slow.test: no answer in time'
}

# A second transaction is judged by its own sender; one that the backend does
# not begin changes nothing.
test_each_sender_is_judged_anew() {
  answers 'good.test mx=mail.test' 'fine.test mx=mail.test'
  plan sender
  client 192.0.2.7 <<END
S: 220 obedient ESMTP
C: MAIL FROM:<a@nobody.test>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 450 4.1.8 $nowhere
C: RSET
S: 250 ok
C: MAIL FROM:<a@good.test>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: RSET
S: 250 ok
C: MAIL FROM:<a@other.nobody.test>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 450 4.1.8 $nowhere
C: RSET
S: 250 ok
C: MAIL FROM:<a@fine.test>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
}

test_rhsbl() {
  answers 'bl.test a=127.0.0.2 listed' 'client.test mx=mail.test'
  echo 'bl.test as Blue' >"$QKARMA/control/rhsbl"
  plan sender
  hears "450 4.7.1 The sender's domain is listed by Blue." \
    mail.client.example a@client.test
  expect_word sender 'fail: client.test: score 1 Blue*1'
  assertContains "$(asked)" '1 client.test.bl.test'
  assertContains "$(asked)" '1 invalid.bl.test'
  expect_journal <<'END'
192.0.2.7 -1 0 0 0 - quit listed helo=mail.client.example dns=3/0/0/N lists=Blue:1
END
}

test_an_rhsbl_in_trouble() {
  answers 'bl.test rcode=2' 'client.test mx=mail.test'
  echo 'bl.test as Blue' >"$QKARMA/control/rhsbl"
  plan sender
  hears '250 ok' mail.client.example a@client.test
  expect_word sender 'error: Blue does not answer'
  echo 'bl.test*x' >"$QKARMA/control/rhsbl"
  hears '250 ok' mail.client.example a@client.test
  assertContains "$(cat "$PIPE_LOG")" 'sender: error: control/rhsbl: line 1:'
}

# An allow list speaks for it.
test_who_is_vouched_for() {
  answers 'wl.test a=127.0.0.2 listed'
  echo 'wl.test*-2' >"$QKARMA/control/dnsbl"
  plan 'dnsbl skip 2 wait 30' 'rdns reject 1' 'helo reject 1' sender
  pause=$ANSWERED
  hears '250 ok' localhost a@nobody.test
  pause=
  for check in rdns helo sender
  do
    assertContains "$(cat "$PIPE_LOG")" "$check: fail, tolerated: "
  done
}

test_known_clients_are_not_asked_about() {
  answers ''
  past 192.0.2.7 6 g
  plan 'rdns reject 1' 'helo reject 1' sender
  hears '250 ok' localhost a@nobody.test
  for check in rdns helo sender
  do
    expect_word "$check" 'skip: known and nice'
  done
  assertNull "$(asked)"
}

. shunit2
