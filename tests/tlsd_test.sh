# qkarma-tlsd: a client's socket is handed to it, and plaintext comes back. The
# daemon is the real one, so are the clients; handover (tests/unit) plays the
# part of qkarma-smtpd under tcpserver.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"
. "$(dirname "$0")/tls.sh"

oneTimeSetUp() {
  unit handover
  unit misuse
  unit drip
  unit knock
  tls_unit tlsclient
  certificate mx ecdsa mx.example.org
  certificate rsa rsa mx.example.org
  certificate wild ecdsa wild.example.org '*.wild.example.org'
}

setUp() {
  fresh_home
  use_certificates mx rsa
}

tearDown() {
  unserve
  untlsd
  no_more_clients
}

# A server behind the daemon: says what SSL_PROTOCOL and the others are, and
# then what it hears, until `bye'.
echoing='sh -c '\''
  env | grep -E "^SSL_(PROTOCOL|CIPHER|TLS_SNI)=" | sort
  while read -r line; do echo "heard $line"; [ "$line" != bye ] || exit 0; done
'\'

echo_server() {
  eval "serve handover $* $echoing"
}

# A client that opens a connection and says nothing, and ends with the test.
silent() {
  tcpclient -HRD 127.0.0.1 "$PORT" sh -c 'exec sleep 1000' &
  CLIENTS="${CLIENTS-} $!"
}

# The same behind `STARTTLS': it waits for its 220, and then stalls. Its file in
# $SHUNIT_TMPDIR/stalled tells that it has it.
stalled() {
  mkdir -p "$SHUNIT_TMPDIR/stalled"
  tcpclient -HRD 127.0.0.1 "$PORT" sh -c '
    printf "STARTTLS\r\n" >&7; read -r greeting <&6; read -r answer <&6
    echo "$answer" >"$0/$$"; exec sleep 1000' "$SHUNIT_TMPDIR/stalled" &
  CLIENTS="${CLIENTS-} $!"
}

have_stalled() {
  [ "$(cat "$SHUNIT_TMPDIR/stalled"/* 2>/dev/null | grep -c '^220')" = "$1" ]
}

# What a client is told behind STARTTLS, in the clear.
asks_for_tls() {
  printf 'EHLO me\r\nSTARTTLS\r\n' |
    tcpclient -HRD 127.0.0.1 "$PORT" sh -c '
      cat >&7; while read -r line <&6; do echo "$line"; case $line in
      [45]*|"220 go"*) break ;; esac; done' | tr -d '\r' | tail -n 1
}

# A client that is inside TLS and says nothing. It keeps $SHUNIT_TMPDIR/open.
held() {
  [ -p "$SHUNIT_TMPDIR/open" ] || mkfifo "$SHUNIT_TMPDIR/open"
  exec 9<>"$SHUNIT_TMPDIR/open"
  timeout 120 openssl s_client -quiet -starttls smtp -connect \
    "127.0.0.1:$PORT" <&9 >/dev/null 2>&1 &
  CLIENTS="${CLIENTS-} $!"
}

no_more_clients() {
  [ -z "${CLIENTS-}" ] || kill $CLIENTS 2>/dev/null
  CLIENTS=
  rm -rf "$SHUNIT_TMPDIR/stalled"
}

test_a_client_gets_tls_behind_starttls() {
  tlsd
  echo_server
  assertEquals 'SSL_CIPHER=TLS_AES_128_GCM_SHA256
SSL_PROTOCOL=TLSv1.3
SSL_TLS_SNI=mx.example.org
heard hello
heard bye' "$(printf 'hello\nbye\n' | s_client -servername mx.example.org)"
  expect_tlsd "127.0.0.1 qkarma-tlsd: pass: STARTTLS: TLSv1.3 \
TLS_AES_128_GCM_SHA256 mx.example.org"
  assertEquals 'what it says when it starts and serves' '' \
    "$(grep -v -e ': pass: ' -e ': info: ' "$TLSD_LOG")"
}

test_a_client_of_gnutls_gets_it_too() {
  tlsd
  echo_server
  printf 'hello\nbye\n' | timeout 120 gnutls-cli --insecure --no-ocsp \
    --starttls-proto=smtp -p "$PORT" 127.0.0.1 >"$SHUNIT_TMPDIR/out" 2>&1
  assertContains "$(cat "$SHUNIT_TMPDIR/out")" 'heard hello'
  assertContains "$(cat "$SHUNIT_TMPDIR/out")" 'SSL_PROTOCOL=TLSv1.3'
}

test_tls_at_once() {
  tlsd
  echo_server -t
  assertContains "$(printf 'hello\nbye\n' | s_client_at_once)" 'heard hello'
  expect_tlsd '127.0.0.1 qkarma-tlsd: pass: TLS at once: TLSv1.3'
}

