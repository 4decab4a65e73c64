# TLS that ends in qkarma-smtpd: STARTTLS in front of any backend, and behind it
# the dialogue goes on. The daemon is the real one; a session is played by a
# client that goes inside TLS behind the 220 of its STARTTLS (tests/unit/inside).

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"
. "$(dirname "$0")/dialogue.sh"
. "$(dirname "$0")/tls.sh"
. "$(dirname "$0")/upgrade.sh"

oneTimeSetUp() {
  use_sh_backend
  tls_unit inside
  certificate mx ecdsa mx.example.org
}

setUp() {
  fresh_home
  WITH=
  use_certificates mx
  plain_checks </dev/null
  tlsd
}

tearDown() {
  unserve
  untlsd
}

# Who flags everybody.
flagging() {
  printf '%s\n' 'rblsmtpd reject naughty' 'naughty' | checks
  WITH="RBLSMTPD=listed ${1-}"
}

# What the backend's environment has of TLS, one name after the other.
asking_backend() {
  sh_backend <<'END'
say '220 backend'
while hear
do
  case $line in
    EHLO*) say 250-backend '250 PIPELINING' ;;
    NOOP*) say "250 $(env | sed -n 's/^\(SSL[^=]*\)=.*/\1/p' | sort | xargs)" ;;
    HELP*) say "250 $(ls -l /proc/$$/fd | grep -c socket:) sockets" ;;
    QUIT*) say '221 bye'; exit ;;
    *) say '250 ok' ;;
  esac
done
END
}

test_it_is_offered_in_front_of_any_backend() {
  far qkarma-smtpd obedient-backend
  expect_session <<'END'
S: 220 obedient ESMTP
C: EHLO client.example
S: 250-obedient
S: 250-PIPELINING
S: 250 STARTTLS
C: QUIT
S: 221 bye
S: <closed>
END
  assertEquals '' "$(cat "$TLSD_LOG" | grep 192.0.2.9)"
}

# A reply may be a code alone (RFC 5321, 4.2).
test_it_is_offered_behind_a_code_alone() {
  sh_backend <<'END'
say '220 backend'
hear; say 250
hear; printf '250\n'
hear; say '221 bye'
END
  far qkarma-smtpd $BACKEND_SH
  expect_session <<'END'
S: 220 backend
C: EHLO client.example
S: 250-
S: 250 STARTTLS
C: EHLO client.example
S: 250-<bare LF>
S: 250 STARTTLS
C: QUIT
S: 221 bye
S: <closed>
END
}

# One that offers it itself: it is ours, and the backend hears nothing of it.
test_the_backends_own_is_not_seen() {
  sh_backend <<'END'
say '220 backend'
hear; say 250-backend 250-STARTTLS 250-PIPELINING '250 SIZE 1000'
hear; say 250-backend 250-STARTTLS 250-PIPELINING '250 SIZE 1000'
hear; say '221 bye'
END
  far qkarma-smtpd $BACKEND_SH
  expect_session <<'END'
S: 220 backend
C: EHLO client.example
S: 250-backend
S: 250-PIPELINING
S: 250-SIZE 1000
S: 250 STARTTLS
C: STARTTLS
S: 220 2.0.0 Ready to start TLS.
C: EHLO inside.example
S: 250-backend
S: 250-PIPELINING
S: 250 SIZE 1000
C: QUIT
S: 221 bye
S: <closed>
END
  expect_heard <<'END'
EHLO client.example
EHLO inside.example
QUIT
END
  expect_line ' quit - tls=TLSv1\.3 helo=inside\.example '
}

test_helo_must_come_again_and_starttls_may_not() {
  far qkarma-smtpd obedient-backend
  expect_session <<'END'
S: 220 obedient ESMTP
C: EHLO client.example
S...
C: STARTTLS
S: 220 2.0.0 Ready to start TLS.
C: MAIL FROM:<a@client.example>
S: 503 5.5.1 Bad sequence of commands.
C: VRFY bob
S: 503 5.5.1 Bad sequence of commands.
C: AUTH PLAIN good
S: 503 5.5.1 Bad sequence of commands.
C: NOOP
S: 250 ok
C: RSET
S: 250 ok
C: MAIL FROM:<a@client.example>
S: 503 5.5.1 Bad sequence of commands.
C: HELO client.example
S: 250 obedient
C: STARTTLS
S: 503 5.5.1 Bad sequence of commands.
C: EHLO client.example
S: 250-obedient
S: 250-PIPELINING
S: 250 AUTH PLAIN
C: STARTTLS
S: 503 5.5.1 Bad sequence of commands.
C: MAIL FROM:<a@client.example>
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  expect_line ' quit - tls=TLSv1\.3 helo=client\.example '
}

