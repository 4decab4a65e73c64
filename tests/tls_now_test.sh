# TLS that is there from the first byte, as on port 465; and TLS that the server
# makes which runs qkarma-smtpd: UCSPI-TLS.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"
. "$(dirname "$0")/dialogue.sh"
. "$(dirname "$0")/tls.sh"
. "$(dirname "$0")/upgrade.sh"

oneTimeSetUp() {
  use_sh_backend
  unit drip
  unit knock
  tls_unit inside
  tls_unit ucspitls
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
  [ -z "${DRIPPED-}" ] || kill "$DRIPPED" 2>/dev/null
  DRIPPED=
  unserve
  untlsd
}

# Port 465 for a client at 192.0.2.9, which speaks TLS from its first byte.
port_465() {
  serve env TCPREMOTEIP=192.0.2.9 TCPLOCALPORT=465 ${WITH-} "$@"
  encrypted
}

a_session() {
  expect_session <<'END'
S: 220 obedient ESMTP
C: EHLO client.example
S: 250-obedient
S: 250-PIPELINING
S: 250 AUTH PLAIN
C: STARTTLS
S: 503 5.5.1 Bad sequence of commands.
C: QUIT
S: 221 bye
S: <closed>
END
}

test_port_465() {
  port_465 qkarma-smtpd obedient-backend
  a_session
  expect_line ' quit - tls=TLSv1\.3 helo=client\.example '
  expect_tlsd '127.0.0.1 qkarma-tlsd: pass: TLS at once: TLSv1.3'
}

test_limits_tls_now_is_for_any_port() {
  serve env TCPREMOTEIP=192.0.2.9 TCPLOCALPORT=2525 LIMITS_TLS=now qkarma-smtpd \
    obedient-backend
  encrypted
  a_session
}

# Immune or not, loopback or not: the client speaks TLS.
test_who_is_immune() {
  for where in 192.0.2.9 127.0.0.1
  do
    WITH="TCPREMOTEIP=$where WHITELISTCLIENT="
    port_465 qkarma-smtpd obedient-backend
    a_session
    expect_line ' i quit - tls=TLSv1\.3 '
    unserve
    new_journal
  done
}

# The box comes first, and costs no handshake.
test_a_boxed_client() {
  naughty_ago 192.0.2.9 3456 1
  printf '%s\n' karma 'naughty reject connect' | checks
  port_465 qkarma-smtpd obedient-backend
  PORT=$DIRECT expect_session <<'END'
S: 421 4.7.1 You were naughty. You cannot connect for 0.96 more days.
S: <closed>
END
  assertEquals '' "$(grep 'qkarma-tlsd: [pf]a' "$TLSD_LOG")"
}

# He talks before the greeting, but behind the handshake. The handshake itself
# is no talk.
test_early_talk_inside() {
  WITH=EARLYTALKER_WAIT=60
  port_465 qkarma-smtpd obedient-backend
  expect_session <<'END'
C: EHLO client.example
S: 554 5.7.1 You talked before the greeting.
S: <closed>
END
  expect_journal <<'END'
192.0.2.9 -1 0 0 0 - rejected early_talk
END
  unserve
  new_journal
  WITH=EARLYTALKER_WAIT=0.3
  port_465 qkarma-smtpd obedient-backend
  a_session
  expect_line ' quit - tls='
}

test_a_client_that_speaks_no_tls() {
  port_465 qkarma-smtpd obedient-backend
  assertContains "$(printf 'EHLO client.example\r\n' | knock "$DIRECT")" \
    '<closed>'
  expect_journal <<'END'
192.0.2.9 0 0 0 0 - lost -
END
}

# Nobody is spoken to in the clear, and it is nobody's offence.
test_the_daemon_is_away() {
  untlsd
  await test ! -e "$QKARMA/tls/socket"
  WITH=EARLYTALKER_WAIT=60
  port_465 qkarma-smtpd obedient-backend
  PORT=$DIRECT expect_session <<'END'
C: a hello of TLS
S: <closed>
END
  expect_journal <<'END'
192.0.2.9 0 0 0 0 - error -
END
  expect_log '192.0.2.9 tls: warning: unable to reach qkarma-tlsd'
}

# There is no other way for the client; so a daemon that is slow is waited for.
test_the_daemon_is_slow() {
  port_465 qkarma-smtpd obedient-backend
  kill -STOP "$TLSD"
  { sleep 2
    kill -CONT "$TLSD"; } &
  a_session
  wait $!
}

# As under s6-tlsd: it is there already, and not ours.
test_the_server_has_made_it_before() {
  serve env TCPREMOTEIP=192.0.2.9 TCPLOCALPORT=465 SSL_PROTOCOL=TLSv1.3 \
    LIMITS_TLS_REQUIRED=1 qkarma-smtpd obedient-backend
  expect_session <<'END'
S: 220 obedient ESMTP
C: EHLO client.example
S: 250-obedient
S: 250-PIPELINING
S: 250 AUTH PLAIN
C: MAIL FROM:<a@client.example>
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
}