# No variable of SNI where the client names no host.
test_every_suite_of_both_versions() {
  tlsd
  echo_server
  while read -r version option suite
  do
    assertEquals "$suite" "SSL_CIPHER=$suite SSL_PROTOCOL=TLSv$version heard bye" \
      "$(echo bye | s_client -noservername "$option" "$suite" | tr '\n' ' ' |
        sed 's/ $//')"
  done <<'END'
1.2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256
1.2 -cipher ECDHE-RSA-AES128-GCM-SHA256
1.2 -cipher ECDHE-ECDSA-AES256-GCM-SHA384
1.2 -cipher ECDHE-RSA-AES256-GCM-SHA384
1.2 -cipher ECDHE-ECDSA-CHACHA20-POLY1305
1.2 -cipher ECDHE-RSA-CHACHA20-POLY1305
1.3 -ciphersuites TLS_AES_128_GCM_SHA256
1.3 -ciphersuites TLS_AES_256_GCM_SHA384
1.3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256
END
}

test_only_1_2_and_1_3_with_forward_secrecy() {
  tlsd
  echo_server
  timeout 300 sslscan --no-colour --starttls-smtp "127.0.0.1:$PORT" \
    >"$SHUNIT_TMPDIR/scan"
  assertEquals 'protocols' 'TLSv1.2 TLSv1.3' \
    "$(sed -n 's/^\(SSL\|TLS\)\(v[0-9.]*\) *enabled$/\1\2/p' \
      "$SHUNIT_TMPDIR/scan" | sort | tr '\n' ' ' | sed 's/ $//')"
  suites=$(sed -n 's/^\(Preferred\|Accepted\) *TLSv1.[23] *[0-9]* bits *\([^ ]*\).*/\2/p' \
    "$SHUNIT_TMPDIR/scan")
  assertEquals 'how many suites' 9 "$(echo "$suites" | grep -c .)"
  assertEquals 'without forward secrecy' '' \
    "$(echo "$suites" | grep -v -e '^ECDHE-' -e '^TLS_')"
  assertEquals '' "$(grep -v 'not vulnerable' "$SHUNIT_TMPDIR/scan" |
    grep vulnerable)"
}

test_a_client_may_not_choose_the_group_that_costs_most() {
  tlsd
  echo_server
  assertContains "$(echo bye | s_client -groups P-384)" 'heard bye'
  assertEquals '' "$(echo bye | s_client -groups ffdhe2048)"
  expect_tlsd '127.0.0.1 qkarma-tlsd: fail: STARTTLS: no suitable key share'
}

test_what_control_tls_says_is_served() {
  cat >>"$QKARMA/control/tls" <<'END'
protocols 1.2
suites ECDHE-RSA-AES256-GCM-SHA384
groups P-521
END
  tlsd
  echo_server
  assertContains "$(echo bye | s_client)" SSL_CIPHER=ECDHE-RSA-AES256-GCM-SHA384
  assertEquals '' "$(echo bye | s_client -tls1_3)"
  assertEquals '' "$(echo bye | s_client -groups X25519)"
}

# -reconnect: five more connections, each asks to go on with the session of the
# first.
test_no_session_is_resumed() {
  tlsd
  echo_server -t
  for version in -tls1_2 -tls1_3
  do
    (while sleep 0.2; do echo bye; done) | timeout 120 openssl s_client \
      -reconnect -connect "127.0.0.1:$PORT" $version \
      >"$SHUNIT_TMPDIR/out" 2>&1
    assertNotContains "$version" "$(cat "$SHUNIT_TMPDIR/out")" 'Reused'
    assertNotContains "$version" "$(cat "$SHUNIT_TMPDIR/out")" 'TLS session ticket:'
    assertContains "$version" "$(cat "$SHUNIT_TMPDIR/out")" 'New, TLSv1'
  done
}

test_a_client_that_renegotiates_is_refused() {
  tlsd
  rm -f "$SHUNIT_TMPDIR/heard"
  serve handover -t sh -c 'cat >"$0.new"; mv "$0.new" "$0"' \
    "$SHUNIT_TMPDIR/heard"
  echo first | timeout 60 tlsclient "$PORT" renegotiate \
    >"$SHUNIT_TMPDIR/out" 2>"$SHUNIT_TMPDIR/err"
  assertContains "$(cat "$SHUNIT_TMPDIR/err")" '<refused>'
  await test -e "$SHUNIT_TMPDIR/heard"
  assertEquals first "$(cat "$SHUNIT_TMPDIR/heard")"
}

