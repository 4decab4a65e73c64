# What INSTALL says of the programs that people put before and behind
# qkarma-smtpd, with the real ones.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"

setUp() {
  fresh_home
  echo 'earlytalker wait 0' | checks
  QMAILHOME=$SHUNIT_TMPDIR/qmail
  QUEUE=$SHUNIT_TMPDIR/queue
  QMAILQUEUE=$DATA/qmail-queue
  rm -rf "$QMAILHOME" "$QUEUE"
  mkdir -p "$QMAILHOME/control" "$QUEUE"
  echo example.org >"$QMAILHOME/control/rcpthosts"
  export QMAILHOME QUEUE QMAILQUEUE
}

tearDown() {
  unserve
}

# The senders of the messages that were queued.
senders() {
  grep -h '^F' "$QUEUE"/*.envelope | sort | xargs
}

# A message with LF . LF in it, and behind that what must never be a command.
honest_end() {
  expect_session <<'END'
S: 220 localhost mailfront ESMTP
C: EHLO client.example
S...
C: MAIL FROM:<alice@client.example>
S: 250 2.1.0 Sender accepted.
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Recipient accepted.
C: DATA
S: 354 End your message with a period on a line by itself.
C> Hello\r\none\n.\nMAIL FROM:<smuggled@client.example>\r\n.\r\n
S: 250 2.6.0 Accepted message ...
C: QUIT
S: 221 2.0.0 Good bye.
S: <closed>
END
  assertEquals 'queued' Falice@client.example "$(senders)"
}

test_fixcrio_behind_does_no_harm() {
  serve qkarma-smtpd fixcrio smtpfront-qmail
  honest_end
}

# This is what it does, and why it is forbidden: two replies come for what the
# client sent as one message, and the second one is to a MAIL.
test_fixcrio_before_makes_commands_of_a_body() {
  serve fixcrio qkarma-smtpd smtpfront-qmail
  expect_session <<'END'
S: 220 localhost mailfront ESMTP
C: EHLO client.example
S...
C: MAIL FROM:<alice@client.example>
S: 250 2.1.0 Sender accepted.
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Recipient accepted.
C: DATA
S: 354 End your message with a period on a line by itself.
C> Hello\r\none\n.\nMAIL FROM:<smuggled@client.example>\r\n.\r\n
S: 250 2.6.0 Accepted message ...
S: 250 2.1.0 Sender accepted.
END
}

test_recordio_before_and_behind() {
  serve recordio qkarma-smtpd recordio smtpfront-qmail
  honest_end
  await enough_connections 1
  expect_log '< MAIL FROM:<alice@client.example>'
  assertEquals 'recorded' 2 \
    "$(grep -c '< MAIL FROM:<alice@client.example>' "$SERVER_LOG")"
  assertContains "$(cat "$QKARMA/journal/current")" \
    ' 127.0.0.1 2 1 0 0 g quit message_accepted '
}

test_rblsmtpd_before() {
  RBLSMTPD= serve rblsmtpd qkarma-smtpd smtpfront-qmail
  honest_end
  await enough_connections 1
  unserve
  RBLSMTPD=-listed serve rblsmtpd qkarma-smtpd smtpfront-qmail
  expect_session <<'END'
S: 220 rblsmtpd.local
C: MAIL FROM:<alice@client.example>
S: 250 rblsmtpd.local
C: RCPT TO:<bob@example.org>
S: 553 listed
C: QUIT
S: 221 rblsmtpd.local
S: <closed>
END
  assertEquals 'connections in the journal' 1 \
    "$(grep -c '^@' "$QKARMA/journal/current")"
}

test_rblsmtpd_behind_would_make_bad_recipients() {
  RBLSMTPD=-listed serve qkarma-smtpd rblsmtpd smtpfront-qmail
  expect_session <<'END'
S: 220 rblsmtpd.local
C: MAIL FROM:<alice@client.example>
S: 250 rblsmtpd.local
C: RCPT TO:<bob@example.org>
S: 553 listed
C: QUIT
S: 221 rblsmtpd.local
S: <closed>
END
  expect_journal <<'END'
127.0.0.1 0 0 0 1 - quit -
END
}

. shunit2
