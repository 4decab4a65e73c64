# What is refused after the message was read is not queued: the backend reads an
# end of file before any dot.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"
. "$(dirname "$0")/dialogue.sh"

oneTimeSetUp() {
  QUEUE=$SHUNIT_TMPDIR/queue
  QMAILHOME=$SHUNIT_TMPDIR
  QMAILQUEUE=$DATA/qmail-queue
  export QUEUE QMAILHOME QMAILQUEUE
  mkdir "$QMAILHOME/control"
  use_sh_backend
}

setUp() {
  fresh_home
  rm -rf "$QUEUE" "$QUEUE.log"
  mkdir "$QUEUE"
}

tearDown() {
  unserve
}

queued() {
  cat "$QUEUE"/??????
}

# smtpfront-qmail would relay for everybody: nothing is checked but the queue.
serve_qmail() {
  serve qkarma-smtpd env RELAYCLIENT= smtpfront-qmail
}

# A session up to the message, whose end is not answered yet; then what is on
# stdin.
message() {
  words=$(cat)
  expect_session <<END
S: 220 localhost mailfront ESMTP
C: HELO client.example
S: 250 localhost
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender accepted.
C: RCPT TO:<b@example.org>
S: 250 2.1.5 Recipient accepted.
C: DATA
S: 354 ...
$words
END
}

test_qmail_queues_what_is_accepted() {
  plain_checks </dev/null
  serve_qmail
  message <<'END'
C: Subject: welcome
C:
C: ..
C: .
S: 250 2.6.0 Accepted ...
C: QUIT
S: 221 2.0.0 Good bye.
S: <closed>
END
  assertPart "$(queued)" "Subject: welcome

."
  assertEquals 'Fa@client.example
Tb@example.org' "$(cat "$QUEUE"/*.envelope)"
  assertEquals queued "$(cat "$QUEUE.log")"
}

test_qmail_queues_nothing_that_is_refused() {
  { echo 'earlytalker wait 0'; echo 'protocol bare_lf reject'; } | checks
  serve_qmail
  message <<'END'
C> Subject: buy this\r\n\r\nnow\n.\r\n.\r\n
S: 550 5.5.2 Lines end in CR LF, closing.
S: <closed>
END
  await test -s "$QUEUE.log"
  assertEquals 'left alone' "$(cat "$QUEUE.log")"
  expect_journal <<'END'
127.0.0.1 -1 0 0 0 - rejected bare_lf helo=client.example
END
}

# A filter behind the backend has found the client naughty while the message
# was read; a refusal that does not close leaves no backend to go on with.
test_a_flag_that_comes_with_the_message() {
  { echo 'earlytalker wait 0'
    echo 'naughty reject connect reject_type temp'; } | checks
  sh_backend <<'END'
say '220 backend'; hear; say '250 ok'; hear; say '250 ok'; hear; say '354 go'
hear
echo 'naughty This is spam.' >&9
while :; do hear; done
END
  serve qkarma-smtpd $BACKEND_SH
  expect_session <<END
S: 220 backend
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
S: 354 go
C: Subject: buy this
W: grep -q 'NAUGHTY: naughty This is spam' $SERVER_LOG
C: .
S: 451 4.7.1 This is spam.
C: MAIL FROM:<a@client.example>
S: 421 4.3.0 Closing after an unfinished message, connect again.
S: <closed>
END
  expect_heard <<'END'
MAIL FROM:<a@client.example>
RCPT TO:<b@example.org>
DATA
Subject: buy this
<eof>
END
  expect_journal <<'END'
127.0.0.1 0 0 0 0 - rejected - flag=adjust/none
END
}

# QUIT is answered by us then.
test_after_a_refusal_there_is_no_backend_but_there_is_quit() {
  { echo 'earlytalker wait 0'
    echo 'naughty reject connect reject_type perm'; } | checks
  sh_backend <<'END'
say '220 backend'; hear; say '250 ok'; hear; say '250 ok'; hear; say '354 go'
hear
echo 'naughty This is spam.' >&9
while :; do hear; done
END
  serve qkarma-smtpd $BACKEND_SH
  expect_session <<END
S: 220 backend
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
S: 354 go
C: Subject: buy this
W: grep -q 'NAUGHTY: naughty This is spam' $SERVER_LOG
C: .
S: 550 5.7.1 This is spam.
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
  expect_nobody_left
}

. shunit2