# k updates the client's own keys, K asks for new ones of the server's.
test_keys_are_updated_in_both_directions() {
  tlsd
  echo_server -t
  mkfifo "$SHUNIT_TMPDIR/keys"
  : >"$SHUNIT_TMPDIR/out"
  timeout 120 openssl s_client -connect "127.0.0.1:$PORT" -tls1_3 \
    <"$SHUNIT_TMPDIR/keys" >"$SHUNIT_TMPDIR/out" 2>&1 &
  client=$!
  exec 8>"$SHUNIT_TMPDIR/keys"
  for line in one k two K three
  do
    echo "$line" >&8
    case $line in
      [kK]) await grep -q KEYUPDATE "$SHUNIT_TMPDIR/out" ;;
      *) await grep -q "heard $line" "$SHUNIT_TMPDIR/out" ;;
    esac
  done
  echo bye >&8
  wait "$client"
  exec 8>&-
  rm "$SHUNIT_TMPDIR/keys"
  assertContains "$(cat "$SHUNIT_TMPDIR/out")" 'heard bye'
}

# shows NAME [OPTIONS...]: the subject and the kind of the certificate that a
# client which asks for NAME is shown.
shows() {
  name=$1
  shift
  echo bye | timeout 60 openssl s_client -starttls smtp -connect \
    "127.0.0.1:$PORT" -servername "$name" "$@" 2>/dev/null |
    openssl x509 -noout -subject -text 2>/dev/null |
    sed -n 's/^subject=CN = //p; s/^ *Public Key Algorithm: //p' | tr '\n' ' '
}

test_a_name_chooses_the_certificate() {
  use_certificates mx wild
  tlsd
  echo_server
  for name in mx.example.org other.example.org a.b.wild.example.org
  do
    assertEquals "$name" 'mx.example.org id-ecPublicKey ' "$(shows "$name")"
  done
  for name in wild.example.org a.wild.example.org A.WILD.example.ORG
  do
    assertEquals "$name" 'wild.example.org id-ecPublicKey ' "$(shows "$name")"
  done
}

test_ecdsa_and_rsa_stand_beside_each_other() {
  use_certificates wild rsa mx
  tlsd
  echo_server
  assertEquals 'mx.example.org id-ecPublicKey ' "$(shows mx.example.org)"
  assertEquals 'mx.example.org rsaEncryption ' \
    "$(shows mx.example.org -sigalgs RSA-PSS+SHA256)"
  assertEquals 'mx.example.org rsaEncryption ' \
    "$(shows mx.example.org -tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256)"
  assertEquals 'wild.example.org id-ecPublicKey ' "$(shows none.example)"
}

test_a_key_that_only_root_can_read() {
  [ "$(id -u)" = 0 ] || skipped 'needs root' || return 0
  chmod 600 "$SHUNIT_TMPDIR/mx.key"
  tlsd
  assertEquals 'who serves' "$(id -u nobody)" \
    "$(sed -n 's/^Uid:\t\([0-9]*\).*/\1/p' "/proc/$TLSD/status")"
  assertEquals 'groups' "$(id -g nobody)" \
    "$(sed -n 's/^Groups:\t\([0-9 ]*[0-9]\).*/\1/p' "/proc/$TLSD/status")"
  assertContains "$(readlink "/proc/$TLSD/root")" ' (deleted)'
  assertEquals 'nothing is there' '' "$(ls -A "/proc/$TLSD/root/")"
  assertFalse 'nothing can be' "touch '/proc/$TLSD/root/x' 2>/dev/null"
  assertEquals 'only its group may connect' "750 nobody $(id -gn)" \
    "$(stat -c '%a %U %G' "$QKARMA/tls")"
  # No descriptor leads out of the sandbox.
  assertEquals '' "$(ls -l "/proc/$TLSD/fd" | sed -n 's/.* -> \(\/.*\)/\1/p' |
    grep -v -e '^/dev/null' -e "^$TLSD_LOG")"
  echo_server
  assertContains "$(echo bye | s_client)" 'heard bye'
}

# Root opens what control/tls names, and its owner writes that: a FIFO's writer
# waits until somebody opens it, and a device may do something by itself.
test_nothing_but_files_is_opened() {
  mkfifo "$SHUNIT_TMPDIR/fifo"
  { echo x >"$SHUNIT_TMPDIR/fifo"; } 2>/dev/null &
  writer=$!
  for what in "$SHUNIT_TMPDIR/fifo" /dev/null /proc/uptime
  do
    [ -e "$what" ] || continue
    wrong 111 "$what is no regular file" <<END
certificate $what $SHUNIT_TMPDIR/mx.key
END
    assertContains "$(qkarma-tlsd -c)" \
      "error: control/tls: line 1: $what is no regular file"
  done
  assertTrue 'the writer still waits' "kill $writer"
  wait "$writer" 2>/dev/null
  rm "$SHUNIT_TMPDIR/fifo"
}

# Whatever file of somebody's it was led to.
test_no_message_tells_what_is_in_a_file() {
  file=$SHUNIT_TMPDIR/foreign
  for text in 'secret:x:0' '-----BEGIN secret-----' \
    '-----BEGIN CERTIFICATE-----\nsecret\n-----END secret-----' \
    '-----BEGIN CERTIFICATE-----\nc2VjcmV0\n-----END CERTIFICATE-----' \
    '-----BEGIN PRIVATE KEY-----\nsecret: c2VjcmV0\n\n-----END PRIVATE KEY-----'
  do
    printf '%b\n' "$text" >"$file"
    for pair in "$file $SHUNIT_TMPDIR/mx.key" "$SHUNIT_TMPDIR/mx.cert $file"
    do
      wrong 111 "$file is no" <<END
certificate $pair
END
      message=$message$(qkarma-tlsd -c)
      assertEquals "$text: $message" 0 \
        "$(echo "$message" | grep -ci -e secret -e c2VjcmV0)"
    done
  done
  rm "$file"
}

