# Between client and backend: one command, one reply, and nothing that would
# change that. What passes, passes unchanged.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"

setUp() {
  TCPREMOTEIP=192.0.2.7 TCPLOCALHOST=mx.example.org TCPLOCALPORT=25
  export TCPREMOTEIP TCPLOCALHOST TCPLOCALPORT
  fresh_home
  printf '%s\n' karma protocol naughty | checks
}

tearDown() {
  unserve
}

# The client's part is on stdin, the backend's was given to script_backend.
expect_both() {
  expect_pipe qkarma-smtpd scripted-backend
  expect_backend
}

# The same script with mailfront, bare and behind us.
test_a_session_is_the_same_with_and_without_us() {
  cat >"$SHUNIT_TMPDIR/session" <<'END'
S*
C: EHLO client.example
S*
C: NOOP
S*
C: MAIL FROM:<a@client.example> SIZE=100 BODY=8BITMIME
S*
C: RCPT TO:<b@example.org>
S*
C: RCPT TO:<c@example.org> NOTIFY=NEVER
S*
C: DATA
S*
C: Subject: hello
C:
C: ..
C: at one?
C: .
S*
C: MAIL FROM:<>
C: RCPT TO:<d@example.org>
C: RSET
S*
S*
S*
C: VRFY somebody
S*
C: EXPN everybody
S*
C: HELP
S*
C: RCPT TO:<too@early.example>
S*
C: HELO client.example
S*
C: mail from:<A@client.example>
S*
C: QUIT
S*
S: <closed>
END
  serve smtpfront-echo accept
  smtp_session <"$SHUNIT_TMPDIR/session" >"$SHUNIT_TMPDIR/bare"
  unserve
  serve qkarma-smtpd smtpfront-echo accept
  smtp_session <"$SHUNIT_TMPDIR/session" >"$SHUNIT_TMPDIR/behind"
  assertEquals "$(cat "$SHUNIT_TMPDIR/bare")" "$(cat "$SHUNIT_TMPDIR/behind")"
  assertContains "$(cat "$SHUNIT_TMPDIR/behind")" 'S: 250 Received '
}

test_swaks() {
  serve qkarma-smtpd smtpfront-echo accept
  for how in '' --pipeline
  do
    swaks --server "127.0.0.1:$PORT" --from a@client.example --timeout 60 \
      --to b@example.org,c@example.org --ehlo client.example $how \
      >"$SHUNIT_TMPDIR/swaks" 2>&1
    assertEquals "swaks $how: $(cat "$SHUNIT_TMPDIR/swaks")" 0 $?
  done
  expect_journal <<'END'
127.0.0.1 2 2 0 0 g quit message_accepted helo=client.example
127.0.0.1 2 2 0 0 g quit message_accepted helo=client.example
END
}

test_a_group_of_commands_is_taken_apart() {
  script_backend <<'END'
S: 220 backend ESMTP
C: EHLO client.example
S: 250-backend
S: 250 PIPELINING
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: RCPT TO:<c@example.org>
S: 550 5.1.1 no
C: DATA
S: 354 go on
C: Subject: one
C:
C: .
S: 250 queued
C: RSET
S: 250 ok
C: MAIL FROM:<>
S: 250 ok
C: RCPT TO:<d@example.org>
S: 250 ok
C: DATA
S: 354 go on
C: Subject: two
C: .
S: 250 queued
C: QUIT
S: 221 bye
END
  expect_both <<'END'
S: 220 backend ESMTP
C: EHLO client.example
S: 250-backend
S: 250 PIPELINING
C: MAIL FROM:<a@client.example>
C: RCPT TO:<b@example.org>
C: RCPT TO:<c@example.org>
C: DATA
S: 250 ok
S: 250 ok
S: 550 5.1.1 no
S: 354 go on
C: Subject: one
C:
C: .
C: RSET
C: MAIL FROM:<>
C: RCPT TO:<d@example.org>
C: DATA
S: 250 queued
S: 250 ok
S: 250 ok
S: 250 ok
S: 354 go on
C: Subject: two
C: .
C: QUIT
S: 250 queued
S: 221 bye
S: <closed>
END
  expect_journal <<'END'
192.0.2.7 4 2 0 1 g quit message_accepted*2 helo=client.example
END
}

