# Certificates are renewed under the running daemon: on SIGHUP, and once a
# minute. What is half there, wrong or gone leaves the old one in force.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"
. "$(dirname "$0")/tls.sh"

oneTimeSetUp() {
  unit handover
  certificate old ecdsa mx.example.org
  certificate new ecdsa mx.example.org
  certificate other rsa other.example.org
  REQ='-days 1'
}

# control/tls names files that the tests renew.
setUp() {
  fresh_home
  LIVE=$SHUNIT_TMPDIR/live
  rm -rf "$LIVE"
  mkdir -m 700 "$LIVE"
  put old cert
  put old key
  echo "certificate $LIVE/cert $LIVE/key" >"$QKARMA/control/tls"
}

tearDown() {
  unserve
  untlsd
}

# put NAME cert|key: as an ACME client does it, the file is there at once.
put() {
  cp "$SHUNIT_TMPDIR/$1.$2" "$LIVE/$2.new" && chmod 600 "$LIVE/$2.new" &&
    mv "$LIVE/$2.new" "$LIVE/$2"
}

# The daemon with one server behind it.
start() {
  tlsd
  serve handover sh -c 'read -r line; echo "heard $line"'
}

serial() {
  openssl x509 -noout -serial
}

# Which certificate a client is shown: old, new ...
shown() {
  now=$(echo bye | timeout 60 openssl s_client -starttls smtp \
    -connect "127.0.0.1:$PORT" "$@" 2>/dev/null | serial 2>/dev/null)
  for name in old new other
  do
    [ "$now" != "$(serial <"$SHUNIT_TMPDIR/$name.cert")" ] || echo "$name"
  done
}

shows() {
  [ "$(shown)" = "$1" ]
}

# A look, which is over when its warning is there; without one, when the next
# one's is.
look() {
  kill -HUP "$TLSD"
}

warnings() {
  [ "$(grep -c -F -e "qkarma-tlsd: warning: $2" "$TLSD_LOG")" -ge "$1" ]
}

test_a_pair_that_is_renewed_is_shown_to_new_clients() {
  start
  await shows old
  put new cert
  put new key
  look
  await shows new
  expect_tlsd "qkarma-tlsd: info: $LIVE/cert is valid from "
  assertEquals 'no warning' '' "$(grep warning "$TLSD_LOG")"
}

test_a_session_outlives_its_certificate() {
  tlsd
  serve handover sh -c 'while read -r line; do echo "heard $line"
    [ "$line" != bye ] || exit 0; done'
  mkfifo "$SHUNIT_TMPDIR/lines"
  s_client <"$SHUNIT_TMPDIR/lines" >"$SHUNIT_TMPDIR/out" &
  client=$!
  exec 8>"$SHUNIT_TMPDIR/lines"
  echo one >&8
  await grep -q 'heard one' "$SHUNIT_TMPDIR/out"
  put new cert
  put new key
  look
  await shows new
  echo bye >&8
  wait "$client"
  exec 8>&-
  rm "$SHUNIT_TMPDIR/lines"
  assertContains "$(cat "$SHUNIT_TMPDIR/out")" 'heard bye'
}

# Half renewed: a warning with each look, and the old one stays; then whole.
test_half_a_pair_leaves_the_old_one() {
  start
  put new cert
  look
  await warnings 1 "the old certificate stays in force: $LIVE/key is not the \
key of the first certificate in $LIVE/cert"
  assertEquals old "$(shown)"
  look
  await warnings 2 'the old certificate stays in force'
  put new key
  look
  await shows new
  assertTrue 'no more' "! warnings 3 'the old certificate stays in force'"
}

test_what_is_no_certificate_leaves_the_old_one() {
  start
  echo nothing >"$LIVE/cert"
  look
  await warnings 1 "the old certificate stays in force: $LIVE/cert is no chain \
of certificates in PEM"
  assertEquals old "$(shown)"
  head -c 300 "$SHUNIT_TMPDIR/new.cert" >"$LIVE/cert"
  look
  await warnings 2 'the old certificate stays in force'
  assertEquals old "$(shown)"
}

test_files_that_are_gone_leave_the_old_one() {
  start
  rm "$LIVE/key"
  look
  await warnings 1 "the old certificate stays in force: unable to open \
$LIVE/key: No such file or directory"
  assertEquals old "$(shown)"
  mkfifo "$LIVE/key"
  look
  await warnings 1 "the old certificate stays in force: $LIVE/key is no \
regular file"
  assertEquals old "$(shown)"
}

# A key of another kind, which is no half of this pair either.
test_a_key_of_another_kind_leaves_the_old_one() {
  start
  put other key
  look
  await warnings 1 "the old certificate stays in force: $LIVE/key is not the \
key of the first certificate in $LIVE/cert"
  assertEquals old "$(shown)"
}