# Whoever chooses the files may make them what he likes: OpenSSL does not read
# them as root. Who has read a line of PEM, and who he was.
test_nobody_reads_certificates_as_root() {
  [ "$(id -u)" = 0 ] || skipped 'needs root' || return 0
  for pair in "$SHUNIT_TMPDIR/mx.cert $SHUNIT_TMPDIR/mx.key" \
    "$SHUNIT_TMPDIR/mx.cert $SHUNIT_TMPDIR/rsa.key"
  do
    echo "certificate $pair" >"$QKARMA/control/tls"
    : >"$SHUNIT_TMPDIR/tlsd"
    ASAN_OPTIONS=detect_leaks=0 strace -D -f -q -s 40 \
      -o "$SHUNIT_TMPDIR/trace" \
      -e 'trace=read,/^set.*uid' qkarma-tlsd -1 $TLSD_USER \
      >"$SHUNIT_TMPDIR/tlsd" 2>/dev/null </dev/null &
    pid=$!
    await has_come_to_something
    kill "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
    await grep -q "^$pid .*+++" "$SHUNIT_TMPDIR/trace" 2>/dev/null
    assertEquals "$pair" 'nobody ' "$(awk '
      / set[a-z0-9]*uid[0-9]*\(/ { nobody[$1] = 1 }
      /-----BEGIN/ { print nobody[$1] ? "nobody" : "root" }
      ' "$SHUNIT_TMPDIR/trace" | sort -u | tr '\n' ' ')"
  done
}

# It serves, or is gone.
has_come_to_something() {
  [ -s "$SHUNIT_TMPDIR/tlsd" ] || gone "$pid"
}

# What the owner of the state directory has led root to, control/tls is not: of
# a mistake the log tells the word. What root has put there himself is.
test_root_reads_no_settings_but_ours() {
  [ "$(id -u)" = 0 ] || skipped 'needs root' || return 0
  tree=$SHUNIT_TMPDIR/tree
  rm -rf "$tree"
  mkdir -p "$tree/control" "$SHUNIT_TMPDIR/roots"
  chmod 700 "$SHUNIT_TMPDIR/roots"
  echo secret >"$SHUNIT_TMPDIR/roots/tls"
  chmod 600 "$SHUNIT_TMPDIR/roots/tls"
  chown -R nobody "$tree"
  for way in 'ln -s ../../roots/tls tls' 'ln ../../roots/tls tls' \
    'rmdir ../control && ln -s ../roots ../control'
  do
    (cd "$tree/control" && eval "$way")
    for option in '' -c
    do
      said=$(QKARMA=$tree timeout 60 qkarma-tlsd $TLSD_USER $option 2>&1)
      assertContains "$way" "$said" \
        'control/tls: unable to read it: Permission denied'
      assertNotContains "$way" "$said" secret
    done
    rm "$tree/control/tls"
  done
}

test_root_may_have_settings_that_others_cannot_read() {
  [ "$(id -u)" = 0 ] || skipped 'needs root' || return 0
  chown nobody "$QKARMA" "$QKARMA/control"
  chmod 600 "$QKARMA/control/tls"
  tlsd
  echo_server
  assertContains "$(echo bye | s_client)" 'heard bye'
}

# A link to where the owner can read.
test_settings_may_lie_elsewhere() {
  [ "$(id -u)" = 0 ] || skipped 'needs root' || return 0
  chown nobody "$QKARMA" "$QKARMA/control"
  mv "$QKARMA/control/tls" "$QKARMA/elsewhere"
  ln -s ../elsewhere "$QKARMA/control/tls"
  tlsd
  echo_server
  assertContains "$(echo bye | s_client)" 'heard bye'
}

test_50_mib_each_way() {
  tlsd
  serve handover -t head -c 52428800
  head -c 52428800 /dev/urandom >"$SHUNIT_TMPDIR/large"
  wanted=$(sha256sum <"$SHUNIT_TMPDIR/large")
  for version in -tls1_2 -tls1_3
  do
    assertEquals "$version" "$wanted" \
      "$(s_client_at_once $version <"$SHUNIT_TMPDIR/large" | sha256sum)"
  done
  rm "$SHUNIT_TMPDIR/large"
}

# TLS at once: s_client takes the first byte of a 220 for all of it.
test_everything_byte_by_byte() {
  tlsd
  echo_server -t
  handover_server=$SERVER
  serve drip "$PORT"
  assertEquals 'heard hello heard bye' "$(printf 'hello\nbye\n' |
    s_client_at_once | grep heard | tr '\n' ' ' | sed 's/ $//')"
  assertContains "$(echo bye | s_client_at_once -tls1_2)" 'heard bye'
  kill "$handover_server"
}

