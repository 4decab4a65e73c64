# The service directories in run/, copied as they are and started by the real
# supervisors: s6, daemontools and runit. In the copies only variables at the
# top of the run files are set otherwise: ports, paths, and the server behind.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/apart.sh"
. "$(dirname "$0")/tls.sh"
. "$(dirname "$0")/supervisors.sh"

# Under AddressSanitizer a program needs an address space of terabytes.
MEMORY=${ASAN_OPTIONS:+100000000000000}

# Other users run it: they get at STAGE, maybe not at where this tree is.
oneTimeSetUp() {
  unit handover
  [ "$APART" = no ] || cp "$ROOT/tests/bin/handover" "$STAGE/bin/"
}

# What INSTALL says, for one of the supervisors: the state directory, one
# Maildir for everybody, rules, logs, and a copy of the services.
place() {
  HERE=$STAGE/$1
  QKARMA=$HERE/qkarma
  export QKARMA
  mkdir -p "$HERE/log" "$HERE/service"
  qkarma init --front "$HERE/front" --for nofiles >/dev/null
  mkdir "$HERE/mail" "$HERE/mail/tmp" "$HERE/mail/new" "$HERE/mail/cur"
  chown -R qmaild "$HERE/mail"
  echo "@example.org $HERE/mail" >"$QKARMA/control/maildirs"
  certificate mx ecdsa mx.example.org
  use_certificates mx
  tcprules "$HERE/rules.cdb" "$HERE/rules.tmp" <"$ROOT/run/tcp.smtp"
  free_port
  MAIL=$FREE
  free_port
  SUBMISSION=$FREE
  free_port
  WAITS=$FREE
  for service in $(ls "$ROOT/run/$1" | grep -v -e qkarma-tell -e qkarma-hear)
  do
    cp -R "$ROOT/run/$1/$service" "$HERE/service/"
    configure "$service"
  done
  cd "$HERE" || exit 111
}

configure() {
  run=$HERE/service/$1/run
  set_variable "$run" QKARMA "$QKARMA"
  [ -z "$MEMORY" ] || set_variable "$run" MEMORY "$MEMORY"
  mkdir "$HERE/log/$1"
  chown qmaill "$HERE/log/$1"
  set_variable "$HERE/service/$1/log/run" LOG "$HERE/log/$1"
  case $1 in
    qkarma-fold) set_variable "$run" EVERY 1; return ;;
    qkarma-tlsd) return ;;
    qkarma-smtpd) set_variable "$run" PORT "$MAIL" ;;
    qkarma-server)
      set_variable "$run" PORT "$WAITS"
      set_variable "$run" BACKEND "''"
      ;;
    *) set_variable "$run" PORT "$SUBMISSION" ;;
  esac
  set_variable "$run" ADDRESS 127.0.0.1
  set_variable "$run" NAME mx.example.org
  # The embedded one reads control before it gives up the group, or is told what
  # is there.
  case $1 in
    qkarma-server) ;;
    *)
      if grep -q '^FRONT=' "$run"
      then
        set_variable "$run" FRONT "$HERE/front"
        set_variable "$run" BACKEND ''
      else
        set_variable "$run" BACKEND qkarma-maildir
      fi ;;
  esac
  # Submission is as it comes: it needs no rules.
  [ "$1" = qkarma-submission ] || [ -d "$HERE/service/$1/rules" ] ||
    set_variable "$run" RULES "$HERE/rules.cdb"
}

# Sends a message to a port, when somebody listens there: `mail PORT`.
mail() {
  PORT=$1
  await listens
  before=$(ls mail/new | wc -l)
  expect_session -i 127.0.0.9 <<'END'
S: 220 mx.example.org ESMTP
C: EHLO client.example.com
S...
C: MAIL FROM:<alice@example.com>
S: 250 2.1.0 The sender is good.
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 The recipient is good.
C: DATA
S: 354 Go ahead; end with <CR><LF>.<CR><LF>.
C: Subject: test
C:
C: Hello
C: .
S: 250 2.0.0 Delivered.
C: QUIT
S: 221 2.0.0 Good bye.
S: <closed>
END
  assertEquals "messages to port $1" $((before + 1)) "$(ls mail/new | wc -l)"
}

# The same to the submission service, which takes none in the clear.
submit() {
  PORT=$SUBMISSION
  await listens
  await test -e "$QKARMA/tls/socket"
  expect_session -i 127.0.0.9 <<'END'
S: 220 mx.example.org ESMTP
C: EHLO client.example.com
S...
C: MAIL FROM:<alice@example.com>
S: 530 5.7.0 Must issue a STARTTLS command first.
C: QUIT
S: 221 2.0.0 Good bye.
S: <closed>
END
  before=$(ls mail/new | wc -l)
  expect_tls 127.0.0.9 <<'END'
C: EHLO client.example.com
S...
C: MAIL FROM:<alice@example.com>
S: 250 2.1.0 The sender is good.
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 The recipient is good.
C: DATA
S: 354 Go ahead; end with <CR><LF>.<CR><LF>.
C: Subject: test
C:
C: Hello
C: .
S: 250 2.0.0 Delivered.
C: QUIT
S: 221 2.0.0 Good bye.
S: <closed>
END
  assertEquals 'messages by submission' $((before + 1)) \
    "$(ls mail/new | wc -l)"
}

listens() {
  tcpclient -HRl localhost 127.0.0.1 "$PORT" true 2>/dev/null
}

# The database counts so many connections of our client.
counts() {
  qkarma show 127.0.0.9 | grep -qx "  connects *$1"
}

# A client of this port gets TLS: `tls_at PORT`.
tls_at() {
  PORT=$1
  printf 'QUIT\r\n' | s_client -bind 127.0.0.10:0 | grep -q '^221'
}

