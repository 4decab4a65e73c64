# dnsbl: lists in the DNS are asked about the client while the greeting waits,
# and what they say is judged when it is known. The name server lies
# (tests/liar.sh); who is asked and who is not stands in its log.

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
  unset RBLSMTPD
  echo 'bl.test as Blue' >"$QKARMA/control/dnsbl"
  plan
}

tearDown() {
  unlie
}

# What the lists answer; the name server is ours from now on.
answers() {
  lie lists "$@"
  DNS_SERVER=$LIAR
  export DNS_SERVER
}

# plan [WORDS OF DNSBL]: it waits as long as answers may take.
plan() {
  printf '%s\n' "dnsbl wait 30 ${*-}" protocol naughty | checks
}

# The client at 192.0.2.7, or another one, in an environment with this, is
# refused at RCPT, for this reason; or it is served: `refused REASON [ADDRESS
# [NAME=VALUE]]`, `served [ADDRESS [NAME=VALUE]]`.
refused() {
  client "${2-192.0.2.7}" ${3+"$3"} <<END
S: 220 mx.example.org ESMTP
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<b@example.org>
S: 550 5.7.1 $1
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
}

served() {
  sends "${1-192.0.2.7}" ${2+"$2"}
}

blue='Your address is listed by Blue.'

test_a_listed_client_is_naughty() {
  answers 'bl.test listed a=127.0.0.2'
  refused "$blue"
  expect_word dnsbl 'fail, NAUGHTY: score 1 Blue*1'
  expect_journal <<'END'
192.0.2.7 -1 0 0 0 - quit listed flag=dnsbl/perm dns=2/0/0/N lists=Blue:1
END
}

test_one_that_is_not_is_served() {
  answers 'other.test a=127.0.0.2'
  served
  expect_word dnsbl 'pass: score 0'
  expect_journal <<'END'
192.0.2.7 2 1 0 0 g quit message_accepted dns=1/0/0/N
END
}

# What a list in trouble says counts for nothing, and the log tells which.
test_a_list_that_cannot_be_believed_lists_nobody() {
  while read -r answer words
  do
    answers "bl.test $(echo "$answer" | tr + ' ')"
    served
    expect_word dnsbl "error: Blue $words"
    unlie
  done <<'END'
rcode=2 does not answer
rcode=5 does not answer
rcode=1 does not answer
a=127.255.255.254 refuses to answer
listed+a=203.0.113.7 answers outside 127/8
a=127.0.0.2 names the whole world
truncated does not answer
cut+a=127.0.0.2 does not answer
count=60000+a=127.0.0.2 does not answer
random+a=127.0.0.2 does not answer
echo does not answer
silent did not answer in time
other-id+listed+a=127.0.0.2 did not answer in time
other-port+listed+a=127.0.0.2 did not answer in time
END
}

test_answers_of_odd_forms_count() {
  for answer in cname=x.test+a=127.0.0.2 a=127.0.0.2+many=25 a=127.0.0.2+twice
  do
    answers "bl.test listed $(echo "$answer" | tr + ' ')"
    refused "$blue"
    unlie
  done
}

test_no_name_server_at_all() {
  DNS_SERVER='127.0.0.1 9'
  export DNS_SERVER
  served
  expect_word dnsbl 'error: Blue does not answer'
}

# Weights, filters and thresholds: tests/lists_rules_test.sh has them all.
test_the_sum_decides() {
  printf '%s\n' 'a.test*3' 'b.test*-2' 'c.test*1' >"$QKARMA/control/dnsbl"
  answers 'a.test listed a=127.0.0.2' 'b.test listed a=127.0.0.2' \
    'c.test listed a=127.0.0.2'
  plan threshold 2
  refused 'Your address is listed as a source of spam.'
  expect_word dnsbl 'fail, NAUGHTY: score 2 a.test*3 b.test*-2 c.test*1'
  plan threshold 3
  served
  expect_word dnsbl 'pass: score 2 a.test*3 b.test*-2 c.test*1'
}

# The allow list comes last: nobody is flagged meanwhile.
test_nothing_is_judged_by_halves() {
  printf '%s\n' 'a.test*3' 'b.test*-3' >"$QKARMA/control/dnsbl"
  answers 'a.test listed a=127.0.0.2' 'b.test listed a=127.0.0.2 late=700'
  plan wait 0
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
P: 0.3
C: EHLO client.example
S...
P: 2
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  unlie
  plan
  answers 'a.test listed a=127.0.0.2' 'b.test listed a=127.0.0.2 late=300'
  served
  expect_word dnsbl 'pass: score 0 a.test*3 b.test*-3'
}

test_the_operators_text() {
  echo 'bl.test as Blue "https://blue.test/?%i"' >"$QKARMA/control/dnsbl"
  answers 'bl.test listed a=127.0.0.2'
  refused 'Your address is listed as a source of spam: https://blue.test/?192.0.2.7'
}