test_before_ehlo_and_with_a_parameter() {
  far qkarma-smtpd obedient-backend
  expect_session <<'END'
S: 220 obedient ESMTP
C: STARTTLS now
S: 501 5.5.4 It takes no parameter.
C: starttls
S: 220 2.0.0 Ready to start TLS.
C: EHLO client.example
S...
C: QUIT
S: 221 bye
S: <closed>
END
}

# CVE-2011-0411: in the same packet.
test_plaintext_behind_starttls_is_thrown_away() {
  far qkarma-smtpd obedient-backend
  direct_session <<'END'
S: 220 obedient ESMTP
C: EHLO client.example
S...
C: STARTTLS
C: RSET
C: MAIL FROM:<injected@client.example>
S: 503 5.5.1 Bad sequence of commands.
P: 0.3
C: NOOP
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  expect_journal <<'END'
192.0.2.9 -1 0 0 0 - quit bad_pipelining helo=client.example
END
}

# Also where nobody is judged by it.
test_plaintext_behind_starttls_of_who_is_immune() {
  WITH=WHITELISTCLIENT=
  far qkarma-smtpd obedient-backend
  direct_session <<'END'
S: 220 obedient ESMTP
C: EHLO client.example
S...
C: STARTTLS
C: MAIL FROM:<injected@client.example>
S: 503 5.5.1 Bad sequence of commands.
P: 0.3
C: QUIT
S: 221 bye
S: <closed>
END
}

# Later than that it meets the handshake, whenever it comes; a broken one is no
# offence.
test_plaintext_later_is_no_handshake() {
  far qkarma-smtpd obedient-backend
  for pause in 0 0.2 0.5
  do
    no_handshake "$pause" >"$SHUNIT_TMPDIR/heard"
    # What comes behind the 220 is an alert, in binary, and no reply.
    assertEquals "$pause" '220 2.0.0 Ready to start TLS.' \
      "$(grep -a '^[2-5][0-9][0-9] ' "$SHUNIT_TMPDIR/heard" | tail -n 1)"
  done
  await enough_connections 3
  assertEquals '192.0.2.9 0 0 0 0 - lost' "$(sed -n \
    's/^@[0-9a-f]* \(.* lost\) .*/\1/p' "$QKARMA/journal/current" | sort -u)"
  expect_log '192.0.2.9 tls: fail, tolerated: no handshake: wrong version number'
}

test_a_transaction_of_before_is_over() {
  sh_backend <<'END'
say '220 backend'
while hear
do
  case $line in
    QUIT) say '221 bye'; exit ;;
    DATA) say '503 no recipient' ;;
    *) say '250 ok' ;;
  esac
done
END
  far qkarma-smtpd $BACKEND_SH
  expect_session <<'END'
S: 220 backend
C: EHLO client.example
S: 250-ok
S: 250 STARTTLS
C: MAIL FROM:<before@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: STARTTLS
S: 220 2.0.0 Ready to start TLS.
C: EHLO client.example
S: 250 ok
C: DATA
S: 503 no recipient
C: QUIT
S: 221 bye
S: <closed>
END
  expect_heard <<'END'
EHLO client.example
MAIL FROM:<before@client.example>
RCPT TO:<b@example.org>
RSET
EHLO client.example
DATA
QUIT
END
}