# What it finds in the run file of a service, but that it observes: `check
# SERVICE`.
check() {
  qkarma check --quiet --run "service/$1/run" 2>&1 |
    grep -v '^warning: observe: '
}

# What INSTALL has a host with qkarma-server type, here.
what_a_server_needs() {
  sed -n 's|^ *\(sed .*\) /etc/\(qkarma-tlsd/run\)$|\1 service/\2|p' \
    "$ROOT/INSTALL"
}

# The server's conversations are in one group, and qkarma-smtpd in FRONT is in
# that one as well.
tls_for_the_server() {
  tls_at "$MAIL" || fail 'no TLS by tcpserver'
  assertEquals 'of qkarma-smtpd' '' "$(check qkarma-smtpd)"
  assertContains 'of the server' "$(check qkarma-server)" \
    'error: tls/socket: qkarma-smtpd may not connect to it'
  tls_at "$WAITS" && fail 'TLS by the server, and nobody asked for it'
  what_a_server_needs >typed
  assertEquals 'typed' 1 "$(wc -l <typed)"
  tlsd=$(pid qkarma-tlsd)
  sh typed
  "${KIND}_restart" qkarma-tlsd
  await has_new_pid qkarma-tlsd "$tlsd"
  await tls_at "$WAITS" || fail 'no TLS by the server'
  tls_at "$MAIL" || fail 'no TLS by tcpserver any more'
  assertEquals 'of qkarma-smtpd, afterwards' '' "$(check qkarma-smtpd)"
  assertEquals 'of the server, afterwards' '' "$(check qkarma-server)"
}

# A member of the group may have its clients served, and only that.
serves_tls() {
  : >tls.port
  tcpserver -1 -HRDl localhost -u "$(id -u qmaild)" \
    -g "$(getent group "$1" | cut -d : -f 3)" 127.0.0.1 0 \
    "$STAGE/bin/handover" sh -c 'echo "$SSL_PROTOCOL"' >tls.port 2>/dev/null </dev/null &
  server=$!
  await test -s tls.port
  PORT=$(cat tls.port)
  answer=$(s_client </dev/null)
  kill "$server"
  wait "$server" 2>/dev/null
  [ "$answer" = TLSv1.3 ]
}

has_rotated() {
  [ "$(find "log/$1" -name '@*' | wc -l)" -gt 0 ]
}

# One life of the services under one supervisor.
life() {
  KIND=$1
  place "$1"
  "$1_scan" >"$HERE/scan.log" 2>&1 &
  SCAN=$!
  await pid qkarma-fold >/dev/null
  mail "$MAIL"
  submit
  await counts 3

  # The fold is killed, and comes back; new lines are folded.
  fold=$(pid qkarma-fold)
  "$1_kill" qkarma-fold
  await has_new_pid qkarma-fold "$fold"
  mail "$MAIL"
  await counts 4

  smtpd=$(pid qkarma-smtpd)
  "$1_restart" qkarma-smtpd
  await has_new_pid qkarma-smtpd "$smtpd"
  mail "$MAIL"
  await counts 5

  mail "$WAITS"
  waits=$(pid qkarma-server)
  "$1_restart" qkarma-server
  await has_new_pid qkarma-server "$waits"
  mail "$WAITS"
  await counts 7

  await serves_tls qkarma
  assertFalse 'who is not in the group' 'serves_tls nofiles'
  tlsd=$(pid qkarma-tlsd)
  "$1_restart" qkarma-tlsd
  await has_new_pid qkarma-tlsd "$tlsd"
  await serves_tls qkarma
  assertEquals 'its owner' qkarmat "$(stat -c %U "$QKARMA/tls")"

  assertContains "$(cat log/qkarma-smtpd/current)" 127.0.0.9
  assertContains "$(cat log/qkarma-fold/current)" 'folded up to byte'
  "$1_rotate" qkarma-smtpd
  await has_rotated qkarma-smtpd

  tls_for_the_server

  now="$(pid qkarma-smtpd) $(pid qkarma-fold) $(pid qkarma-submission)"
  now="$now $(pid qkarma-tlsd) $(pid qkarma-server)"
  assertEquals 'processes' 5 "$(echo "$now" | wc -w)"
  "$1_stop"
  wait "$SCAN" 2>/dev/null
  await gone $now
  assertEquals '' "$(grep -v "^starting" scan.log)"
  assertEquals 'the journal holds every connection' 7 \
    "$(grep -c ' 127.0.0.9 ' "$QKARMA/journal/current")"
}

test_under_daemontools() {
  apart || return 0
  life daemontools
}

test_under_s6() {
  apart || return 0
  life s6
}

test_under_runit() {
  apart && unpacked runit || return 0
  life runit
}

# Debian has no s6-networking: this one is for who has. Its server counts a
# client's connections.
test_under_s6_with_s6_tcpserver() {
  apart || return 0
  command -v s6-tcpserver >/dev/null || { skipped 's6-networking'; return 0; }
  place s6-networking
  s6_scan >"$HERE/scan.log" 2>&1 &
  SCAN=$!
  mail "$MAIL"
  assertContains "$(cat "$QKARMA/journal/current")" ' 127.0.0.9 2 1 0 0 g '
  echo 'concurrency unknown 1' >"$QKARMA/control/checks"
  tcpclient -HRD -i 127.0.0.9 127.0.0.1 "$PORT" \
    sh -c 'read -r greeting <&6; echo "$greeting" >held; sleep 1000' &
  await test -s held
  expect_session -i 127.0.0.9 <<'END'
S: 421 4.7.1 Too many connections at once, try again later.
S: <closed>
END
  s6_stop
  wait "$SCAN"
  assertEquals '' "$(cat scan.log)"
}

. shunit2