test_a_key_goes_to_its_list_alone() {
  echo '0123456789abcdefghijkl.bl.test' >"$QKARMA/control/dnsbl"
  answers 'bl.test listed a=127.0.0.2'
  refused 'Your address is listed as a source of spam.'
  expect_word dnsbl 'fail, NAUGHTY: score 1 bl.test*1'
  assertContains "$(asked)" 7.2.0.192.0123456789abcdefghijkl.bl.test
  assertNotContains "$(cat "$QKARMA/journal/current")" 0123456789
}

test_ipv6() {
  answers 'bl.test listed a=127.0.0.2'
  refused "$blue" 2001:db8::7
  assertContains "$(asked)" "1 7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.\
8.b.d.0.1.0.0.2.bl.test"
  refused "$blue" ::ffff:192.0.2.7
  assertContains "$(asked)" '1 7.2.0.192.bl.test'
}

test_a_file_that_is_wrong_lists_nobody() {
  echo 'bl.test*x' >"$QKARMA/control/dnsbl"
  answers 'bl.test listed a=127.0.0.2'
  served
  assertContains "$(cat "$PIPE_LOG")" 'dnsbl: error: control/dnsbl: line 1: '
  assertNull "$(asked)"
  rm "$QKARMA/control/dnsbl"
  served
  expect_word dnsbl 'skip: there is no control/dnsbl'
}

# What the operator chose comes of it.
test_reject() {
  answers 'bl.test listed a=127.0.0.2'
  plan reject 0
  served
  expect_word dnsbl 'fail, tolerated: score 1 Blue*1'
  plan reject 1
  client 192.0.2.7 <<END
S: 554 5.7.1 $blue
S: <closed>
END
  plan reject_type temp_disconnect
  client 192.0.2.7 <<END
S: 220 mx.example.org ESMTP
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<b@example.org>
S: 421 4.7.1 $blue
S: <closed>
END
  printf '%s\n' observe 'dnsbl wait 30' protocol naughty | checks
  served
  expect_word dnsbl 'fail, tolerated: score 1 Blue*1'
}

# Nobody is asked about these; and the log says why.
test_who_is_not_asked_about() {
  answers 'bl.test listed a=127.0.0.2'
  past 192.0.2.7 6 g
  printf '%s\n' 'dnsbl wait 30' karma naughty | checks
  served
  expect_word dnsbl 'skip: known and nice'
  served 10.1.2.3
  expect_word dnsbl 'skip: a private address'
  served 192.0.2.8 RBLSMTPD=
  expect_word dnsbl 'skip: RBLSMTPD is set'
  served nonsense
  client_ip=unknown
  expect_word dnsbl 'skip: the client is unknown'
  served 192.0.2.8 WHITELISTCLIENT=
  naughty_ago 192.0.2.9 100 1
  boxed 192.0.2.9
  expect_word dnsbl 'skip: in the box'
  assertNull "$(asked)"
  refused "$blue" 192.0.2.7 DNS_KNOWN=7
  refused "$blue" 10.1.2.3 DNS_PRIVATE=1
}

# The box only records: then lists may refuse.
test_a_box_that_refuses_nobody() {
  answers 'bl.test listed a=127.0.0.2'
  naughty_ago 192.0.2.9 100 1
  printf '%s\n' 'dnsbl wait 30' 'karma reject 0' naughty | checks
  refused "$blue" 192.0.2.9
}

# What a line has no room for is not there; what is there is whole.
test_many_hits_in_a_line() {
  for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16
  do
    echo "l$i.test as a-list-with-a-name-of-32-bytes$i"
  done >"$QKARMA/control/dnsbl"
  answers 'test listed a=127.0.0.2'
  plan threshold 100
  served
  lists=$(sed -n 's/.* lists=\([^ ]*\) .*/\1/p' "$QKARMA/journal/current")
  assertEquals '' "$(echo "$lists" | tr , '\n' |
    grep -v '^a-list-with-a-name-of-32-bytes[0-9]*:1$')"
  assertTrue 'some' "[ $(echo "$lists" | tr , '\n' | grep -c .) -gt 8 ]"
}

# With a long wait for early talkers: an allow list ends it.
test_an_allow_list_ends_the_wait() {
  echo 'wl.test*-1' >"$QKARMA/control/dnsbl"
  answers 'wl.test listed a=127.0.0.2'
  printf '%s\n' earlytalker 'dnsbl skip 1' naughty | checks
  served 192.0.2.7 EARLYTALKER_WAIT=200
}