# The client has said all and closes its direction; the answer comes behind it.
test_the_clients_half_is_closed_and_the_other_goes_on() {
  tlsd
  serve handover -t sh -c 'wc -c; sleep 0.2; echo end'
  for how in notify fin
  do
    assertEquals "$how" '300000
end' "$(head -c 300000 /dev/zero |
      timeout 60 tlsclient "$PORT" "$how" 2>"$SHUNIT_TMPDIR/err")"
    assertEquals "$how" '<notified>' "$(cat "$SHUNIT_TMPDIR/err")"
  done
}

# The server has said all and closes its direction; the client's goes on.
test_our_half_is_closed_and_the_other_goes_on() {
  tlsd
  serve handover -t perl -e '
    use Socket; $| = 1; print "all\n"; shutdown(STDOUT, 1);
    sleep 7; my $n = 0; while (read(STDIN, my $x, 65536)) { $n += length $x }
    open(my $f, ">", $ARGV[0]); print $f "$n\n"' "$SHUNIT_TMPDIR/heard"
  rm -f "$SHUNIT_TMPDIR/heard"
  {
    sleep 6
    head -c 3000000 /dev/zero
  } | timeout 60 tlsclient "$PORT" notify >"$SHUNIT_TMPDIR/out" \
    2>"$SHUNIT_TMPDIR/err"
  assertEquals all "$(cat "$SHUNIT_TMPDIR/out")"
  assertEquals '<notified>' "$(cat "$SHUNIT_TMPDIR/err")"
  await test -s "$SHUNIT_TMPDIR/heard"
  assertEquals 3000000 "$(cat "$SHUNIT_TMPDIR/heard")"
}

# The client has sent more than anybody reads: a close would make a reset, and
# that would overtake what was said last.
test_the_last_reply_arrives() {
  tlsd
  serve handover -t sh -c 'read -r line; echo "221 bye"'
  for i in 1 2 3 4 5
  do
    {
      echo QUIT
      head -c 300000 /dev/zero
    } | timeout 60 tlsclient "$PORT" read >"$SHUNIT_TMPDIR/out" \
      2>"$SHUNIT_TMPDIR/err"
    assertEquals '221 bye' "$(cat "$SHUNIT_TMPDIR/out")"
    assertEquals '<notified>' "$(cat "$SHUNIT_TMPDIR/err")"
  done
}

test_a_client_that_is_gone_is_an_end_of_file() {
  tlsd
  serve handover -t sh -c 'cat >/dev/null; echo "gone" >>"$0"' \
    "$SHUNIT_TMPDIR/gone"
  : >"$SHUNIT_TMPDIR/gone"
  for how in reset leave
  do
    head -c 100000 /dev/zero | timeout 60 tlsclient "$PORT" "$how"
  done
  await both_are_gone
}

both_are_gone() {
  [ "$(grep -c '' "$SHUNIT_TMPDIR/gone")" = 2 ]
}

test_a_client_that_speaks_no_tls() {
  tlsd
  serve handover -t true
  assertContains "$(printf 'EHLO me.example\r\n' | knock "$PORT")" '<closed>'
  expect_tlsd '127.0.0.1 qkarma-tlsd: fail: TLS at once: wrong version number'
  expect_log 'handover: warning: wrong version number'
  printf 'GET / HTTP/1.0\r\n\r\n' | knock "$PORT" >/dev/null
  expect_tlsd '127.0.0.1 qkarma-tlsd: fail: TLS at once: http request'
  head -c 1000 /dev/zero | knock "$PORT" >/dev/null
  await three_have_failed
}

three_have_failed() {
  [ "$(grep -c ': fail: ' "$TLSD_LOG")" = 3 ]
}

test_a_client_that_says_nothing_has_its_time() {
  echo 'timeout 1' >>"$QKARMA/control/tls"
  tlsd
  serve handover -t true
  silent
  expect_tlsd '127.0.0.1 qkarma-tlsd: fail: TLS at once: the handshake took too long'
  expect_log 'handover: warning: the handshake took too long'
}

# It has its time from when it comes, and not from when the last one did.
test_who_comes_after_a_long_silence_has_his_time_too() {
  echo 'timeout 5' >>"$QKARMA/control/tls"
  tlsd
  echo_server
  sleep 6
  assertContains "$(echo bye | s_client)" 'heard bye'
}

test_garbage_on_the_socket_is_closed() {
  tlsd
  idle=$(descriptors)
  for what in X S T SS
  do
    assertEquals "$what without a descriptor" '<closed>' "$(misuse "$what")"
    assertEquals "$what with two" '<closed>' "$(misuse "$what" two)"
    assertEquals "$what with a file" '<closed>' "$(misuse "$what" "$0")"
  done
  echo_server
  assertContains "$(echo bye | s_client)" 'heard bye'
  await lingers_no_more
}

