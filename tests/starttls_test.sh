# STARTTLS: relayed, and then not seen. What was sent in the clear behind it
# never reaches the server.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"
. "$(dirname "$0")/dialogue.sh"

# tls_backend plays the server's part: in the clear up to STARTTLS, then a
# TLS server of openssl's, behind which another script hears what the client
# says: $INSIDE keeps it.
oneTimeSetUp() {
  use_sh_backend
  INSIDE=$SHUNIT_TMPDIR/inside
  export INSIDE
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
    -keyout "$SHUNIT_TMPDIR/key" -out "$SHUNIT_TMPDIR/cert" 2>/dev/null
}

setUp() {
  fresh_home
  rm -f "$INSIDE"
}

tearDown() {
  unserve
  [ -z "${tls-}" ] || kill "$tls" "$inside" "$injector" 2>/dev/null
  tls=
}

# A port that nobody has: that of a server which was just there.
free_port() {
  serve true
  unserve
}

# Not by a connection: the server is there for one.
tls_listens() {
  grep -q ":$(printf %04X "$TLS_PORT") 00000000:0000 0A" /proc/net/tcp
}

tls_server() {
  free_port
  TLS_PORT=$PORT
  rm -f "$SHUNIT_TMPDIR/to" "$SHUNIT_TMPDIR/from"
  mkfifo "$SHUNIT_TMPDIR/to" "$SHUNIT_TMPDIR/from"
  openssl s_server -quiet -naccept 1 -accept "127.0.0.1:$TLS_PORT" \
    -cert "$SHUNIT_TMPDIR/cert" -key "$SHUNIT_TMPDIR/key" \
    <"$SHUNIT_TMPDIR/from" >"$SHUNIT_TMPDIR/to" 2>"$SHUNIT_TMPDIR/tls.log" &
  tls=$!
  while IFS= read -r line
  do
    echo "$line" | tr -d '\r' >>"$INSIDE"
    case $line in QUIT*) echo '221 bye'; break ;; esac
    echo '250 inside'
  done >"$SHUNIT_TMPDIR/from" <"$SHUNIT_TMPDIR/to" &
  inside=$!
  await tls_listens
}

tls_backend() {
  tls_server
  sh_backend <<END
say '220 backend'
hear; say 250-backend 250-PIPELINING '250 STARTTLS'
hear; say '220 go'
exec tcpclient -HRD 127.0.0.1 $TLS_PORT sh -c 'cat <&6 & exec cat >&7 6<&-'
END
}

# What a client says inside, one line each; what it hears.
tls_client() {
  sed 's/$/\r/' | timeout 60 openssl s_client -quiet -starttls smtp \
    -name client.example -connect "127.0.0.1:${1-$PORT}" 2>/dev/null |
    tr -d '\r'
}

test_a_session_goes_on_encrypted() {
  plain_checks </dev/null
  tls_backend
  serve qkarma-smtpd $BACKEND_SH
  heard=$(printf '%s\n' 'EHLO inside.example' 'MAIL FROM:<a@client.example>' \
    QUIT | tls_client)
  assertContains "$heard" '250 inside
250 inside
221 bye'
  assertEquals 'EHLO inside.example
MAIL FROM:<a@client.example>
QUIT' "$(cat "$INSIDE")"
  expect_journal <<'END'
127.0.0.1 0 0 0 0 - tls - helo=client.example
END
  expect_nobody_left
}

# A way between the client and us: it puts a command behind STARTTLS, in the
# same packet.
inject() {
  cat >"$SHUNIT_TMPDIR/inject" <<'END'
cat <&6 &
while IFS= read -r line
do
  case $line in
    STARTTLS*) printf 'STARTTLS\r\nMAIL FROM:<injected@client.example>\r\n' ;;
    *) printf '%s\n' "$line"; continue ;;
  esac
  break
done >&7
exec cat >&7 6<&-
END
  tcpserver -1 -HRD -l localhost 127.0.0.1 0 tcpclient -HRD 127.0.0.1 "$PORT" \
    sh "$SHUNIT_TMPDIR/inject" >"$SHUNIT_TMPDIR/injector" 2>/dev/null \
    </dev/null &
  injector=$!
  await test -s "$SHUNIT_TMPDIR/injector"
}

test_plaintext_behind_it_is_thrown_away() {
  plain_checks </dev/null
  tls_backend
  serve qkarma-smtpd $BACKEND_SH
  inject
  heard=$(printf '%s\n' 'EHLO inside.example' QUIT |
    tls_client "$(cat "$SHUNIT_TMPDIR/injector")")
  assertContains "$heard" '250 inside
221 bye'
  assertEquals 'EHLO inside.example
QUIT' "$(cat "$INSIDE")"
  expect_heard <<'END'
EHLO client.example
STARTTLS
END
  expect_journal <<'END'
127.0.0.1 -1 0 0 0 - tls bad_pipelining helo=client.example
END
}

# What was relayed is a whole handshake and more than a buffer holds.
test_a_large_message_inside() {
  plain_checks </dev/null
  tls_backend
  serve qkarma-smtpd $BACKEND_SH
  { awk 'BEGIN { while (i++ < 2000) printf "%0100d\n", i }'; echo QUIT; } \
    >"$SHUNIT_TMPDIR/words"
  tls_client <"$SHUNIT_TMPDIR/words" >"$SHUNIT_TMPDIR/heard"
  assertEquals 2000 "$(grep -c '^250 inside' "$SHUNIT_TMPDIR/heard")"
  cmp "$SHUNIT_TMPDIR/words" "$INSIDE" || fail 'another message came'
}

test_it_may_be_hidden() {
  plain_checks <<'END'
limits tls hide
END
  sh_backend <<'END'
say '220 backend'
hear; say 250-backend 250-PIPELINING '250 STARTTLS'
hear; say '221 bye'
END
  serve qkarma-smtpd $BACKEND_SH
  expect_session <<'END'
S: 220 backend
C: EHLO client.example
S: 250-backend
S: 250 PIPELINING
C: STARTTLS
S: 502 5.5.1 Not implemented.
C: QUIT
S: 221 bye
S: <closed>
END
}

test_a_refusal_is_relayed_and_the_session_goes_on() {
  plain_checks </dev/null
  sh_backend <<'END'
say '220 backend'
hear; say 250-backend '250 STARTTLS'
hear; say '454 4.7.0 not now'
hear; say '221 bye'
END
  serve qkarma-smtpd $BACKEND_SH
  expect_session <<'END'
S: 220 backend
C: EHLO client.example
S: 250-backend
S: 250 STARTTLS
C: STARTTLS
S: 454 4.7.0 not now
C: QUIT
S: 221 bye
S: <closed>
END
}

# A naughty client may not hide from us, not even where it may authenticate.
test_a_naughty_client_may_not() {
  printf '%s\n' 'earlytalker wait 60 reject naughty' 'naughty reject rcpt' \
    'limits auth 1' | checks
  sh_backend <<'END'
say '220 backend'
hear; say 250-backend '250-AUTH PLAIN' '250 STARTTLS'
hear; say '221 bye'
END
  serve qkarma-smtpd $BACKEND_SH
  expect_session <<'END'
C: EHLO client.example
S: 220 localhost ESMTP
S: 250-backend
S: 250-AUTH PLAIN
S: 250 STARTTLS
C: STARTTLS
S: 454 4.7.0 TLS is not available now.
C: QUIT
S: 221 bye
S: <closed>
END
}

. shunit2
