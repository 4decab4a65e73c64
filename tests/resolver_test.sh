# Everything real: our own export in rbldnsd, unbound as the resolver before it,
# and qkarma-smtpd, which asks that.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"
. "$(dirname "$0")/zone.sh"

oneTimeSetUp() {
  fresh_home
}

tearDown() {
  [ -z "${RESOLVER-}" ] || kill "$RESOLVER" 2>/dev/null
  [ -z "${RESOLVER-}" ] || wait "$RESOLVER" 2>/dev/null
  RESOLVER=
  unserve_zone
}

# unbound on a free port, which asks rbldnsd about our zone, and nobody else.
# Ports are tried, as serve_zone does.
resolve() {
  RESOLVER_PORT=$ZONE_PORT
  for try in 1 2 3 4 5 6 7 8 9
  do
    RESOLVER_PORT=$((RESOLVER_PORT + 3))
    configuration >"$SHUNIT_TMPDIR/unbound.conf"
    LD_LIBRARY_PATH=$(echo "$FETCHED"/unbound/usr/lib/*-linux-*) \
      "$FETCHED/unbound/usr/sbin/unbound" -c "$SHUNIT_TMPDIR/unbound.conf" \
      >"$SHUNIT_TMPDIR/unbound.log" 2>&1 &
    RESOLVER=$!
    await resolver_up
    kill -0 "$RESOLVER" 2>/dev/null && return
  done
  fail "unbound does not start: $(cat "$SHUNIT_TMPDIR/unbound.log")"
}

configuration() {
  cat <<END
server:
  directory: "$SHUNIT_TMPDIR"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  do-daemonize: no
  interface: 127.0.0.1@$RESOLVER_PORT
  do-not-query-localhost: no
  local-zone: "2.0.192.in-addr.arpa." static
  local-data: "8.2.0.192.in-addr.arpa. PTR mail.client.test."
  local-zone: "test." static
  local-data: "mail.client.test. A 192.0.2.8"
  local-data: "client.test. MX 10 mail.client.test."
stub-zone:
  name: karma.example.org
  stub-addr: 127.0.0.1@$ZONE_PORT
remote-control:
  control-enable: no
END
}

resolver_up() {
  ! kill -0 "$RESOLVER" 2>/dev/null ||
    [ -n "$(ZONE_PORT=$RESOLVER_PORT ask 2.0.0.127 A)" ]
}

test_a_client_boxed_by_one_host_is_refused_by_another() {
  unpacked unbound || return 0
  naughty_ago 192.0.2.7 100 1
  mkdir "$SHUNIT_TMPDIR/zone.d"
  chmod 755 "$SHUNIT_TMPDIR/zone.d"
  qkarma export rbldnsd >"$SHUNIT_TMPDIR/zone.d/zone"
  chmod a+rX "$SHUNIT_TMPDIR"
  serve_zone "$SHUNIT_TMPDIR/zone.d/zone" || return
  resolve || return
  fresh_home
  echo 'karma.example.org as ours' >"$QKARMA/control/dnsbl"
  printf '%s\n' 'dnsbl wait 30' 'rdns require confirmed reject naughty' \
    'helo test unresolvable reject 1' sender naughty | checks
  DNS_SERVER="127.0.0.1 $RESOLVER_PORT"
  export DNS_SERVER

  client 192.0.2.7 <<'END'
S: 220 mx.example.org ESMTP
C: MAIL FROM:<a@client.test>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<b@example.org>
S: 550-5.7.1 Your address is listed by ours.
S: 550 5.7.1 Your address has no name in the DNS.
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
  expect_word dnsbl 'fail, NAUGHTY: score 1 ours*1'

  client 192.0.2.8 <<'END'
S: 220 obedient ESMTP
C: HELO mail.client.test
S: 250 obedient
C: MAIL FROM:<a@client.test>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: RSET
S: 250 ok
C: MAIL FROM:<a@nobody.test>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 450 4.1.8 The sender's domain does not exist.
C: QUIT
S: 221 bye
S: <closed>
END
  expect_word dnsbl 'pass: score 0'
  expect_word rdns 'pass: mail.client.test'
}

. shunit2