test_30_stalled_clients_and_a_31st() {
  echo 'timeout 600' >>"$QKARMA/control/tls"
  tlsd
  echo_server
  for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 \
    26 27 28 29 30
  do
    stalled
  done
  await have_stalled 30
  assertContains "$(echo bye | s_client)" 'heard bye'
}

test_no_more_handshakes_than_at_once() {
  printf 'timeout 600\nat_once 2\n' >>"$QKARMA/control/tls"
  tlsd
  echo_server
  stalled
  stalled
  await have_stalled 2
  assertEquals '454 4.7.0 no TLS now' "$(asks_for_tls)"
  no_more_clients
  await client_is_served
}

client_is_served() {
  echo bye | s_client | grep -q 'heard bye'
}

test_no_more_sessions_than_allowed() {
  echo 'sessions 2' >>"$QKARMA/control/tls"
  tlsd
  serve handover sh -c 'echo "here" >>"$0"; read -r line; echo "heard $line"' \
    "$SHUNIT_TMPDIR/here"
  : >"$SHUNIT_TMPDIR/here"
  held
  held
  await both_are_here
  assertEquals '454 4.7.0 no TLS now' "$(asks_for_tls)"
  no_more_clients
  await client_is_served
}

both_are_here() {
  [ "$(grep -c here "$SHUNIT_TMPDIR/here")" = 2 ]
}

# 32 descriptors are a reserve, each session has two.
test_no_more_sessions_than_descriptors() {
  echo 'timeout 600' >>"$QKARMA/control/tls"
  (
    ulimit -n 38
    tlsd
    echo "$TLSD" >"$SHUNIT_TMPDIR/pid"
  )
  TLSD=$(cat "$SHUNIT_TMPDIR/pid") TLSD_LOG=$SHUNIT_TMPDIR/tlsd.log
  expect_tlsd 'qkarma-tlsd: warning: the limit of open descriptors is enough \
for 3 sessions, not for 4000'
  echo_server
  stalled
  stalled
  stalled
  await have_stalled 3
  assertEquals '454 4.7.0 no TLS now' "$(asks_for_tls)"
  assertEquals 'no descriptor is lost' '' "$(grep 'unable' "$TLSD_LOG")"
  no_more_clients
  await client_is_served
  kill "$TLSD"
  await gone "$TLSD"
}

