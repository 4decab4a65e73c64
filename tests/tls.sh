# What the tests of qkarma-tlsd share; sourced behind tests/lib.sh.

unset SSL_CERT_FILE SSL_CERT_DIR

# certificate NAME KIND HOST...: a self-signed one, in $SHUNIT_TMPDIR/NAME.cert
# and NAME.key. KIND is ecdsa or rsa; options for openssl req may follow in
# $REQ.
certificate() {
  certificate_name=$SHUNIT_TMPDIR/$1
  case $2 in
    ecdsa) certificate_kind='-newkey ec -pkeyopt ec_paramgen_curve:P-256' ;;
    rsa) certificate_kind='-newkey rsa:2048' ;;
  esac
  certificate_cn=$3
  shift 2
  printf '[req]\ndistinguished_name = name\n[name]\n' >"$certificate_name.conf"
  openssl req -config "$certificate_name.conf" -x509 \
    $certificate_kind -nodes -days 30 ${REQ-} -subj "/CN=$certificate_cn" \
    -addext "subjectAltName=$(printf 'DNS:%s,' "$@" | sed 's/,$//')" \
    -keyout "$certificate_name.key" -out "$certificate_name.cert" 2>/dev/null ||
    fail "no certificate $1"
}

# The lines of control/tls for certificates made by `certificate`.
use_certificates() {
  for used
  do
    echo "certificate $SHUNIT_TMPDIR/$used.cert $SHUNIT_TMPDIR/$used.key"
  done >"$QKARMA/control/tls"
}

# Who the daemon becomes when it is started as root, and whose group may
# connect: users that every system has.
if [ "$(id -u)" = 0 ]
then
  TLSD_USER="-u nobody -g $(id -gn)"
else
  TLSD_USER=
fi

# Starts the daemon, when it serves. Sets TLSD (its process id) and TLSD_LOG.
tlsd() {
  TLSD_LOG=$SHUNIT_TMPDIR/tlsd.log
  rm -f "$TLSD_LOG"
  : >"$SHUNIT_TMPDIR/tlsd"
  qkarma-tlsd -1v $TLSD_USER >"$SHUNIT_TMPDIR/tlsd" 2>"$TLSD_LOG" </dev/null &
  TLSD=$!
  await test -s "$SHUNIT_TMPDIR/tlsd"
}

# Ends what `tlsd` started; one that has served to the end, too.
untlsd() {
  [ -n "${TLSD-}" ] || return 0
  kill -CONT "$TLSD" 2>/dev/null
  kill "$TLSD" 2>/dev/null
  wait "$TLSD" 2>/dev/null
  for drained in $(sed -n 's/.*info: process \([0-9]*\) serves .*/\1/p' \
    "$TLSD_LOG")
  do
    kill "$drained" 2>/dev/null
  done
  TLSD=
}

# A line of the daemon's log has this.
expect_tlsd() {
  await grep -q -F -e "$1" "$TLSD_LOG"
}

gone() {
  ! kill -0 "$1" 2>/dev/null
}

# Build tests/unit/NAME.c with OpenSSL, as tests/bin/NAME.
tls_unit() {
  mkdir -p "$ROOT/tests/bin"
  (
    cd "$ROOT" || exit
    $(head -n 1 conf-cc) -o "tests/bin/$1.o" "tests/unit/$1.c" &&
      $(sed 's/ -static / /; s/ -static$//; q' conf-ld) -o "tests/bin/$1" \
        "tests/bin/$1.o" -lssl -lcrypto
  ) || fail "tests/unit/$1.c does not build"
  PATH=$ROOT/tests/bin:$PATH
}

# What a client of openssl's hears; the server must end it. `s_client
# [OPTIONS...] <lines`, behind STARTTLS at $PORT. -cipher is about 1.2: a client
# that wants one of those must not speak 1.3.
s_client() {
  case " $* " in *' -cipher '*) set -- "$@" -tls1_2 ;; esac
  timeout 120 openssl s_client -quiet -starttls smtp -name client.example \
    -connect "127.0.0.1:$PORT" "$@" 2>"$SHUNIT_TMPDIR/client.log"
}

# The same where TLS is there at once.
s_client_at_once() {
  timeout 120 openssl s_client -quiet -connect "127.0.0.1:$PORT" "$@" \
    2>"$SHUNIT_TMPDIR/client.log"
}

# expect_session behind STARTTLS, from this address of ours: the greeting, EHLO
# and STARTTLS are s_client's, and not in the script. `expect_tls 127.0.0.9`.
expect_tls() {
  expect_pipe timeout 120 openssl s_client -quiet -starttls smtp \
    -name client.example -bind "$1:0" -connect "127.0.0.1:$PORT"
}

# The same where TLS is there at once: the greeting is in the script.
expect_tls_at_once() {
  expect_pipe timeout 120 openssl s_client -quiet -bind "$1:0" \
    -connect "127.0.0.1:$PORT"
}

# What the client says in the clear goes on inside TLS to what `serve` has
# started: from its first byte, or behind the 220 of a STARTTLS (`wrap
# starttls`). By tests/unit/inside.c, which must have been built. DIRECT is the
# port of the server itself.
wrap() {
  DIRECT=$PORT
  : >"$SHUNIT_TMPDIR/port"
  tcpserver -1 -HRD -l localhost -c 1000 -b 1000 127.0.0.1 0 \
    "$ROOT/tests/bin/inside" 127.0.0.1 "$DIRECT" "$@" \
    >"$SHUNIT_TMPDIR/port" 2>/dev/null </dev/null &
  WRAPPER=$!
  await test -s "$SHUNIT_TMPDIR/port" && PORT=$(cat "$SHUNIT_TMPDIR/port")
}
