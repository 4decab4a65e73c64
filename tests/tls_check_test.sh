# qkarma check: what it says of TLS. The certificates are looked at by
# qkarma-tlsd -c, the socket is that of a real one.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/tls.sh"

oneTimeSetUp() {
  certificate mx ecdsa mx.example.org
  certificate rsa rsa '*.example.org'
  certificate other ecdsa other.example
  REQ='-days 13' certificate soon ecdsa mx.example.org
  openssl x509 -in "$SHUNIT_TMPDIR/mx.cert" -days -1 \
    -signkey "$SHUNIT_TMPDIR/mx.key" -out "$SHUNIT_TMPDIR/old.cert" 2>/dev/null
  cp "$SHUNIT_TMPDIR/mx.key" "$SHUNIT_TMPDIR/old.key"
}

setUp() {
  fresh_home
  OUT=$SHUNIT_TMPDIR/out
  TCPLOCALHOST=mx.example.org
  export TCPLOCALHOST
}

tearDown() {
  untlsd
}

# What it finds of TLS, with this exit code: `finds 1 [words...] <<END`. When a
# certificate ends, and what its key is, is `...'; a second of its days is over.
finds() {
  code=$1
  shift
  qkarma check "$@" >"$OUT" 2>&1
  assertEquals "exit code of check $*" "$code" $?
  assertEquals "check $*" "$(cat)" "$(grep -E '^(info|warning|error): ' "$OUT" |
    sed "/^info: control.checks: /d
      s|$SHUNIT_TMPDIR/||; s/valid from [-0-9]* to [-0-9]*/valid .../
      s/ 29 days/ 30 days/; s/ 12 days/ 13 days/
      s/ [0-9a-f]\{64\}$/ .../")"
}

test_without_control_tls_nothing_is_said() {
  finds 0 </dev/null
}

test_all_is_well() {
  use_certificates mx
  tlsd
  finds 0 <<'END'
info: mx.cert: valid ..., 30 days from now
info: _25._tcp.mx.example.org. IN TLSA 3 1 1 ...
END
  assertEquals '0 errors, 0 warnings' "$(tail -n 1 "$OUT")"
  assertNull 'for cron there is nothing to tell' "$(qkarma check --quiet)"
  assertEquals 'info info true' "$(qkarma check --json |
    jq -r '"\(.findings[0].gravity) \(.findings[1].gravity) \(.good)"')"
}

# As those who verify compute it.
test_the_line_for_dane_is_that_of_the_key() {
  use_certificates mx
  assertContains "$(qkarma check)" ". IN TLSA 3 1 1 $(
    openssl pkey -in "$SHUNIT_TMPDIR/mx.key" -pubout -outform DER |
      sha256sum | cut -d ' ' -f 1)"
}

# The name in the greeting, or the certificate's own.
test_each_key_has_a_line_for_dane() {
  use_certificates mx rsa other
  qkarma check >"$OUT"
  assertEquals "\
info: _25._tcp.mx.example.org.
info: _25._tcp.mx.example.org.
info: _25._tcp.other.example." "$(sed -n 's/ IN TLSA.*//p' "$OUT")"
}

test_names() {
  use_certificates other
  tlsd
  finds 0 <<'END'
info: other.cert: valid ..., 30 days from now
info: _25._tcp.other.example. IN TLSA 3 1 1 ...
warning: control/tls: no certificate is for the name in the greeting, mx.example.org
END
  TCPLOCALHOST=a.example.org
  use_certificates other rsa
  qkarma check >"$OUT"
  assertNotContains 'a wildcard' "$(cat "$OUT")" warning:
}

# The name stands in the run file, if the shell is not to find it out.
test_the_name_in_a_run_file() {
  unset TCPLOCALHOST
  use_certificates other
  for name in mx.example.org '$(hostname -f)' other.example
  do
    printf '%s\n' "USER=$(id -u)" "GROUP=$(id -g)" "NAME=$name" \
      >"$SHUNIT_TMPDIR/run"
    qkarma check --run "$SHUNIT_TMPDIR/run" >"$OUT"
    grep 'name in the greeting, [mo]' "$OUT"
  done >"$SHUNIT_TMPDIR/said"
  assertEquals 'warning: control/tls: no certificate is for the name in the'\
' greeting, mx.example.org' "$(cat "$SHUNIT_TMPDIR/said")"
}

test_days() {
  use_certificates soon
  tlsd
  finds 0 <<'END'
warning: soon.cert: valid ..., 13 days from now
info: _25._tcp.mx.example.org. IN TLSA 3 1 1 ...
END
  untlsd
  use_certificates old
  tlsd
  finds 1 <<'END'
error: old.cert: valid ...: it has expired; it is shown all the same, but who verifies, as users do, goes away
info: _25._tcp.mx.example.org. IN TLSA 3 1 1 ...
END
}