# The system has none left: that is tried again once a second, and said once a
# minute.
test_accept_fails() {
  command -v strace >/dev/null || skipped 'needs strace' || return 0
  mkdir -p "$SHUNIT_TMPDIR/with"
  printf 'exec strace -D -o /dev/null -e trace=accept,accept4 \
    -e inject=accept,accept4:error=ENFILE:when=1..8 %s "$@"\n' \
    "$(command -v qkarma-tlsd)" >"$SHUNIT_TMPDIR/with/qkarma-tlsd"
  chmod +x "$SHUNIT_TMPDIR/with/qkarma-tlsd"
  PATH=$SHUNIT_TMPDIR/with:$PATH
  tlsd
  PATH=${PATH#*:}
  echo_server
  await client_is_served
  expect_tlsd 'warning: unable to accept: '
  said=$(grep -c 'unable to accept' "$TLSD_LOG")
  assertTrue "said: $said" "[ $said -lt 4 ]"
}

# It keeps its sessions, in a process that no supervisor waits for; another one
# takes the new ones.
test_sigterm_lets_sessions_come_to_their_end() {
  tlsd
  echo_server
  mkfifo "$SHUNIT_TMPDIR/lines"
  : >"$SHUNIT_TMPDIR/out"
  s_client <"$SHUNIT_TMPDIR/lines" >"$SHUNIT_TMPDIR/out" &
  client=$!
  exec 8>"$SHUNIT_TMPDIR/lines"
  echo hello >&8
  await grep -q 'heard hello' "$SHUNIT_TMPDIR/out"
  kill "$TLSD"
  wait "$TLSD"
  assertEquals 'exit code' 0 $?
  await grep -q 'serves 1 sessions to their end' "$TLSD_LOG"
  drained=$(sed -n 's/.*info: process \([0-9]*\) serves .*/\1/p' "$TLSD_LOG")
  await test ! -e "$QKARMA/tls/socket"
  assertEquals '454 4.7.0 no TLS now' "$(asks_for_tls)"
  tlsd
  assertContains "$(echo bye | s_client)" 'heard bye'
  echo still >&8
  await grep -q 'heard still' "$SHUNIT_TMPDIR/out"
  echo bye >&8
  wait "$client"
  exec 8>&-
  rm "$SHUNIT_TMPDIR/lines"
  await gone "$drained"
  assertTrue 'the socket of the other one stays' "test -S '$QKARMA/tls/socket'"
}

test_sigterm_ends_one_without_sessions() {
  tlsd
  kill "$TLSD"
  wait "$TLSD"
  assertEquals 'exit code' 0 $?
  await test ! -e "$QKARMA/tls/socket"
  assertEquals '' "$(grep serves "$TLSD_LOG")"
}

test_another_one_takes_the_socket_over() {
  tlsd
  first=$TLSD
  tlsd
  echo_server
  kill "$first"
  wait "$first"
  assertContains "$(echo bye | s_client)" 'heard bye'
}

# The process that opens files goes with it, and takes the name away.
test_sigkill_loses_its_sessions_and_nothing_else() {
  tlsd
  serve handover sh -c 'cat >/dev/null; echo ended >>"$0"' "$SHUNIT_TMPDIR/ended"
  : >"$SHUNIT_TMPDIR/ended"
  opener=$(ps -o pid= --ppid "$TLSD")
  held
  expect_tlsd ': pass: '
  kill -KILL "$TLSD"
  wait "$TLSD" 2>/dev/null
  await test -s "$SHUNIT_TMPDIR/ended"
  await gone "$opener"
  await test ! -e "$QKARMA/tls/socket"
  assertEquals '454 4.7.0 no TLS now' "$(asks_for_tls)"
  expect_log 'No such file or directory'
  tlsd
  unserve
  echo_server
  assertContains "$(echo bye | s_client)" 'heard bye'
}

test_a_stopped_daemon_promises_nothing() {
  tlsd
  echo_server
  kill -STOP "$TLSD"
  assertEquals '454 4.7.0 no TLS now' "$(asks_for_tls)"
  expect_log 'timed out'
  kill -CONT "$TLSD"
  assertContains "$(echo bye | s_client)" 'heard bye'
}

test_an_idle_daemon_does_nothing() {
  command -v strace >/dev/null || skipped 'needs strace' || return 0
  tlsd
  idle=$(descriptors)
  echo_server
  assertContains "$(echo bye | s_client)" 'heard bye'
  await lingers_no_more
  strace -f -o "$SHUNIT_TMPDIR/strace" -p "$TLSD" 2>/dev/null &
  strace=$!
  await test -s "$SHUNIT_TMPDIR/strace"
  sleep 2
  kill "$strace"
  wait "$strace" 2>/dev/null
  assertEquals "calls: $(cat "$SHUNIT_TMPDIR/strace")" 1 \
    "$(grep -c "(" "$SHUNIT_TMPDIR/strace")"
}

# Nobody answers the client's last message, and it may hold back what it says
# next until that is acknowledged.
test_the_end_of_a_handshake_is_acknowledged_at_once() {
  command -v strace >/dev/null || skipped 'needs strace' || return 0
  tlsd
  echo_server
  strace -o "$SHUNIT_TMPDIR/strace" -e trace=epoll_wait,setsockopt,sendto \
    -p "$TLSD" 2>/dev/null &
  strace=$!
  await test -s "$SHUNIT_TMPDIR/strace"
  assertContains "$(echo bye | s_client)" 'heard bye'
  kill "$strace"
  wait "$strace" 2>/dev/null
  assertEquals 1 "$(grep -c TCP_QUICKACK "$SHUNIT_TMPDIR/strace")"
  assertContains 'before the other side hears of it' "$(grep -A 1 TCP_QUICKACK \
    "$SHUNIT_TMPDIR/strace")" 'sendto('
}

descriptors() {
  ls "/proc/$TLSD/fd" | wc -l
}

lingers_no_more() {
  [ "$(descriptors)" = "$idle" ]
}

test_poll_does_where_there_is_no_epoll() {
  copy=$SHUNIT_TMPDIR/poll
  mkdir "$copy"
  cp -R "$ROOT"/Makefile "$ROOT"/conf-* "$ROOT/src" "$copy"
  sed -i '1 s/ -O2/ -O0/; 1 s/$/ -DPOLLER_POLL/' "$copy/conf-cc"
  (cd "$copy" && make bin/qkarma-tlsd >"$SHUNIT_TMPDIR/made" 2>&1) ||
    fail "it does not build: $(tail "$SHUNIT_TMPDIR/made")"
  assertEquals 1 "$(nm "$copy/src/base/poller.o" | grep -c " poll$")"
  assertEquals 0 "$(nm "$copy/src/base/poller.o" | grep -c epoll)"
  before=$PATH
  PATH=$copy/bin:$PATH
  tlsd
  PATH=$before
  echo_server
  stalled
  await have_stalled 1
  assertContains "$(echo bye | s_client)" 'heard bye'
  unserve
  serve handover -t head -c 5242880
  head -c 5242880 /dev/urandom >"$SHUNIT_TMPDIR/large"
  assertEquals "$(sha256sum <"$SHUNIT_TMPDIR/large")" \
    "$(s_client_at_once <"$SHUNIT_TMPDIR/large" | sha256sum)"
}

# wrong EXIT MESSAGE: control/tls from stdin is refused.
wrong() {
  cat >"$QKARMA/control/tls"
  message=$(timeout 60 qkarma-tlsd $TLSD_USER 2>&1 </dev/null)
  assertEquals "exit code: $2" "$1" $?
  assertContains "$message" "qkarma-tlsd: fatal: $2"
}

test_mistakes_in_control_tls_are_told() {
  good="certificate $SHUNIT_TMPDIR/mx.cert $SHUNIT_TMPDIR/mx.key"
  wrong 100 'control/tls: there is no certificate' </dev/null
  wrong 100 'control/tls: line 2: there is no setting "certificates"' <<END
$good
certificates a b
END
  wrong 100 'control/tls: line 1: there must be a file with the chain' <<END
certificate $SHUNIT_TMPDIR/mx.cert
END
  wrong 100 'control/tls: line 2: "1.1" is not allowed here' <<END
$good
protocols 1.1 1.2
END
  wrong 100 'control/tls: line 2: "ffdhe8192" is not allowed here' <<END
$good
groups ffdhe8192
END
  wrong 100 'control/tls: line 2: "AES128-SHA" is not allowed here' <<END
$good
suites AES128-SHA
END
  wrong 100 'control/tls: there is no suite for 1.3' <<END
$good
suites ECDHE-RSA-AES128-GCM-SHA256
END
  wrong 100 'control/tls: line 2: timeout wants a number from 1 to 3600' <<END
$good
timeout 0
END
  wrong 100 'control/tls: line 3: at_once was set above' <<END
$good
at_once 3
at_once 4
END
  wrong 100 'control/tls: line 2: sessions has no value' <<END
$good
sessions
END
  rm "$QKARMA/control/tls"
  message=$(timeout 60 qkarma-tlsd $TLSD_USER 2>&1 </dev/null)
  assertEquals 111 $?
  assertContains "$message" "unable to read $QKARMA/control/tls: there is none"
}

test_what_is_no_pair_is_told_before_anything_is_offered() {
  wrong 111 "unable to open $SHUNIT_TMPDIR/none: No such file" <<END
certificate $SHUNIT_TMPDIR/none $SHUNIT_TMPDIR/mx.key
END
  wrong 111 "$SHUNIT_TMPDIR/rsa.key is not the key of the first certificate \
in $SHUNIT_TMPDIR/mx.cert" <<END
certificate $SHUNIT_TMPDIR/mx.cert $SHUNIT_TMPDIR/rsa.key
END
  wrong 111 "$SHUNIT_TMPDIR/mx.cert is no private key in PEM" <<END
certificate $SHUNIT_TMPDIR/mx.cert $SHUNIT_TMPDIR/mx.cert
END
  wrong 111 "/dev/null is no regular file" <<END
certificate /dev/null $SHUNIT_TMPDIR/mx.key
END
  openssl ec -in "$SHUNIT_TMPDIR/mx.key" -aes128 -passout pass:secret \
    -out "$SHUNIT_TMPDIR/locked.key" 2>/dev/null
  wrong 111 "$SHUNIT_TMPDIR/locked.key is encrypted" <<END
certificate $SHUNIT_TMPDIR/mx.cert $SHUNIT_TMPDIR/locked.key
END
  assertFalse 'no socket' "test -e '$QKARMA/tls/socket'"
}

test_a_path_below_the_state_directory() {
  cp "$SHUNIT_TMPDIR/mx.cert" "$SHUNIT_TMPDIR/mx.key" "$QKARMA/control"
  echo 'certificate control/mx.cert control/mx.key' >"$QKARMA/control/tls"
  tlsd
  echo_server
  assertContains "$(echo bye | s_client)" 'heard bye'
}

test_a_path_too_long_for_a_socket() {
  name=0123456789012345678901234567890123456789
  QKARMA=$QKARMA/$name/$name/$name
  mkdir -p "$QKARMA/control"
  use_certificates mx
  message=$(timeout 60 qkarma-tlsd $TLSD_USER 2>&1 </dev/null)
  assertEquals 111 $?
  assertContains "$message" "unable to listen at $QKARMA/tls/socket: "
}

test_its_version_and_usage() {
  assertEquals "$(qkarma-fold --version | sed 's/.* //')" \
    "$(qkarma-tlsd --version | sed 's/^qkarma-tlsd //')"
  assertEquals "$(qkarma-tlsd --version)" "$(qkarma-tlsd -V)"
  assertEquals 'usage: qkarma-tlsd [-1] [-v] [-u user] [-g group] | -c [-n host]' \
    "$(qkarma-tlsd --help)"
  assertEquals 'usage: qkarma-tlsd [-1] [-v] [-u user] [-g group] | -c [-n host]' \
    "$(qkarma-tlsd -h)"
  qkarma-tlsd -x 2>/dev/null
  assertEquals 100 $?
}

. shunit2