test_auth_only_inside() {
  far qkarma-smtpd obedient-backend
  expect_session <<'END'
S: 220 obedient ESMTP
C: EHLO client.example
S: 250-obedient
S: 250-PIPELINING
S: 250 STARTTLS
C: AUTH PLAIN good
S: 538 5.7.11 Encryption required for authentication.
C: STARTTLS
S: 220 2.0.0 Ready to start TLS.
C: EHLO client.example
S: 250-obedient
S: 250-PIPELINING
S: 250 AUTH PLAIN
C: AUTH PLAIN good
S: 235 welcome
C: QUIT
S: 221 bye
S: <closed>
END
  expect_line '^@[0-9a-f]* 192\.0\.2\.9 0 0 0 0 i quit '
}

test_auth_from_loopback() {
  near qkarma-smtpd obedient-backend
  expect_session <<'END'
S: 220 obedient ESMTP
C: EHLO client.example
S: 250-obedient
S: 250-PIPELINING
S: 250-AUTH PLAIN
S: 250 STARTTLS
C: AUTH PLAIN good
S: 235 welcome
C: QUIT
S: 221 bye
S: <closed>
END
}

auth_clear() {
  expect_session <<END
S: 220 obedient ESMTP
C: EHLO client.example
S: 250-obedient
$1
C: AUTH PLAIN good
S: $2
C: QUIT
S: 221 bye
S: <closed>
END
  unserve
}

test_auth_clear() {
  WITH=LIMITS_AUTH_CLEAR=1
  far qkarma-smtpd obedient-backend
  auth_clear 'S: 250-PIPELINING
S: 250-AUTH PLAIN
S: 250 STARTTLS' '235 welcome'
  WITH=LIMITS_AUTH_CLEAR=0
  near qkarma-smtpd obedient-backend
  auth_clear 'S: 250-PIPELINING
S: 250 STARTTLS' '538 5.7.11 Encryption required for authentication.'
  WITH='LIMITS_AUTH_CLEAR=0 LIMITS_TLS=hide'
  far qkarma-smtpd obedient-backend
  auth_clear 'S: 250 PIPELINING' \
    '538 5.7.11 Encryption required for authentication.'
  WITH=LIMITS_TLS=hide
  far qkarma-smtpd obedient-backend
  auth_clear 'S: 250-PIPELINING
S: 250 AUTH PLAIN' '235 welcome'
}

# Where TLS is required it would be for nothing.
test_auth_where_tls_is_required_but_not_ours() {
  WITH='LIMITS_TLS=pass LIMITS_TLS_REQUIRED=1'
  far qkarma-smtpd obedient-backend
  auth_clear 'S: 250 PIPELINING' \
    '538 5.7.11 Encryption required for authentication.'
}

# The backend must not believe it either: it is started again.
test_authentication_from_before_is_forgotten() {
  sh_backend <<'END'
say '220 backend'
while hear
do
  case $line in
    EHLO*) say 250-backend '250 AUTH PLAIN' ;;
    AUTH*) say '235 welcome' ;;
    QUIT) say '221 bye'; exit ;;
    *) say "250 $$" ;;
  esac
done
END
  near qkarma-smtpd $BACKEND_SH
  expect_session <<'END'
S: 220 backend
C: EHLO client.example
S...
C: AUTH PLAIN good
S: 235 welcome
C: STARTTLS
S: 220 2.0.0 Ready to start TLS.
C: EHLO client.example
S: 250-backend
S: 250 AUTH PLAIN
C: FOO
S: 500 5.5.1 Unknown command.
C: QUIT
S: 221 bye
S: <closed>
END
  assertEquals 'two backends' 'EHLO client.example
AUTH PLAIN good
<eof>
EHLO client.example
QUIT' "$(cat "$BACKEND_LOG")"
  expect_journal <<'END'
127.0.0.1 -1 0 0 0 - quit unknown_command helo=client.example
END
  expect_nobody_left
}

# All that it did before counts inside.
test_what_it_did_before_counts() {
  far qkarma-smtpd obedient-backend
  expect_session <<'END'
S: 220 obedient ESMTP
C: EHLO client.example
S...
C: FOO
S: 500 5.5.1 Unknown command.
C: STARTTLS
S: 220 2.0.0 Ready to start TLS.
C: BAR
S: 500 5.5.1 Unknown command.
C: QUIT
S: 221 bye
S: <closed>
END
  expect_journal <<'END'
192.0.2.9 -2 0 0 0 - quit unknown_command*2
END
}