test_no_pair() {
  echo "certificate $SHUNIT_TMPDIR/mx.cert $SHUNIT_TMPDIR/other.key" \
    >"$QKARMA/control/tls"
  qkarma check >"$OUT"
  assertEquals 1 $?
  assertContains "$(cat "$OUT")" "error: control/tls: line 1: \
$SHUNIT_TMPDIR/other.key is not the key of the first certificate in \
$SHUNIT_TMPDIR/mx.cert"
}

# Each of the lines, whatever is wrong with the others.
test_every_certificate() {
  use_certificates mx missing
  sed 's/\.key$/.cert/' "$QKARMA/control/tls" >>"$QKARMA/control/tls.3"
  { echo; sed 1q "$QKARMA/control/tls.3"; } >>"$QKARMA/control/tls"
  tlsd_line=$(qkarma check | grep -E '^error: control/tls' |
    sed "s|$SHUNIT_TMPDIR/||g; s/PEM: .*/PEM: .../")
  assertEquals "\
error: control/tls: line 2: unable to open missing.cert: No such file or directory
error: control/tls: line 2: unable to open missing.key: No such file or directory
error: control/tls: line 4: mx.cert is no private key in PEM: ..." "$tlsd_line"
}

test_mistakes_have_their_lines() {
  printf '# TLS\ncertificate a.pem\nprotocols 1.1\nsession 4\n' \
    >"$QKARMA/control/tls"
  qkarma check >"$OUT"
  assertEquals 1 $?
  assertEquals "\
control/tls: line 2: there must be a file with the chain and a file with the key
control/tls: line 3: \"1.1\" is not allowed here, or stands here twice; the protocols are 1.2, 1.3
control/tls: line 4: there is no setting \"session\"; there are certificate, protocols, suites, groups, timeout, at_once, sessions" "$(sed -n 's/^error: \(control\)/\1/p' \
    "$OUT")"
  echo 'timeout 20' >"$QKARMA/control/tls"
  assertContains "$(qkarma check)" 'error: control/tls: there is no certificate'
}

# The same by hand, with a code of its own.
test_the_daemon_alone() {
  printf 'certificate a.pem\nprotocols 1.1\n' >"$QKARMA/control/tls"
  qkarma-tlsd -c >"$OUT"
  assertEquals 1 $?
  assertEquals 2 "$(grep -c '^error: control/tls: ' "$OUT")"
  use_certificates mx
  qkarma-tlsd -c >"$OUT"
  assertEquals 0 $?
  rm "$QKARMA/control/tls"
  assertEquals 'error: control/tls: there is none' "$(qkarma-tlsd -c)"
  for words in '-n mx.example.org' '-c mx.example.org'
  do
    qkarma-tlsd $words 2>/dev/null
    assertEquals "$words" 100 $?
  done
}

readers() {
  qkarma check | sed -n "s|^warning: .*/key: it can be read by ||p"
}

# The mode of the file counts, and of the directories above it. So the key is in
# a place that everybody may enter.
test_who_can_read_the_key() {
  place=$(TMPDIR=/tmp mktemp -d)
  chmod 755 "$place"
  mkdir "$place/live"
  cp "$SHUNIT_TMPDIR/mx.key" "$place/live/key"
  ln -s live/key "$place/key"
  echo "certificate $SHUNIT_TMPDIR/mx.cert $place/key" >"$QKARMA/control/tls"
  chmod 644 "$place/live/key"
  assertEquals 'everybody; root alone will do' "$(readers)"
  chmod 700 "$place/live"
  assertNull 'its directory hides it' "$(readers)"
  chmod 755 "$place/live"
  chmod 600 "$place/live/key"
  assertNull 'its mode hides it' "$(readers)"
  [ "$(id -u)" != 0 ] || somebody_elses_key
  rm -r "$place"
}

somebody_elses_key() {
  chown 54321:12345 "$place/live/key"
  chmod 640 "$place/live/key"
  assertEquals 'its owner, 54321, and the group 12345; root alone will do' \
    "$(readers)"
  chmod 710 "$place/live"
  assertEquals 'its owner, 54321; root alone will do' "$(readers)"
  chgrp 12345 "$place/live"
  assertEquals 'its owner, 54321, and the group 12345; root alone will do' \
    "$(readers)"
}

# Only what is found about the socket.
socket() {
  qkarma check | sed -n 's|: tls/socket: \(.*\)|: \1|p'
}