# But it is judged like others for what it does.
test_an_allow_list_makes_nobody_immune() {
  echo 'wl.test*-1' >"$QKARMA/control/dnsbl"
  answers 'wl.test listed a=127.0.0.2'
  printf '%s\n' 'dnsbl skip 1 wait 30' protocol naughty | checks
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: GET / HTTP/1.1
S: 521 5.5.1 I speak SMTP only.
S: <closed>
END
  assertContains "$(cat "$QKARMA/journal/current")" ' -3 0 0 0 n rejected non_smtp'
}

# Nobody waits longer than for the answers.
test_the_wait_ends_with_the_last_answer() {
  answers 'bl.test listed a=127.0.0.2'
  refused "$blue"
  assertEquals 0 "$(sed -n 's/.* t=\([0-9]*\) .*/\1/p' "$QKARMA/journal/current" |
    awk '$1 > 20' | grep -c .)"
}

# wait 0, and nobody listens for early talk: greeted at once.
test_without_a_wait_late_answers_count() {
  answers 'bl.test listed a=127.0.0.2 late=300'
  plan wait 0
  client 192.0.2.7 <<END
S: 220 obedient ESMTP
P: 2
C: EHLO client.example
S...
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<b@example.org>
S: 550 5.7.1 $blue
C: QUIT
S: 221 bye
S: <closed>
END
}

# Behind the first recipient: the message is refused at its end, if the operator
# has it so that somebody is refused at RCPT.
test_an_answer_behind_the_recipient() {
  answers 'bl.test listed a=127.0.0.2 late=800'
  plan wait 0
  client 192.0.2.7 <<END
S: 220 obedient ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
P: 2
C: RCPT TO:<c@example.org>
S: 550 5.7.1 $blue
C: QUIT
S: 221 bye
S: <closed>
END
}

test_an_answer_behind_the_last_recipient() {
  answers 'bl.test listed a=127.0.0.2 late=800'
  plan wait 0
  client 192.0.2.7 <<END
S: 220 obedient ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
P: 2
C: DATA
S: 354 End the message with a dot.
C: Subject: hello
C:
C: .
S: 550 5.7.1 $blue
C: QUIT
S: 221 bye
S: <closed>
END
}

# Too late for anybody: the journal knows.
test_an_answer_behind_the_last_command() {
  answers 'bl.test listed a=127.0.0.2 late=800'
  plan wait 0
  client 192.0.2.7 <<END
S: 220 obedient ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
S: 354 go on
C: .
S: 250 queued
P: 2
C: QUIT
S: 221 bye
S: <closed>
END
  expect_word dnsbl 'pass: score 1 Blue*1'
  expect_journal <<'END'
192.0.2.7 2 1 0 0 g quit message_accepted dns=2/0/0/N lists=Blue:1
END
}

# Who hangs up while we wait has done nothing.
test_a_hang_up() {
  answers 'bl.test silent'
  TCPREMOTEIP=192.0.2.7 qkarma-smtpd -v obedient-backend </dev/null \
    >/dev/null 2>&1
  expect_journal <<'END'
192.0.2.7 0 0 0 0 - hangup - dns=1/0/1/N
END
}

# An early talker ends the wait, and is listed as well.
test_an_early_talker_is_asked_about() {
  answers 'bl.test listed a=127.0.0.2 late=300'
  printf '%s\n' 'earlytalker reject naughty' dnsbl naughty | checks
  client 192.0.2.7 EARLYTALKER_WAIT=200 <<END
C: EHLO client.example
S: 220 mx.example.org ESMTP
S...
P: 2
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<b@example.org>
S: 550-5.7.1 You talked before the greeting.
S: 550 5.7.1 $blue
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
}

# AUTH makes good what lists say.
test_who_authenticates_is_served() {
  answers 'bl.test listed a=127.0.0.2'
  LIMITS_AUTH=1 client 192.0.2.7 <<'END'
S: 220 mx.example.org ESMTP
C: EHLO client.example
S...
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

# The backend has no socket of ours, and 0 to 9 are as they were.
test_nothing_is_open_in_the_backend() {
  answers 'bl.test silent'
  plan wait 0
  # shellcheck disable=SC2016
  client_says=$(printf 'QUIT\r\n' | TCPREMOTEIP=192.0.2.7 qkarma-smtpd sh -c '
    echo "220 $(ls /proc/self/fd | tr "\n" " ")"; read -r x; echo 221 bye' \
    2>/dev/null | head -n 1)
  plain=$(printf 'QUIT\r\n' | TCPREMOTEIP=10.0.0.1 qkarma-smtpd sh -c '
    echo "220 $(ls /proc/self/fd | tr "\n" " ")"; read -r x; echo 221 bye' \
    2>/dev/null | head -n 1)
  assertEquals "$plain" "$client_says"
}

test_whoever_lists_nothing_has_nothing() {
  answers 'bl.test listed a=127.0.0.2'
  printf '%s\n' karma naughty | checks
  served
  assertNull "$(asked)"
  assertNotContains "$(cat "$QKARMA/journal/current")" dns=
}

. shunit2
