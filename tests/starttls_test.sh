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

# Not by a connection: the server is there for one.
tls_listens() {
  grep -q ":$(printf %04X "$TLS_PORT") 00000000:0000 0A" /proc/net/tcp
}

tls_server() {
  free_port
  TLS_PORT=$FREE
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
  assertPart "$heard" '250 inside
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
  : >"$SHUNIT_TMPDIR/injector"
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
  assertPart "$heard" '250 inside
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
  # More than a pipe holds.
  { awk 'BEGIN { while (i++ < 700) printf "%0100d\n", i }'; echo QUIT; } \
    >"$SHUNIT_TMPDIR/words"
  tls_client <"$SHUNIT_TMPDIR/words" >"$SHUNIT_TMPDIR/heard"
  assertEquals 700 "$(grep -c '^250 inside' "$SHUNIT_TMPDIR/heard")"
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

# Where a naughty client may authenticate, TLS is for it too: AUTH may be had
# behind TLS only.
test_a_naughty_client_may_where_it_may_authenticate() {
  printf '%s\n' 'earlytalker wait 0' rblsmtpd naughty | checks
  tls_backend
  serve env RBLSMTPD=-listed TCPLOCALPORT=587 qkarma-smtpd $BACKEND_SH
  heard=$(printf '%s\n' 'EHLO inside.example' QUIT | tls_client)
  assertPart "$heard" '250 inside
221 bye'
  assertEquals 'EHLO inside.example
QUIT' "$(cat "$INSIDE")"
  expect_journal <<'END'
127.0.0.1 -1 0 0 0 - tls listed flag=rblsmtpd/perm helo=client.example
END
}

# A backend that has nothing for it but ordinary mail is not needed.
test_with_neither_auth_nor_tls_behind_it_is_answered_by_us() {
  printf '%s\n' 'earlytalker wait 0' rblsmtpd naughty 'limits tls hide' | checks
  sh_backend <<'END'
say '220 backend'
hear; say 250-backend 250-PIPELINING '250 STARTTLS'
hear
END
  serve env RBLSMTPD=-listed TCPLOCALPORT=587 qkarma-smtpd \
    $BACKEND_SH
  expect_session <<'END'
S: 220 localhost ESMTP
C: EHLO client.example
S: 250-localhost
S...
C: STARTTLS
S: 502 5.5.1 Not implemented.
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
}

# A client that becomes naughty when it was offered TLS already: here by what
# it sends behind its STARTTLS.
flagged_since() {
  sh_backend <<'END'
say '220 backend'
hear; say 250-backend '250 STARTTLS'
hear; say '454 4.7.0 not now'
hear; say '221 bye'
END
  serve env TCPLOCALPORT="$1" qkarma-smtpd $BACKEND_SH
  expect_session
}

# Behind TLS it could not be refused any more.
test_one_that_is_flagged_since_the_offer_is_refused_there() {
  for type in 'perm 550 5.7.1' 'disconnect 550 5.7.1' 'temp 421 4.7.1' \
    'temp_disconnect 421 4.7.1'
  do
    new_journal
    printf '%s\n' 'earlytalker wait 0' 'protocol pipelining naughty' \
      "naughty reject data_post reject_type ${type%% *}" | checks
    flagged_since 25 <<END
S: 220 backend
C: EHLO client.example
S: 250-backend
S: 250 STARTTLS
C> STARTTLS\\r\\nNOOP\\r\\n
S: ${type#* } You sent more before our reply.
S: <closed>
END
    expect_heard <<'END'
EHLO client.example
<eof>
END
    expect_journal <<END
127.0.0.1 -1 0 0 0 - rejected bad_pipelining flag=protocol/none\
 helo=client.example
END
    unserve
  done
}

test_but_not_where_it_may_authenticate() {
  printf '%s\n' 'earlytalker wait 0' 'protocol pipelining naughty' naughty |
    checks
  flagged_since 587 <<'END'
S: 220 backend
C: EHLO client.example
S: 250-backend
S: 250 STARTTLS
C> STARTTLS\r\nNOOP\r\n
S: 454 4.7.0 not now
S: 250 2.0.0 Ok.
C: QUIT
S: 221 bye
S: <closed>
END
}

# A backend that keeps what passes, whatever it is, in $INSIDE.
blind_backend() {
  sh_backend <<'END'
say '220 backend'
hear; say '250-backend' '250 STARTTLS'
hear; say '220 go'
exec cat 3>&1 >"$INSIDE"
END
  serve qkarma-smtpd $BACKEND_SH
}

# What a client sends behind its STARTTLS: $1, so many times, ten a second.
behind() {
  { cat <<'END'
S: 220 backend
C: EHLO client.example
S: 250-backend
S: 250 STARTTLS
C: STARTTLS
S: 220 go
END
    for i in $(seq "$2")
    do
      printf '%s\n' "C> $1" 'P: 0.1'
    done
  } | smtp_session >/dev/null
}

inside() {
  [ "$(wc -c <"$INSIDE")" = "$1" ]
}

# A byte now and then would keep the connection for ever.
test_drips_inside_have_the_time_of_a_session() {
  plain_checks <<'END'
limits data_timeout 1 session_timeout 2
END
  blind_backend
  behind x 80
  expect_journal <<'END'
127.0.0.1 0 0 0 0 - tls - helo=client.example
END
  expect_log 'limits: fail: session_timeout'
  assertTrue 'all of it came' "[ $(wc -c <"$INSIDE") -lt 80 ]"
  expect_nobody_left
}

# Nor does a little more than data_rate.
test_what_passes_inside_must_become_more() {
  plain_checks <<'END'
limits data_timeout 1 session_timeout 1 data_rate 20
END
  blind_backend
  behind 1234567890 100
  expect_log 'limits: fail: session_timeout'
  assertTrue 'all of it came' "[ $(wc -c <"$INSIDE") -lt 1000 ]"
}

test_a_client_that_works_inside_may_outlast_a_session() {
  plain_checks <<'END'
limits data_timeout 1 session_timeout 2 data_rate 1
END
  blind_backend
  behind "$(printf '%01000d' 0)" 40
  await inside 40000
  assertNotContains "$(cat "$SERVER_LOG")" session_timeout
}

# Where no rate is asked for there is none to fall behind.
test_without_a_rate_a_client_may_outlast_a_session() {
  plain_checks <<'END'
limits data_timeout 1 session_timeout 1 data_rate 0
END
  blind_backend
  behind x 40
  await inside 40
  assertNotContains "$(cat "$SERVER_LOG")" session_timeout
}

# Eight seconds, none of them the client's.
test_the_time_of_the_backend_is_not_the_clients() {
  plain_checks <<'END'
limits data_timeout 1 session_timeout 2 data_rate 1
END
  sh_backend <<'END'
say '220 backend'; hear; say 250-backend '250 STARTTLS'; hear; say '220 go'
while hear
do
  [ "$line" != bye ] || { say bye; exit; }
  sleep 2; say "$line"
done
END
  serve qkarma-smtpd $BACKEND_SH
  expect_session <<'END'
S: 220 backend
C: EHLO client.example
S: 250-backend
S: 250 STARTTLS
C: STARTTLS
S: 220 go
C: one
S: one
C: two
S: two
C: three
S: three
C: four
S: four
C: bye
S: bye
S: <closed>
END
  assertNotContains "$(cat "$SERVER_LOG")" session_timeout
}

# The client is gone, by a reset, and the backend has more to say than anybody
# reads.
test_a_backend_that_floods_a_client_that_is_gone() {
  plain_checks </dev/null
  sh_backend <<'END'
say '220 backend'; hear; say 250-backend '250 STARTTLS'; hear; say '220 go'
flood
END
  serve qkarma-smtpd $BACKEND_SH
  behind x 1
  expect_flood_ended
  expect_nobody_left
}

. shunit2