test_does_the_socket_answer() {
  use_certificates mx
  assertEquals 'error: qkarma-tlsd does not run: clients get no TLS' "$(socket)"
  tlsd
  assertNull "$(socket)"
  kill -STOP "$TLSD"
  assertEquals 'error: qkarma-tlsd is full, or has stopped: new clients get no'\
' TLS' "$(socket)"
  kill -KILL "$TLSD"
  wait "$TLSD" 2>/dev/null
  TLSD=
  assertEquals 'error: qkarma-tlsd does not run: clients get no TLS' "$(socket)"
}

test_who_may_connect_to_it() {
  use_certificates mx
  tlsd
  assertContains "$(qkarma check -u 12345 -g 54321)" 'error: tls/socket:'\
' qkarma-smtpd may not connect to it, and clients get no TLS: does qkarma-tlsd'\
' run with its group (-g)?'
}

test_the_daemon_is_not_installed() {
  use_certificates mx
  tlsd
  mkdir -p "$SHUNIT_TMPDIR/alone"
  cp "$BIN/qkarma" "$SHUNIT_TMPDIR/alone"
  (
    PATH=$SHUNIT_TMPDIR/alone:/usr/bin:/bin
    finds 0 <<'END'
warning: qkarma-tlsd: it is not installed: nobody has looked at the certificates
END
  )
}

# warns [WORDS...] <<END: only what it says of limits.
warns() {
  assertEquals "$*" "$(cat)" "$("$@" qkarma check |
    sed -n 's/^warning: \(limits .*\)/\1/p')"
}

test_options_that_cannot_be_meant() {
  warns env LIMITS_TLS=end <<'END'
limits tls: it is to end here, but there is neither a control/tls nor a socket of qkarma-tlsd: clients get none
END
  warns env LIMITS_TLS=now TCPLOCALPORT=465 <<'END'
limits tls: it is to end here, but there is neither a control/tls nor a socket of qkarma-tlsd: clients get none
END
  warns env LIMITS_TLS=end SSLCTLFD=3 </dev/null
  warns env LIMITS_TLS=hide LIMITS_TLS_REQUIRED=1 TCPLOCALPORT=587 <<'END'
limits tls hide: senders that demand TLS (MTA-STS, DANE) cannot deliver
limits tls_required 1: nobody can send mail: there is no TLS to be had here
END
  warns env LIMITS_TLS_REQUIRED=1 TCPLOCALPORT=25 <<'END'
limits tls_required 1: servers without TLS cannot deliver here; RFC 3207 4 forbids it on port 25
END
  warns env LIMITS_AUTH_CLEAR=1 <<'END'
limits auth_clear 1: passwords may go over the network as they are
END
  warns env LIMITS_TLS_TIMEOUT=9 <<'END'
limits tls_timeout: a handshake over a bad line takes some seconds
END
  use_certificates mx
  warns env LIMITS_TLS=end </dev/null
  warns env LIMITS_TLS=pass <<'END'
limits tls: qkarma-tlsd gets no clients, though there is a control/tls
END
  warns env LIMITS_TLS=now <<'END'
limits tls now: clients of this port begin in the clear, and wait for a greeting that does not come
END
}

# What stands behind makes TLS, or does not; where it ends here, it may offer it
# as well.
test_tls_that_is_demanded_and_the_backend() {
  cat >"$SHUNIT_TMPDIR/backend" <<'END'
#!/bin/sh
echo '220 x ESMTP'
while read -r word rest
do
  case $word in
    EHLO*) echo 250-x; echo "250 ${OFFERS:-8BITMIME}" ;;
    RCPT*) echo '550 no' ;;
    QUIT*) echo '221 x'; exit ;;
    *) echo '250 ok' ;;
  esac
done
END
  chmod +x "$SHUNIT_TMPDIR/backend"
  demanded() {
    env LIMITS_TLS_REQUIRED=1 TCPLOCALPORT=587 "$@" qkarma check \
      "$SHUNIT_TMPDIR/backend" | sed -n 's/^warning: \(limits tls.*\)/\1/p'
  }
  vain='limits tls_required 1: nobody can send mail: there is no TLS to be had'
  assertEquals "$vain here" "$(demanded LIMITS_TLS=pass)"
  assertEquals "$vain here" "$(demanded LIMITS_TLS=auto)"
  assertNull "$(demanded LIMITS_TLS=pass OFFERS=STARTTLS)"
  use_certificates mx
  tlsd
  assertNull "$(demanded LIMITS_TLS=auto)"
  assertNull "$(demanded LIMITS_TLS=auto OFFERS='AUTH PLAIN')"
  assertNull "$(demanded LIMITS_TLS=auto LIMITS_TLS_TELL=1 OFFERS=STARTTLS)"
  assertEquals 'limits tls: the backend offers AUTH in TLS at most, and that'\
' ends before it: nobody can authenticate; tls_tell 1 may help' \
    "$(demanded LIMITS_TLS=auto OFFERS=STARTTLS)"
}

. shunit2
