# Hosts that share karma, and TLS between them and the engine, as run/share has
# it: the engine asks for a host's certificate, and a real stunnel on the host's
# side looks at the engine's. What a host says of a wrong one is enough to find
# out.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"
. "$(dirname "$0")/share.sh"

stunnel=$(command -v stunnel4) || stunnel=$FETCHED/stunnel4/usr/bin/stunnel4

oneTimeSetUp() {
  engine_there || return 0
  certificates=$SHUNIT_TMPDIR/certificates
  others=$SHUNIT_TMPDIR/others
  mkdir "$certificates" "$others"
  (
    cd "$certificates" &&
      sh "$ROOT/run/share/certificates" engine.example.net &&
      sh "$ROOT/run/share/certificates" mx1.example.net &&
      cd "$others" && sh "$ROOT/run/share/certificates" mx1.example.net
  ) || fail 'no certificates'
}

possible() {
  ready && { [ -x "$stunnel" ] || skipped 'needs stunnel'; }
}

# The first host's common log begins before anybody speaks.
setUp() {
  engine_there && [ -x "$stunnel" ] || return 0
  rm -rf "$HOSTS"
  mkdir "$HOSTS"
  new_engine
  first_host mx1
  joins mx2 mx1
  free_port
  TLS_PORT=$FREE
  free_port
  ENGINE_PORT=$FREE
  sed 's/#SHA256/>secret/; s/LOG/mx/g; /HOST/!b; h; s/HOST/mx1/g; p; x
    s/HOST/mx2/g' "$ROOT/run/share/users.acl" >"$ENGINE/users.acl"
  tls_engine
}

tearDown() {
  silent mx1
  silent mx2
  unengine
  [ -z "${STUNNEL-}" ] || kill "$STUNNEL" 2>/dev/null
  STUNNEL=
}

# The engine, as run/share has it but for where it is.
tls_engine() {
  sed "s/192.0.2.10/127.0.0.1/; s/^tls-port .*/tls-port $TLS_PORT/
    s|/etc/redis/users.acl|$ENGINE/users.acl|
    s|/etc/redis/engine|$certificates/engine.example.net|
    s|/etc/redis|$certificates|" "$ROOT/run/share/redis.conf" \
    >"$ENGINE/redis.conf"
  : >"$ENGINE/log"
  LD_LIBRARY_PATH=${LIBRARIES-} "$REDIS" "$ENGINE/redis.conf" \
    --dir "$ENGINE" --save '' >"$ENGINE/log" 2>&1 </dev/null &
  REDIS_PID=$!
  await grep -q 'Ready to accept connections' "$ENGINE/log"
}

# tunnel OURS THEIRS NAME: as run/share has it, with our certificate from this
# directory, whose authority's word it takes for the engine's, and what that is
# called.
tunnel() {
  sed "s/^accept = .*/accept = 127.0.0.1:$ENGINE_PORT/
    s/^connect = .*/connect = 127.0.0.1:$TLS_PORT/
    s|/etc/qkarma/mx1|$1/mx1.example.net|; s|/etc/qkarma/ca|$2/ca|
    s/^checkHost = .*/checkHost = $3/" "$ROOT/run/share/stunnel.conf" \
    >"$SHUNIT_TMPDIR/stunnel.conf"
  : >"$SHUNIT_TMPDIR/stunnel"
  LD_LIBRARY_PATH=$(echo "$FETCHED"/stunnel4/usr/lib/*-linux-*) \
    "$stunnel" "$SHUNIT_TMPDIR/stunnel.conf" 2>"$SHUNIT_TMPDIR/stunnel" \
    </dev/null &
  STUNNEL=$!
  await grep -q 'Configuration successful' "$SHUNIT_TMPDIR/stunnel"
  await reaches
}

reaches() {
  tcpclient -RHl0 127.0.0.1 "$ENGINE_PORT" true 2>/dev/null
}

# A program of this host, with its name and password.
as() {
  export QKARMA_USER="$1" QKARMA_PASSWORD=secret
  shift
  "$@"
  as_code=$?
  unset QKARMA_USER QKARMA_PASSWORD
  return "$as_code"
}

# Nobody gets through. Who tells and who hears say where to look, unless the
# tunnel is so quick that tcpclient has seen it close; there the sentence is.
assert_closed() {
  for program in qkarma-tell qkarma-hear
  do
    said_there=$SHUNIT_TMPDIR/said
    as mx1 eval "(client mx1 timeout 60 $program)" 2>"$said_there"
    assertEquals "$program" 111 $?
    assertContains "$program" "$(cat "$said_there")" "$(
      grep -o 'unable to connect to.*: connection reset' "$said_there" ||
        echo 'before it said anything: stunnel, if it is between, logs why')"
  done
  await grep -q "$1" "$SHUNIT_TMPDIR/stunnel"
}

test_a_host_tells_and_hears_through_tls() {
  possible || return 0
  tunnel "$certificates" "$certificates" engine.example.net
  as mx1 all_tell mx1
  as mx2 all_tell mx2
  say mx1 "192.0.2.7 $bad"
  await heard mx2 "$said"
  say mx2 "192.0.2.8 $bad"
  await heard mx1 "$said"
  await same_logs mx1 mx2
  assert_each_line_once mx2 mx1 mx2
}

# Who could read the lines of all, and write what he likes, is another one's.
test_an_engine_with_a_certificate_of_others() {
  possible || return 0
  tunnel "$certificates" "$others" engine.example.net
  assert_closed 'certificate verify failed'
}

test_an_engine_that_is_called_otherwise() {
  possible || return 0
  tunnel "$certificates" "$certificates" elsewhere.example.net
  assert_closed 'certificate verify failed'
}

test_a_host_with_a_certificate_of_others() {
  possible || return 0
  tunnel "$others" "$certificates" engine.example.net
  assert_closed 'alert unknown ca'
}

. shunit2