test_a_group_of_commands() {
  port_465 qkarma-smtpd obedient-backend
  expect_session <<'END'
S: 220 obedient ESMTP
C: EHLO client.example
S...
C: MAIL FROM:<a@client.example>
C: RCPT TO:<b@example.org>
C: RCPT TO:<c@example.org>
C: DATA
S: 250 ok
S: 250 ok
S: 250 ok
S: 354 go on
C: Subject: hello
C:
C: .
C: QUIT
S: 250 queued
S: 221 bye
S: <closed>
END
  expect_line '192\.0\.2\.9 2 2 0 0 g quit message_accepted tls='
}

test_byte_by_byte() {
  serve env TCPREMOTEIP=192.0.2.9 TCPLOCALPORT=465 qkarma-smtpd obedient-backend
  DRIPPED=$SERVER
  serve drip "$PORT"
  encrypted
  a_session
}

# Unless QKARMA_FULL is set, a tenth.
test_a_large_message() {
  mailbox
  lines=52429
  [ -n "${QKARMA_FULL-}" ] && lines=524288
  port_465 qkarma-smtpd qkarma-maildir
  { printf '%s\r\n' 'EHLO client.example' 'MAIL FROM:<a@client.example>' \
      'RCPT TO:<bob@example.org>' DATA
    sleep 1
    awk -v n="$lines" 'BEGIN { while (i++ < n) printf "%098d\r\n", i }'
    printf '.\r\n'
    printf 'QUIT\r\n'
  } | PORT=$DIRECT s_client_at_once >"$SHUNIT_TMPDIR/heard"
  assertContains "$(cat "$SHUNIT_TMPDIR/heard")" '250 2.0.0 Delivered.'
  assertEquals 'lines' "$lines" "$(grep -c '^0*[1-9][0-9]*$' "$MAILBOX"/new/*)"
}

under_ucspi_tls() {
  serve env TCPREMOTEIP=192.0.2.9 TCPLOCALPORT=25 ${WITH-} ucspitls \
    "$SHUNIT_TMPDIR/mx.cert" "$SHUNIT_TMPDIR/mx.key" "$@"
}

# Nobody needs the daemon, and the backend sees neither descriptors nor who the
# client says it is.
test_ucspi_tls() {
  untlsd
  WITH=LIMITS_TLS_TELL=1
  sh_backend <<'END'
say '220 backend'
while hear
do
  case $line in
    EHLO*) say 250-backend '250 PIPELINING' ;;
    NOOP*) say "250 $(env | sed -n 's/^\(SSL[^=]*\)=.*/\1/p' | sort | head -n 3 |
      xargs) $(ls /proc/$$/fd | grep -c -x '[4-8]')" ;;
    QUIT*) say '221 bye'; exit ;;
    *) say '250 ok' ;;
  esac
done
END
  under_ucspi_tls qkarma-smtpd $BACKEND_SH
  behind_starttls
  expect_session <<'END'
S: 220 backend
C: EHLO client.example
S: 250-backend
S: 250-PIPELINING
S: 250 STARTTLS
C: NOOP
S: 250  0
C: STARTTLS
S: 220 2.0.0 Ready to start TLS.
C: EHLO client.example
S: 250-backend
S: 250 PIPELINING
C: NOOP
S: 250 SSL_PROTOCOL SSL_SERVER_00 SSL_SERVER_01 0
C: QUIT
S: 221 bye
S: <closed>
END

  expect_line ' quit - tls=TLSv1\.3 helo=client\.example '
}

test_ucspi_tls_at_once() {
  untlsd
  WITH='TCPLOCALPORT=465'
  under_ucspi_tls qkarma-smtpd obedient-backend
  encrypted
  a_session
}

test_ucspi_tls_delivers() {
  untlsd
  mailbox
  under_ucspi_tls qkarma-smtpd qkarma-maildir
  behind_starttls
  expect_session <<'END'
S: 220 localhost ESMTP
C: EHLO client.example
S...
C: STARTTLS
S: 220 2.0.0 Ready to start TLS.
C: EHLO client.example
S...
C: MAIL FROM:<a@client.example>
S...
C: RCPT TO:<bob@example.org>
S...
C: DATA
S...
C: hello
C: .
S: 250 2.0.0 Delivered.
C: QUIT
S...
S: <closed>
END
  assertEquals ESMTPS "$(with_of)"
}

test_ucspi_tls_that_fails() {
  untlsd
  under_ucspi_tls qkarma-smtpd obedient-backend
  DIRECT=$PORT
  no_handshake 0 >/dev/null
  expect_journal <<'END'
192.0.2.9 0 0 0 0 - lost -
END
  expect_log '192.0.2.9 tls: fail, tolerated: no handshake: the handshake failed'
}

. shunit2
