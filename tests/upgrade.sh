# What the tests of TLS in qkarma-smtpd share; sourced behind tests/tls.sh: a
# client that says STARTTLS in a script for run/smtp-say, and goes on inside TLS
# behind the 220 (tests/unit/inside.c, which must have been built).

# The client 192.0.2.9 comes: `far qkarma-smtpd BACKEND`, with what stands in
# $WITH in the environment. DIRECT is the port that a client connects to which
# speaks TLS itself.
far() {
  serve env TCPREMOTEIP=192.0.2.9 TCPLOCALPORT=25 ${WITH-} "$@"
  behind_starttls
}

# The same from where clients come in truth, 127.0.0.1.
near() {
  serve env TCPLOCALPORT=25 ${WITH-} "$@"
  behind_starttls
}

behind_starttls() {
  wrap starttls
}

# The client speaks TLS from its first byte.
encrypted() {
  wrap
}

# A session without TLS, or with a handshake of the client's own.
direct_session() {
  PORT=$DIRECT expect_session
}

# The last line of the journal has this.
expect_line() {
  await has_line "$1"
}

has_line() {
  sed "$NO_COURSE" "$QKARMA/journal/current" | grep -q -E -e "$1"
}

# A client that has its 220 to STARTTLS, and so many seconds later says something
# in the clear where a handshake should begin: what it hears.
no_handshake() {
  tcpclient -HRD 127.0.0.1 "$DIRECT" sh -c '
    read -r greeting <&6; printf "STARTTLS\r\n" >&7; read -r answer <&6
    echo "$answer"; sleep "$0"
    printf "MAIL FROM:<injected@client.example>\r\n" >&7; cat <&6' "$1" |
    tr -d '\r'
}

# A mailbox of bob@example.org's for qkarma-maildir, in $MAILBOX.
mailbox() {
  MAILBOX=$SHUNIT_TMPDIR/mail
  rm -rf "$MAILBOX"
  mkdir -p "$MAILBOX/tmp" "$MAILBOX/new" "$MAILBOX/cur"
  echo "@example.org $MAILBOX" >"$QKARMA/control/maildirs"
}

# How it got here, as the message in $MAILBOX says: ESMTPS.
with_of() {
  sed -n 's/.* with \([A-Z0-9]*\).*/\1/p' "$MAILBOX"/new/* | head -n 1
}