# A chain may have as many certificates as somebody likes to send, up to a size
# that nobody means.
test_a_huge_chain() {
  start
  cp "$SHUNIT_TMPDIR/new.cert" "$LIVE/cert.new"
  for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20
  do
    cat "$SHUNIT_TMPDIR/other.cert"
  done >>"$LIVE/cert.new"
  mv "$LIVE/cert.new" "$LIVE/cert"
  put new key
  look
  await shows new
  put old key
  head -c 300000 /dev/zero | tr '\0' '\n' | cat "$SHUNIT_TMPDIR/old.cert" - \
    >"$LIVE/cert"
  look
  await warnings 1 "the old certificate stays in force: $LIVE/cert is too large"
  assertEquals new "$(shown)"
}

# One that is wrong does not keep another one back.
test_each_line_on_its_own() {
  echo "certificate $SHUNIT_TMPDIR/other.copy $SHUNIT_TMPDIR/other.key" \
    >>"$QKARMA/control/tls"
  cp "$SHUNIT_TMPDIR/other.cert" "$SHUNIT_TMPDIR/other.copy"
  start
  assertEquals other "$(shown -servername other.example.org)"
  echo nothing >"$SHUNIT_TMPDIR/other.copy"
  put new cert
  put new key
  look
  await shows new
  assertEquals other "$(shown -servername other.example.org)"
  await warnings 1 'the old certificate stays in force'
}

expired() {
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -subj /CN=mx.example.org -keyout "$SHUNIT_TMPDIR/new.key" \
    -out "$SHUNIT_TMPDIR/request" 2>/dev/null
  openssl x509 -req -in "$SHUNIT_TMPDIR/request" -days -1 \
    -signkey "$SHUNIT_TMPDIR/new.key" -out "$SHUNIT_TMPDIR/new.cert" 2>/dev/null
}

test_one_that_has_expired_is_served_with_a_warning_a_day() {
  expired
  put new cert
  put new key
  start
  await warnings 1 "$LIVE/cert is valid from "
  assertEquals new "$(shown)"
  look
  put old cert
  look
  await warnings 1 'the old certificate stays in force'
  assertTrue 'not again' "! warnings 2 '$LIVE/cert is valid from '"
}

# It is root's, and dies only with the daemon, or by an accident. What is in
# force stays so.
test_without_the_process_that_opens_files_nothing_is_renewed() {
  start
  kill -KILL "$(ps -o pid= --ppid "$TLSD")"
  look
  await warnings 1 'the old certificate stays in force: the process that opens \
the files has ended'
  assertEquals old "$(shown)"
}

# The supervisor sends SIGTERM to all of a group, or somebody ^C: it goes on
# serving the daemon.
test_the_process_that_opens_files_heeds_no_signal_but_its_end() {
  start
  opener=$(ps -o pid= --ppid "$TLSD")
  kill "$opener"
  kill -INT "$opener"
  kill -HUP "$opener"
  put new cert
  put new key
  look
  await shows new
  kill "$TLSD"
  await gone "$opener"
}

# No signal to its processes is pending.
heard() {
  ! grep -q '^S..Pnd:.*[1-9a-f]' "/proc/$TLSD/status"
}

# A look that is held up may have seen half of what was renewed.
test_who_asks_for_a_look_during_one_gets_his_own() {
  start
  opener=$(ps -o pid= --ppid "$TLSD")
  put new cert
  kill -STOP "$opener"
  began=$(date +%s)
  for i in 1 2
  do
    look
    await heard
  done
  kill -CONT "$opener"
  await warnings 2 'the old certificate stays in force'
  assertTrue 'it was the one of the minute' "[ $(($(date +%s) - began)) -lt 50 ]"
}

# The same daemon, but for how long a minute is.
test_once_a_minute_it_looks_by_itself() {
  copy=$SHUNIT_TMPDIR/minute
  mkdir "$copy"
  cp -a "$ROOT"/Makefile "$ROOT"/conf-* "$ROOT/src" "$copy"
  sed -i 's/^#define LOOK 60 .*/#define LOOK 1/' "$copy/src/tls/server.c"
  assertEquals 1 "$(grep -c '^#define LOOK 1$' "$copy/src/tls/server.c")"
  (cd "$copy" && make bin/qkarma-tlsd >"$SHUNIT_TMPDIR/made" 2>&1) ||
    fail "it does not build: $(tail "$SHUNIT_TMPDIR/made")"
  before=$PATH
  PATH=$copy/bin:$PATH
  start
  PATH=$before
  put new cert
  put new key
  await shows new
}

. shunit2