# Everything else would change the framing, now or in ten years.
test_of_the_ehlo_reply_only_what_we_know_passes() {
  script_backend <<'END'
S: 220 backend ESMTP
C: EHLO client.example
S: 250-backend greets client.example
S: 250-PIPELINING
S: 250-8BITMIME
S: 250-SIZE 52428800
S: 250-SMTPUTF8
S: 250-DSN
S: 250-EnhancedStatusCodes
S: 250-AUTH PLAIN LOGIN
S: 250-AUTH=PLAIN LOGIN
S: 250-HELP
S: 250-VRFY
S: 250-EXPN
S: 250-ETRN
S: 250-DELIVERBY
S: 250-MT-PRIORITY MIXER
S: 250-LIMITS MAILMAX=5
S: 250-starttls
S: 250-CHUNKING
S: 250-BINARYMIME
S: 250-PRDR
S: 250-PIPECONNECT
S: 250-PIPE_CONNECT
S: 250-XCLIENT NAME ADDR
S: 250-XFORWARD NAME ADDR
S: 250-XEXCH50
S: 250-BURL imap
S: 250-REQUIRETLS
S: 250-PIPELININGX
S: 250-
S: 250 FUTURERELEASE
C: QUIT
S: 221 bye
END
  expect_both <<'END'
S: 220 backend ESMTP
C: EHLO client.example
S: 250-backend greets client.example
S: 250-PIPELINING
S: 250-8BITMIME
S: 250-SIZE 52428800
S: 250-SMTPUTF8
S: 250-DSN
S: 250-EnhancedStatusCodes
S: 250-AUTH PLAIN LOGIN
S: 250-AUTH=PLAIN LOGIN
S: 250-HELP
S: 250-VRFY
S: 250-EXPN
S: 250-ETRN
S: 250-DELIVERBY
S: 250-MT-PRIORITY MIXER
S: 250-LIMITS MAILMAX=5
S: 250 starttls
C: QUIT
S: 221 bye
S: <closed>
END
}

test_starttls_can_be_hidden_and_the_first_line_passes_always() {
  echo 'limits tls hide' >>"$QKARMA/control/checks"
  script_backend <<'END'
S: 220 backend ESMTP
C: EHLO client.example
S: 250-CHUNKING
S: 250 STARTTLS
C: EHLO again.example
S: 250 backend
C: EHLO and.again.example
S: 502 5.5.1 what is EHLO?
C: QUIT
S: 221 bye
END
  expect_both <<'END'
S: 220 backend ESMTP
C: EHLO client.example
S: 250 CHUNKING
C: STARTTLS
S: 502 5.5.1 Not implemented.
C: EHLO again.example
S: 250 backend
C: EHLO and.again.example
S: 502 5.5.1 what is EHLO?
C: QUIT
S: 221 bye
S: <closed>
END
}

test_parameters_of_what_did_not_pass() {
  script_backend <<'END'
S: 220 backend ESMTP
C: MAIL FROM:<a@client.example> SIZE=5 body=8bitmime SMTPUTF8 RET=HDRS ENVID=1
S: 250 ok
C: RSET
S: 250 ok
C: MAIL FROM:<"> PRDR"@client.example> AUTH=<> BY=100;R MT-PRIORITY=3
S: 250 ok
C: QUIT
S: 221 bye
END
  expect_both <<'END'
S: 220 backend ESMTP
C: MAIL FROM:<a@client.example> SIZE=5 body=8bitmime SMTPUTF8 RET=HDRS ENVID=1
S: 250 ok
C: RSET
S: 250 ok
C: MAIL FROM:<a@client.example> BODY=BINARYMIME
S: 555 5.5.4 A parameter of something that was not offered.
C: MAIL FROM:<a@client.example> size=5 prdr
S: 555 5.5.4 A parameter of something that was not offered.
C: MAIL FROM:<a@client.example> HOLDFOR=100
S: 555 5.5.4 A parameter of something that was not offered.
C: MAIL FROM:<a@client.example>REQUIRETLS
S: 555 5.5.4 A parameter of something that was not offered.
C: MAIL FROM:<"> PRDR"@client.example> AUTH=<> BY=100;R MT-PRIORITY=3
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
}

# They are passed on as they came; what no two servers read alike is not.
test_addresses_as_some_clients_send_them() {
  script_backend <<'END'
S: 220 backend ESMTP
C: MAIL FROM:Printer <p@client.example>
S: 250 ok
C: RCPT TO: <<a@example.org>> NOTIFY=NEVER
S: 250 ok
C: RSET
S: 250 ok
C: MAIL FROM:a@client.example
S: 250 ok
C: QUIT
S: 221 bye
END
  expect_both <<'END'
S: 220 backend ESMTP
C: MAIL FROM:<"a@client.example>
S: 501 5.5.4 This address cannot be read.
C: RCPT TO:<a@example.org>
S: 503 5.5.1 ...
C: MAIL FROM:Printer <p@client.example>
S: 250 ok
C: RCPT TO:<a(b)@example.org>
S: 501 5.5.4 This address cannot be read.
C: RCPT TO:<a\"@example.org> PRDR
S: 555 5.5.4 A parameter of something that was not offered.
C: RCPT TO: <<a@example.org>> NOTIFY=NEVER
S: 250 ok
C: RSET
S: 250 ok
C: MAIL FROM:a@client.example
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
}