test_tls_may_be_required() {
  WITH=LIMITS_TLS_REQUIRED=1
  far qkarma-smtpd obedient-backend
  expect_session <<'END'
S: 220 obedient ESMTP
C: EHLO client.example
S...
C: MAIL FROM:<a@client.example>
S: 530 5.7.0 Must issue a STARTTLS command first.
C: RCPT TO:<b@example.org>
S: 503 5.5.1 Bad sequence of commands.
C: NOOP
S: 250 ok
C: STARTTLS
S: 220 2.0.0 Ready to start TLS.
C: EHLO client.example
S...
C: MAIL FROM:<a@client.example>
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
}

test_tls_is_required_and_nobody_makes_it() {
  untlsd
  WITH='LIMITS_TLS_REQUIRED=1 LIMITS_TLS=end'
  far qkarma-smtpd obedient-backend
  expect_session <<'END'
S: 220 obedient ESMTP
C: EHLO client.example
S: 250-obedient
S: 250 PIPELINING
C: MAIL FROM:<a@client.example>
S: 454 4.7.0 TLS is not available now, try again later.
C: QUIT
S: 221 bye
S: <closed>
END
}

# A naughty client gets TLS, and AUTH inside it where it may authenticate.
test_a_naughty_client() {
  flagging LIMITS_AUTH=1
  far qkarma-smtpd obedient-backend
  expect_session <<'END'
S: 220 localhost ESMTP
C: EHLO client.example
S: 250-localhost
S: 250-PIPELINING
S: 250-8BITMIME
S: 250-SMTPUTF8
S: 250-SIZE
S: 250-STARTTLS
S: 250 ENHANCEDSTATUSCODES
C: AUTH PLAIN good
S: 538 5.7.11 Encryption required for authentication.
C: STARTTLS
S: 220 2.0.0 Ready to start TLS.
C: MAIL FROM:<a@client.example>
S: 503 5.5.1 Bad sequence of commands.
C: EHLO client.example
S: 250-obedient
S: 250-PIPELINING
S: 250 AUTH PLAIN
C: AUTH PLAIN good
S: 235 welcome
C: MAIL FROM:<a@client.example>
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
}

test_a_naughty_client_that_may_not_authenticate() {
  flagging LIMITS_AUTH=0
  script_backend <<'END'
END
  far qkarma-smtpd scripted-backend
  expect_session <<'END'
S: 220 localhost ESMTP
C: EHLO client.example
S...
C: STARTTLS
S: 220 2.0.0 Ready to start TLS.
C: EHLO client.example
S: 250-localhost
S: 250-PIPELINING
S: 250-8BITMIME
S: 250-SMTPUTF8
S: 250-SIZE
S: 250 ENHANCEDSTATUSCODES
C: AUTH PLAIN good
S: 502 5.5.1 Not implemented.
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<b@example.org>
S: 450 4.7.1 listed
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
  no_backend
}

test_a_boxed_client_is_told_inside() {
  naughty_ago 192.0.2.9 3456 1
  WITH=EARLYTALKER_WAIT=0
  printf '%s\n' karma naughty | checks
  far qkarma-smtpd obedient-backend
  expect_session <<'END'
S: 220 localhost ESMTP
C: EHLO client.example
S...
C: STARTTLS
S: 220 2.0.0 Ready to start TLS.
C: EHLO client.example
S...
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<b@example.org>
S: 421 4.7.1 You were naughty. You cannot connect for 0.96 more days.
S: <closed>
END
  expect_line ' b boxed - .*tls=TLSv1\.3'
}

test_an_immune_client_stays_behind_us_and_is_offered_it() {
  WITH=WHITELISTCLIENT=
  far qkarma-smtpd obedient-backend
  expect_session <<'END'
S: 220 obedient ESMTP
C: EHLO client.example
S: 250-obedient
S: 250-PIPELINING
S: 250 STARTTLS
C: FOO
S: 500 5.5.1 Unknown command.
C: STARTTLS
S: 220 2.0.0 Ready to start TLS.
C: EHLO client.example
S...
C: QUIT
S: 221 bye
S: <closed>
END
  expect_line '^@[0-9a-f]* 192\.0\.2\.9 0 0 0 0 i quit - .*tls=TLSv1\.3'
}

