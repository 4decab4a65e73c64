# Ordinary mail is safe with us as we come: no file in control, an empty
# database. Each client here has a fault that ordinary clients have; none of
# them may be worse off the next time.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"
unset EARLYTALKER_WAIT

setUp() {
  fresh_home
}

# What its line must say, and that it is welcome again.
welcome_again() {
  expect_journal
  fold
  sends 192.0.2.7
}

lines() {
  printf '%s\n' "$@"
}

# Twenty recipients, of whom five are dead.
test_a_mailing_list_with_dead_recipients_is_nice() {
  { lines 'S: 220 obedient ESMTP' 'C: MAIL FROM:<list@client.example>' \
      'S: 250 ok'
    for i in 1 2 3 4 5
    do
      lines "C: RCPT TO:<550.5.1.1@dead$i.example>" \
        'S: 550 5.1.1 as you wish'
      for j in 1 2 3
      do
        lines "C: RCPT TO:<reader$i$j@example.org>" 'S: 250 ok'
      done
    done
    lines 'C: DATA' 'S: 354 go on' 'C: Subject: news' 'C: .' 'S: 250 queued' \
      'C: QUIT' 'S: 221 bye' 'S: <closed>'
  } >"$SHUNIT_TMPDIR/list"
  client 192.0.2.7 <"$SHUNIT_TMPDIR/list"
  welcome_again <<'END'
192.0.2.7 2 15 0 5 g quit message_accepted
END
}

# The refusal of MAIL makes RCPT and DATA behind it fall; none is an event.
test_one_message_that_is_too_large() {
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: EHLO client.example
S...
C: MAIL FROM:<552.5.3.4@client.example> SIZE=99000000
C: RCPT TO:<a@example.org>
C: RCPT TO:<b@example.org>
C: RCPT TO:<c@example.org>
S: 552 5.3.4 as you wish
S: 503 5.5.1 Bad sequence of commands.
S: 503 5.5.1 Bad sequence of commands.
S: 503 5.5.1 Bad sequence of commands.
C: QUIT
S: 221 bye
S: <closed>
END
  welcome_again <<'END'
192.0.2.7 0 0 0 0 - quit - helo=client.example
END
}

bounce() {
  lines 'C: MAIL FROM:<>' 'S: 250 ok' "C: RCPT TO:<550.5.1.1@forged$1.example>" \
    'S: 550 5.1.1 as you wish' 'C: RSET' 'S: 250 ok'
}

test_three_bounces_to_forged_addresses() {
  client 192.0.2.7 <<END
S: 220 obedient ESMTP
$(bounce 1)
$(bounce 2)
$(bounce 3)
C: QUIT
S: 221 bye
S: <closed>
END
  welcome_again <<'END'
192.0.2.7 0 0 0 3 - quit -
END
}

# However many there are they make one point, also when other mail follows.
test_many_bounces_and_a_mistyped_address() {
  client 192.0.2.7 <<END
S: 220 obedient ESMTP
$(for i in 1 2 3 4 5 6 7 8; do bounce $i; done)
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<550.5.1.1@mistyped.example>
S: 550 5.1.1 as you wish
C: QUIT
S: 221 bye
S: <closed>
END
  welcome_again <<'END'
192.0.2.7 -1 0 0 9 - quit bad_recipient
END
}

# And no spammer is better off for a null sender at the end.
test_a_null_sender_takes_no_point_back() {
  client 192.0.2.7 <<END
S: 220 obedient ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
$(for i in 1 2 3 4 5 6
  do
    lines "C: RCPT TO:<550@guess$i.example>" 'S: 550 as you wish'
  done)
C: RSET
S: 250 ok
$(bounce 7)
C: QUIT
S: 221 bye
S: <closed>
END
  expect_journal <<'END'
192.0.2.7 -4 0 0 7 n quit bad_recipient*4 neg=1 pd=1 pm=30
END
}

refused_bounce() {
  lines 'C: MAIL FROM:<>' 'S: 250 ok' 'C: RCPT TO:<b@example.org>' 'S: 250 ok' \
    'C: DATA' 'S: 354 go on' 'C: Answer: 554 5.7.1 spam' 'C: .' \
    'S: 554 5.7.1 spam'
}

# A bounce quotes the spam that it is about. One point, with those at RCPT.
test_bounces_that_are_refused_at_the_dot() {
  client 192.0.2.7 <<END
S: 220 obedient ESMTP
$(refused_bounce)
$(refused_bounce)
$(for i in 1 2 3 4 5; do bounce $i; done)
C: QUIT
S: 221 bye
S: <closed>
END
  welcome_again <<'END'
192.0.2.7 -1 0 0 7 - quit bad_recipient
END
}

# Verifies a dead address, and that the server does not take any.
callout() {
  lines 'C: MAIL FROM:<verify@client.example>' 'S: 250 ok' \
    "C: RCPT TO:<550.5.1.1@dead$1.example>" 'S: 550 5.1.1 as you wish' \
    "C: RCPT TO:<550.5.1.1@none$1.example>" 'S: 550 5.1.1 as you wish' \
    'C: RSET' 'S: 250 ok'
}

test_a_server_that_verifies_addresses() {
  client 192.0.2.7 <<END
S: 220 obedient ESMTP
$(for i in 1 2 3 4 5 6 7 8 9 10; do callout $i; done)
C: QUIT
S: 221 bye
S: <closed>
END
  welcome_again <<'END'
192.0.2.7 -1 0 0 20 - quit bad_recipient
END
}