test_what_is_not_on_the_list_never_reaches_the_backend() {
  script_backend <<'END'
S: 220 backend ESMTP
C: QUIT
S: 221 bye
END
  expect_both <<'END'
S: 220 backend ESMTP
C: STARTTLS
S: 502 5.5.1 Not implemented.
C: XCLIENT ADDR=192.0.2.1
S: 500 5.5.1 Unknown command.
C: SEND FROM:<a@client.example>
S: 500 5.5.1 Unknown command.
C: TURN
S: 500 5.5.1 Unknown command.
C: ETRN client.example
S: 500 5.5.1 Unknown command.
C: MAILFROM:<a@client.example>
S: 500 5.5.1 Unknown command.
C:
S: 500 5.5.1 Unknown command.
C: QUIT
S: 221 bye
S: <closed>
END
}

test_what_carries_a_payload_ends_the_session() {
  for command in 'BDAT 5 LAST' 'burl imap://example.org LAST' 'XEXCH50 5 2'
  do
    script_backend <<'END'
S: 220 backend ESMTP
C: <closed>
END
    expect_both <<END
S: 220 backend ESMTP
C: $command
C: RSET
S: 503 5.5.1 This was not offered, closing.
S: <closed>
END
  done
}

test_a_list_of_verbs_passes_with_its_arguments() {
  script_backend <<'END'
S: 220 backend ESMTP
C: ehlo  client.example
S: 250-backend
S: 250 ETRN
C: NOOP are you there
S: 250 ok
C: vrfy Some Body
S: 252 maybe
C: Expn list
S: 502 no
C: HELP me
S: 214-there is
S: 214-no
S: 214 help
C: ETRN client.example
S: 250 ok
C: MAIL FROM: <a@client.example>
S: 250 ok
C: RCPT to:b@example.org
S: 250 ok
C: rset
S: 250 ok
C: QUIT now
S: 221 bye
END
  expect_both <<'END'
S: 220 backend ESMTP
C: ehlo  client.example
S: 250-backend
S: 250 ETRN
C: NOOP are you there
S: 250 ok
C: vrfy Some Body
S: 252 maybe
C: Expn list
S: 502 no
C: HELP me
S: 214-there is
S: 214-no
S: 214 help
C: ETRN client.example
S: 250 ok
C: MAIL FROM: <a@client.example>
S: 250 ok
C: RCPT to:b@example.org
S: 250 ok
C: rset
S: 250 ok
C: QUIT now
S: 221 bye
S: <closed>
END
}

# Who reads them as line ends would see two commands where we see one.
test_cr_and_nul_have_no_place_in_a_command() {
  script_backend <<'END'
S: 220 backend ESMTP
C: QUIT
S: 221 bye
END
  expect_both <<'END'
S: 220 backend ESMTP
C> NOOP\rMAIL FROM:<a@client.example>\r\n
S: 500 5.5.2 A command has no CR or NUL inside.
C> RSET\r\r\n
S: 500 5.5.2 A command has no CR or NUL inside.
C> NOOP \0\r\n
S: 500 5.5.2 A command has no CR or NUL inside.
C> QUIT\0\n
S: 500 5.5.2 A command has no CR or NUL inside.
C: QUIT
S: 221 bye
S: <closed>
END
}

test_a_command_may_end_in_a_bare_lf_and_is_sent_on_with_cr_lf() {
  script_backend <<'END'
S: 220 backend ESMTP
C: RSET
S: 250 ok
C: QUIT
S: 221 bye
END
  expect_both <<'END'
S: 220 backend ESMTP
C> RSET\n
S: 250 ok
C> QUIT\n
S: 221 bye
S: <closed>
END
}

# As many bytes as $1 says, in one word.
letters() {
  awk -v n="$1" 'BEGIN { while (i++ < n) printf "x" }'
}

# A line that comes in two parts, one second between them, is one line.
test_a_line_has_its_limit() {
  script_backend <<END
S: 220 backend ESMTP
C: NOOP $(letters 2041)
S: 250 ok
C: RSET
S: 250 ok
C: QUIT
S: 221 bye
END
  expect_both <<END
S: 220 backend ESMTP
C: NOOP $(letters 2041)
S: 250 ok
C: NOOP $(letters 2042)
S: 500 5.5.2 Line too long.
C: NOOP $(letters 40000)
S: 500 5.5.2 Line too long.
C> RS
P: 0.1
C> ET\r
P: 0.1
C> \n
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
}

