# Who the client is: from the UCSPI environment, whatever the server is called
# and however it writes addresses. Whoever is unknown can send mail.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"

setUp() {
  unset PROTO TCPREMOTEIP TCPREMOTEPORT TCPREMOTEHOST TCPLOCALPORT
  TCPLOCALHOST=mx.example.org
  export TCPLOCALHOST
  fresh_home
  echo karma | checks
}

# A session, on pipes, with these variables: `from TCPREMOTEIP=192.0.2.7`.
from() {
  expect_pipe env "$@" qkarma-smtpd -v smtpfront-echo accept <<'END'
S: 220 ...
C: QUIT
S: 221 ...
S: <closed>
END
  assertEquals 'exit code' 0 "$PIPE_EXIT"
}

# With these variables it is nobody we know: one warning, and a message goes
# through.
from_nobody() {
  warning="unknown qkarma-smtpd: warning: $1, the client has no history"
  shift
  new_journal
  expect_pipe env "$@" qkarma-smtpd smtpfront-echo accept <<'END'
S: 220 mx.example.org mailfront ESMTP
C: HELO client.example
S: 250 mx.example.org
C: MAIL FROM:<a@client.example>
S: 250 Sender='a@client.example'.
C: RCPT TO:<b@example.org>
S: 250 Recipient='b@example.org'.
C: DATA
S: 354 ...
C: Subject: hello
C:
C: .
S: 250 ...
C: QUIT
S: 221 2.0.0 Good bye.
S: <closed>
END
  assertEquals "$warning" "$(grep -v '^mailfront' "$PIPE_LOG")"
  expect_journal <<'END'
unknown 2 1 0 0 g quit message_accepted helo=client.example
END
}

test_no_address() {
  from_nobody 'TCPREMOTEIP is not set'
}

test_an_address_that_is_none() {
  from_nobody 'TCPREMOTEIP is no address' TCPREMOTEIP=
  from_nobody 'TCPREMOTEIP is no address' TCPREMOTEIP=client.example
  from_nobody 'TCPREMOTEIP is no address' TCPREMOTEIP=256.1.1.1
  from_nobody 'TCPREMOTEIP is no address' TCPREMOTEIP='192.0.2.7 '
  from_nobody 'TCPREMOTEIP is no address' TCPREMOTEIP=192.0.2.0/24
  from_nobody 'TCPREMOTEIP is no address' TCPREMOTEIP=2001:db8::1::2
}

test_what_somebody_unknown_did_is_held_against_nobody() {
  printf '%s\n' 'karma private 1 reject connect' 'protocol non_smtp 0' | checks
  expect_pipe qkarma-smtpd smtpfront-echo accept <<'END'
S: 220 ...
C: GET / HTTP/1.0
S: 500 5.5.1 Unknown command.
C: QUIT
S: 221 ...
S: <closed>
END
  expect_journal <<'END'
unknown -3 0 0 0 n quit non_smtp neg=1 pd=1 pm=30
END
  assertTrue 'fold' qkarma-fold
  from_nobody 'TCPREMOTEIP is not set'
}

test_ipv4() {
  from TCPREMOTEIP=192.0.2.7
  expect_journal <<'END'
192.0.2.7 0 0 0 0 - quit -
END
  assertContains "$(cat "$PIPE_LOG")" '192.0.2.7 karma: pass: history 0'
}

test_ipv6_is_written_one_way() {
  from TCPREMOTEIP=2001:db8::1
  from TCPREMOTEIP=2001:0DB8:0000:0000:0000:0000:0000:0001
  from TCPREMOTEIP=2001:db8::192.0.2.7
  expect_journal <<'END'
2001:db8::1 0 0 0 0 - quit -
2001:db8::1 0 0 0 0 - quit -
2001:db8::c000:207 0 0 0 0 - quit -
END
}

test_ipv4_inside_ipv6_is_ipv4() {
  from TCPREMOTEIP=::ffff:192.0.2.7
  from TCPREMOTEIP=::FFFF:C000:0207
  from TCPREMOTEIP=64:ff9b::192.0.2.7
  from TCPREMOTEIP=64:ff9b::c000:207
  expect_journal <<'END'
192.0.2.7 0 0 0 0 - quit -
192.0.2.7 0 0 0 0 - quit -
192.0.2.7 0 0 0 0 - quit -
192.0.2.7 0 0 0 0 - quit -
END
}

# sslserver, and whoever else calls the variables his own way.
test_the_server_says_in_proto_how_its_variables_begin() {
  from PROTO=SSL SSLREMOTEIP=192.0.2.8 TCPREMOTEIP=192.0.2.7
  from PROTO=TCP TCPREMOTEIP=192.0.2.7
  from PROTO= TCPREMOTEIP=192.0.2.7
  expect_journal <<'END'
192.0.2.8 0 0 0 0 - quit -
192.0.2.7 0 0 0 0 - quit -
192.0.2.7 0 0 0 0 - quit -
END
  from_nobody 'SSLREMOTEIP is not set' PROTO=SSL \
    SSLLOCALHOST=mx.example.org TCPREMOTEIP=192.0.2.7
}

# systemd.socket(5) with Accept=yes. The server behind finds UCSPI's names.
test_systemd_has_names_of_its_own() {
  for immune in '' RELAYCLIENT=
  do
    behind REMOTE_ADDR=192.0.2.7 REMOTE_PORT=12345 $immune <<'END'
REMOTE_ADDR=192.0.2.7
REMOTE_PORT=12345
TCPREMOTEIP=192.0.2.7
TCPREMOTEPORT=12345
END
  done
  behind PROTO=SSL REMOTE_ADDR=::ffff:192.0.2.8 REMOTE_PORT=1 <<'END'
REMOTE_ADDR=::ffff:192.0.2.8
REMOTE_PORT=1
SSLREMOTEIP=::ffff:192.0.2.8
SSLREMOTEPORT=1
END
  expect_journal <<'END'
192.0.2.7 0 0 0 0 - quit -
192.0.2.7 0 0 0 0 i immune -
192.0.2.8 0 0 0 0 - quit -
END
}

test_what_a_ucspi_server_says_comes_first() {
  behind TCPREMOTEIP=192.0.2.7 REMOTE_ADDR=192.0.2.8 REMOTE_PORT=1 <<'END'
REMOTE_ADDR=192.0.2.8
REMOTE_PORT=1
TCPREMOTEIP=192.0.2.7
END
  from_nobody 'TCPREMOTEIP is no address' TCPREMOTEIP= REMOTE_ADDR=192.0.2.8
}

# The server behind sees these variables about the client: `behind VARIABLE...`.
behind() {
  cat >"$SHUNIT_TMPDIR/behind" <<'END'
env | grep '^[A-Z]*REMOTE' | sort >"$1"
exec smtpfront-echo accept
END
  expect_pipe env TCPLOCALPORT=25 "$@" qkarma-smtpd sh "$SHUNIT_TMPDIR/behind" \
    "$SHUNIT_TMPDIR/seen" <<'SESSION'
S: 220 ...
C: QUIT
S: 221 ...
S: <closed>
SESSION
  assertEquals "$*" "$(cat)" "$(cat "$SHUNIT_TMPDIR/seen")"
}

. shunit2