# Twenty-two are guesses, a RCPT for each MAIL or not.
test_who_verifies_too_many_is_guessing() {
  client 192.0.2.7 <<END
S: 220 obedient ESMTP
$(for i in 1 2 3 4 5 6 7 8 9 10 11; do callout $i; done)
C: QUIT
S: 221 bye
S: <closed>
END
  expect_journal <<'END'
192.0.2.7 -19 0 0 22 n quit bad_recipient*19 neg=1 pd=1 pm=30
END
}

# A third RCPT is no verification, nor is what DATA follows.
test_what_goes_on_was_no_verification() {
  client 192.0.2.7 KARMA_VERY_BAD=9 <<END
S: 220 obedient ESMTP
$(for i in 1 2
  do
    callout $i | sed '$d' | sed '$d'
    lines "C: RCPT TO:<550.5.1.1@third$i.example>" 'S: 550 5.1.1 as you wish' \
      'C: RSET' 'S: 250 ok'
  done)
$(callout 3 | sed '$d' | sed '$d')
C: DATA
S: 503 no recipients
C: QUIT
S: 221 bye
S: <closed>
END
  expect_journal <<'END'
192.0.2.7 -5 0 0 8 n quit bad_recipient*5 neg=1 pd=1 pm=30
END
}

# Bare LF, which a script sends as it came, and one message refused.
test_a_fault_of_form_and_a_refused_message() {
  { printf '%s\r\n' 'MAIL FROM:<a@client.example>' 'RCPT TO:<b@example.org>' \
      DATA
    printf 'Answer: 554 5.7.1 spam\n\r\n.\r\n'
    printf 'QUIT\r\n'
  } | env EARLYTALKER_WAIT=0 TCPREMOTEIP=192.0.2.7 qkarma-smtpd \
    obedient-backend >/dev/null 2>&1
  welcome_again <<'END'
192.0.2.7 -2 0 0 1 - quit bad_pipelining,bare_lf,message_refused
END
}

test_a_forwarder_whose_one_message_is_refused() {
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
S: 354 go on
C: Answer: 554 5.7.1 spam
C: .
S: 554 5.7.1 spam
C: QUIT
S: 221 bye
S: <closed>
END
  welcome_again <<'END'
192.0.2.7 -2 0 0 1 - quit message_refused
END
}

test_a_printer_with_a_blank_in_its_mail_command() {
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: HELO printer
S: 250 obedient
C: MAIL FROM: <printer@client.example>
S: 250 ok
C: RCPT TO: <admin@example.org>
S: 250 ok
C: DATA
S: 354 go on
C: Subject: out of paper
C: .
S: 250 queued
C: QUIT
S: 221 bye
S: <closed>
END
  welcome_again <<'END'
192.0.2.7 0 1 0 0 - quit bad_envelope*2,message_accepted helo=printer
END
}

test_the_backends_own_trouble_is_nobodys_fault() {
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: MAIL FROM:<451.4.3.0@client.example>
S: 451 4.3.0 as you wish
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<452.4.2.2@example.org>
S: 452 4.2.2 as you wish
C: RCPT TO:<552.5.2.2@example.org>
S: 552 5.2.2 as you wish
C: RCPT TO:<554.5.2.1@example.org>
S: 554 5.2.1 as you wish
C: RCPT TO:<550.5.4.4@example.org>
S: 550 5.4.4 as you wish
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
S: 354 go on
C: Answer: 451 4.3.0 disk full
C: .
S: 451 4.3.0 disk full
C: QUIT
S: 221 bye
S: <closed>
END
  welcome_again <<'END'
192.0.2.7 0 0 3 0 - quit -
END
}

test_a_monitor_that_connects_and_quits() {
  for i in 1 2 3
  do
    client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: QUIT
S: 221 bye
S: <closed>
END
  done
  welcome_again <<'END'
192.0.2.7 0 0 0 0 - quit -
192.0.2.7 0 0 0 0 - quit -
192.0.2.7 0 0 0 0 - quit -
END
}

test_one_that_connects_and_goes_away() {
  client 192.0.2.7 EARLYTALKER_WAIT=60 </dev/null
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
END
  welcome_again <<'END'
192.0.2.7 0 0 0 0 - hangup -
192.0.2.7 0 0 0 0 - lost -
END
}

# Each mail program there tries it once or twice before it asks somebody.
test_an_office_behind_one_address_with_a_stale_password() {
  for i in 1 2 3 4
  do
    client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: EHLO client.example
S...
C: AUTH PLAIN stale
S: 535 no
C: AUTH PLAIN stale
S: 535 no
C: QUIT
S: 221 bye
S: <closed>
END
  done
  welcome_again <<'END'
192.0.2.7 0 0 0 0 - quit auth_failure*2 helo=client.example
192.0.2.7 0 0 0 0 - quit auth_failure*2 helo=client.example
192.0.2.7 0 0 0 0 - quit auth_failure*2 helo=client.example
192.0.2.7 0 0 0 0 - quit auth_failure*2 helo=client.example
END
}

# Greylisting behind us answers 450; the retry must not be the worse for it.
test_who_is_asked_to_come_again_may_come_again() {
  for i in 1 2 3 4 5
  do
    client 192.0.2.7 EARLYTALKER_WAIT=0 <<'END'
S: 220 obedient ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<450.4.7.1@example.org>
S: 450 4.7.1 as you wish
C: QUIT
S: 221 bye
S: <closed>
END
  done
  fold
  sends 192.0.2.7
  expect_word karma 'pass: history 0'
}

. shunit2