test_an_auth_line_may_be_longer() {
  script_backend <<END
S: 220 backend ESMTP
C: EHLO client.example
S: 250-backend
S: 250 AUTH GSSAPI
C: AUTH GSSAPI $(letters 12000)
S: 334 more
C: $(letters 12000)
S: 535 5.7.8 no
C: auth GSSAPI $(letters 5000)
S: 334 more
C: *
S: 501 5.7.0 cancelled
C: QUIT
S: 221 bye
END
  expect_both <<END
S: 220 backend ESMTP
C: EHLO client.example
S: 250-backend
S: 250 AUTH GSSAPI
C: AUTH GSSAPI $(letters 12000)
S: 334 more
C: $(letters 12000)
S: 535 5.7.8 no
C: auth GSSAPI $(letters 5000)
S: 334 more
C> \0\r\n
S: 500 5.5.2 A command has no CR or NUL inside.
C: AUTH GSSAPI $(letters 13000)
S: 500 5.5.2 Line too long.
C: QUIT
S: 221 bye
S: <closed>
END
}

# Who never ends a line stays no longer than he may take for a command; who
# sends nothing but long ones is not heard for ever either.
test_floods() {
  echo 'limits command_timeout 1' >>"$QKARMA/control/checks"
  script_backend <<'END'
S: 220 backend ESMTP
C: <closed>
END
  timeout 60 yes | tr -d '\n' | qkarma-smtpd scripted-backend \
    >"$SHUNIT_TMPDIR/out"
  assertContains "$(tail -n 1 "$SHUNIT_TMPDIR/out")" '421 4.4.2 '
  printf '%s\n' karma protocol naughty | checks
  timeout 60 yes "$(letters 3000)" | qkarma-smtpd scripted-backend \
    >"$SHUNIT_TMPDIR/out"
  assertContains "$(tail -n 1 "$SHUNIT_TMPDIR/out")" '421 4.7.0 '
  expect_journal <<'END'
192.0.2.7 0 0 0 0 - timeout -
192.0.2.7 0 0 0 0 - rejected -
END
}

# Whatever the environment says, a reply of ours is a line.
test_our_name_is_cut_and_the_reply_is_whole() {
  printf '%s\n' 'earlytalker wait 0' rblsmtpd naughty 'limits auth 0' | checks
  TCPLOCALHOST=$(letters 600)
  name=$(letters 255)
  export RBLSMTPD=-listed
  expect_pipe qkarma-smtpd false <<END
S: 220 $name ESMTP
C: HELO client.example
S: 250 $name
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
  unset RBLSMTPD
}

# Odd ones too: the backend's words are not ours to mend.
test_replies_pass_byte_for_byte() {
  script_backend <<'END'
S> 220-backend ESMTP\r\n220 s\0351\0303\0241y\r\n
C: HELO client.example
S> 250\r\n
C: NOOP
S> 250-one\n250 two\n
C: QUIT
S> 221 \011bye  \r\n
END
  expect_both <<END
S: 220-backend ESMTP
S: 220 s$(printf '\351\303\241')y
C: HELO client.example
S: 250
C: NOOP
S: 250-one<bare LF>
S: 250 two<bare LF>
C: QUIT
S: 221 $(printf '\t')bye  
S: <closed>
END
}

# RFC 5321 4.1.4: the transaction that is open stays as it is, and so does what we
# count of it.
test_a_greeting_that_is_refused_changes_nothing() {
  script_backend <<'END'
S: 220 backend ESMTP
C: EHLO client.example
S: 250 backend
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: EHLO bad_name
S: 501 no
C: DATA
S: 354 go on
C: hello
C: .
S: 250 queued
C: QUIT
S: 221 bye
END
  expect_both <<'END'
S: 220 backend ESMTP
C: EHLO client.example
S: 250 backend
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: EHLO bad_name
S: 501 no
C: DATA
S: 354 go on
C: hello
C: .
S: 250 queued
C: QUIT
S: 221 bye
S: <closed>
END
  assertContains 'one recipient was accepted' \
    "$(tail -n 1 "$QKARMA/journal/current")" ' 2 1 0 0 g quit '
}

# What a body may be is not read as commands: it came while DATA was asked, and
# DATA was refused.
test_what_came_behind_a_refused_data_is_no_command() {
  script_backend <<'END'
S: 220 backend ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: DATA
S: 503 no recipients
C: <closed>
END
  expect_both <<'END'
S: 220 backend ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: DATA
C: RSET
C: MAIL FROM:<win@spammer.example>
S: 503 no recipients
S: <closed>
END
}

. shunit2
