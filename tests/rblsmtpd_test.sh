# RBLSMTPD in the environment, as rblsmtpd understands it: a text blocks this
# client, for good if it begins with a hyphen, and nothing at all lets it in.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"

setUp() {
  fresh_home
  printf '%s\n' rblsmtpd earlytalker karma protocol naughty | checks
}

# K3: a flag alone is no offence, least of all one for now.
test_a_text_refuses_for_now() {
  client 192.0.2.7 RBLSMTPD='Blocked, see http://rbl.example' <<'END'
S: 220 mx.example.org ESMTP
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<b@example.org>
S: 450 4.7.1 Blocked, see http://rbl.example
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
  expect_word rblsmtpd 'fail, NAUGHTY: Blocked, see http://rbl.example'
  expect_word naughty 'fail: refused, flagged by rblsmtpd'
  expect_journal <<'END'
192.0.2.7 -1 0 0 0 - quit listed flag=rblsmtpd/temp
END
}

for_good() {
  client 192.0.2.7 RBLSMTPD="$1" <<END
S: 220 mx.example.org ESMTP
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<b@example.org>
S: 550 5.7.1 $2
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
}

test_a_hyphen_refuses_for_good_and_is_not_shown() {
  for_good '-Go away' 'Go away'
  for_good - 'This address is listed.'
}

test_nothing_at_all_is_not_blocked() {
  sends 192.0.2.7 RBLSMTPD=
  expect_word rblsmtpd 'pass: not blocked by lists'
}

test_without_it_the_check_skips() {
  sends 192.0.2.7
  expect_word rblsmtpd 'skip: RBLSMTPD is not set'
}

test_reject_0_only_records_and_reject_1_refuses_at_once() {
  sends 192.0.2.7 RBLSMTPD=listed RBLSMTPD_REJECT=0
  expect_word rblsmtpd 'fail, tolerated: listed'
  client 192.0.2.7 RBLSMTPD=listed RBLSMTPD_REJECT=1 <<'END'
S: 421 4.7.1 listed
S: <closed>
END
  expect_word rblsmtpd 'fail: listed'
}

# Whoever sets it wants something of it. The log says so, once a connection,
# also without -v.
test_a_text_without_the_check_is_said_to_be_in_vain() {
  printf '%s\n' karma naughty | checks
  sends 192.0.2.7 RBLSMTPD=listed
  expect_word rblsmtpd \
    'error: RBLSMTPD is set, but this check is not in control/checks'
  expect_pipe env TCPREMOTEIP=192.0.2.7 RBLSMTPD=listed qkarma-smtpd \
    obedient-backend <<'END'
S: 220 obedient ESMTP
C: QUIT
S: 221 bye
S: <closed>
END
  assertEquals "192.0.2.7 rblsmtpd: error: RBLSMTPD is set, but this check is\
 not in control/checks" "$(cat "$PIPE_LOG")"
  sends 192.0.2.7 RBLSMTPD=
  expect_no_word
  sends 192.0.2.7 RBLSMTPD=listed RELAYCLIENT=
  expect_no_word
  assertContains "$(RBLSMTPD=listed qkarma explain 192.0.2.7)" \
    'RBLSMTPD is set, but this check is not in control/checks'
}

expect_no_word() {
  assertEquals '' "$(grep rblsmtpd "$PIPE_LOG")"
}

# Foreign text: neither the dialogue nor the log gets another line by it.
test_its_text_is_one_clean_line() {
  for_good '-two
192.0.2.9 lines: pass' 'two?192.0.2.9 lines: pass'
  expect_word rblsmtpd 'fail, NAUGHTY: two?192.0.2.9 lines: pass'
}

test_who_is_immune_is_not_listed() {
  client 192.0.2.7 RBLSMTPD=-listed LIMITS_AUTH=1 <<'END'
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

. shunit2