# Nothing of ours is in between, on loopback, or where TLS does not end here.
test_an_immune_client_that_becomes_the_backend() {
  for where in 127.0.0.1 '192.0.2.9 LIMITS_TLS=hide' '192.0.2.9 LIMITS_TLS=pass'
  do
    serve env TCPREMOTEIP=$where TCPLOCALPORT=25 WHITELISTCLIENT= qkarma-smtpd \
      obedient-backend
    expect_session <<'END'
S: 220 obedient ESMTP
C: STARTTLS
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
    expect_line ' i immune - '
    unserve
    new_journal
  done
}

test_what_the_backend_knows() {
  asking_backend
  WITH='LIMITS_TLS=end SSL_PROTOCOL=SSLv2 SSL_CLIENT_S_DN=/CN=root SSL_VERIFY=0'
  far qkarma-smtpd $BACKEND_SH
  expect_session <<'END'
S: 220 backend
C: EHLO client.example
S...
C: NOOP
S: 250 
C: HELP
S: 250 0 sockets
C: STARTTLS
S: 220 2.0.0 Ready to start TLS.
C: EHLO client.example
S...
C: HELP
S: 250 0 sockets
C: QUIT
S: 221 bye
S: <closed>
END
}

# It runs already; who wants to know is started again.
test_tls_tell() {
  asking_backend
  WITH='LIMITS_TLS_TELL=1 SSL_CLIENT_S_DN=/CN=root'
  far qkarma-smtpd $BACKEND_SH
  expect_session <<'END'
S: 220 backend
C: EHLO client.example
S...
C: STARTTLS
S: 220 2.0.0 Ready to start TLS.
C: EHLO client.example
S: 250-backend
S: 250 PIPELINING
C: NOOP
S: 250 SSL_CIPHER SSL_PROTOCOL
C: HELP
S: 250 0 sockets
C: QUIT
S: 221 bye
S: <closed>
END
}

# One message, by STARTTLS, with what stands in $INSIDE before its MAIL.
deliver() {
  expect_session <<END
S: 220 localhost ESMTP
C: EHLO client.example
S: 250-localhost
S: 250-PIPELINING
S: 250-8BITMIME
S: 250-SMTPUTF8
S: 250-SIZE 52428800
S: 250-ENHANCEDSTATUSCODES
S: 250 STARTTLS
C: XQKARMATLS TLSv1.3 x
S: 500 5.5.1 Unknown command.
C: STARTTLS
S: 220 2.0.0 Ready to start TLS.
C: XQKARMATLS TLSv1.3 x
S: 500 5.5.1 Unknown command.
C: EHLO client.example
S...
${1-C: RSET
S: 250 2.0.0 Good.}
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 The sender is good.
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 The recipient is good.
C: DATA
S: 354 Go ahead; end with <CR><LF>.<CR><LF>.
C: Subject: hello
C:
C: .
S: 250 2.0.0 Delivered.
C: QUIT
S: 221 2.0.0 Good bye.
S: <closed>
END
}

test_qkarma_maildir_writes_esmtps() {
  mailbox
  echo 'limits header 1' | plain_checks
  far qkarma-smtpd qkarma-maildir
  deliver
  assertEquals ESMTPS "$(with_of)"
  assertContains "$(cat "$MAILBOX"/new/*)" \
    'X-Karma: karma=-2 history=0 tls=TLSv1.3'
  expect_line ' quit [^ ]* tls=TLSv1\.3 helo=client\.example '
}

test_qkarma_maildir_writes_esmtpsa() {
  mailbox
  WITH=HEARD=$SHUNIT_TMPDIR/password
  far qkarma-smtpd qkarma-maildir -a checkpassword true
  deliver 'C: AUTH PLAIN AGFubgBzZWNyZXQ=
S: 235 2.7.0 Welcome.'
  assertEquals ESMTPSA "$(with_of)"
}

test_qkarma_maildir_started_again() {
  mailbox
  WITH=LIMITS_TLS_TELL=1
  far qkarma-smtpd qkarma-maildir
  deliver
  assertEquals ESMTPS "$(with_of)"
}

. shunit2
