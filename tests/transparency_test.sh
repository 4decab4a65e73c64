# Where lines end in CR LF, a message reaches the backend byte for byte, however
# it comes; and the backend's replies reach the client.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"
. "$(dirname "$0")/dialogue.sh"

oneTimeSetUp() {
  unit mill
  unit pour
  unit sink
  fresh_home
  plain_checks </dev/null
  SINK=$SHUNIT_TMPDIR/sink
  export SINK
}

setUp() {
  rm -f "$SINK"
  new_journal
  serve qkarma-smtpd sink
}

# The next journal has no line of this one.
tearDown() {
  expect_nobody_left
  unserve
}

# Pours the message $SHUNIT_TMPDIR/message, with its envelope, into the server,
# so many bytes at a time, and waits for no reply.
pour_message() {
  { printf 'EHLO client.example\r\n'; envelope; cat "$SHUNIT_TMPDIR/message"
    farewell; } | pour "$PORT" "$@" | tr -d '\r' >"$SHUNIT_TMPDIR/transcript"
  assertEquals "replies ($*)" '220 sink
250 ok
250 ok
250 ok
354 go
250 kept
221 bye' "$(cat "$SHUNIT_TMPDIR/transcript")"
  { cat "$SHUNIT_TMPDIR/message"; printf '.\r\n'; } | cmp - "$SINK" ||
    fail "the message is another ($*)"
  rm -f "$SINK"
}

test_50_mib_in_bursts() {
  mill 52428800 16384 >"$SHUNIT_TMPDIR/message"
  pour_message 0
  expect_journal <<'END'
127.0.0.1 1 1 0 0 - quit bad_pipelining,message_accepted helo=client.example
END
}

test_lines_across_every_buffer_boundary() {
  mill 300000 16384 >"$SHUNIT_TMPDIR/message"
  for bytes in 65536 16385 16384 16383 4096 1021 100
  do
    pour_message "$bytes"
  done
}

# A line of exactly this many bytes, before and behind others.
test_lines_of_every_length_around_the_buffers() {
  for n in 1 2 998 1000 1023 1024 1025 16381 16382 16383 16384 16385 32768 70000
  do
    printf ".x%0${n}d\\r\\n%0${n}d\\r\\n" 0 0
  done >"$SHUNIT_TMPDIR/message"
  pour_message 65536
  pour_message 4096
}

test_a_byte_at_a_time() {
  mill 60000 300 >"$SHUNIT_TMPDIR/message"
  pour_message 1
}

test_a_slow_client() {
  mill 2000 100 >"$SHUNIT_TMPDIR/message"
  pour_message 100 20
}

test_an_empty_message() {
  : >"$SHUNIT_TMPDIR/message"
  pour_message 0
  printf '\r\n' >"$SHUNIT_TMPDIR/message"
  pour_message 1
}

test_dots() {
  printf '..\r\n...\r\n.x\r\n. \r\n.\r\r\n..\r\n\r\n' >"$SHUNIT_TMPDIR/message"
  pour_message 0
  pour_message 1
}

# The client reads nothing until it has said all, and the backend's replies
# fill whatever they pass through.
test_replies_wait_for_a_client_that_only_talks() {
  { for i in $(seq 1000)
    do
      printf 'NOOP %s\r\n' "$i"
    done
    printf 'QUIT\r\n'
  } | pour "$PORT" 65536 | grep -c '^250 ok' \
    >"$SHUNIT_TMPDIR/count"
  assertEquals 1000 "$(cat "$SHUNIT_TMPDIR/count")"
}

test_several_messages_in_one_connection() {
  mill 20000 500 >"$SHUNIT_TMPDIR/message"
  { for i in 1 2 3 4 5
    do
      envelope
      cat "$SHUNIT_TMPDIR/message"
      printf '.\r\n'
    done
    printf 'QUIT\r\n'
  } | pour "$PORT" 0 | grep -c '^250 kept' >"$SHUNIT_TMPDIR/count"
  assertEquals 5 "$(cat "$SHUNIT_TMPDIR/count")"
  for i in 1 2 3 4 5
  do
    cat "$SHUNIT_TMPDIR/message"
    printf '.\r\n'
  done | cmp - "$SINK" || fail 'the messages are others'
}

# The client is cut off: what the backend has is a beginning of the message.
test_a_client_that_leaves_in_the_middle() {
  mill 100000 500 >"$SHUNIT_TMPDIR/message"
  { envelope; cat "$SHUNIT_TMPDIR/message"; } |
    tcpclient -HRD 127.0.0.1 "$PORT" sh -c 'cat >&7'
  expect_journal <<'END'
127.0.0.1 -1 0 0 0 - lost bad_pipelining
END
  await test -s "$SINK"
  await grep -q -a '<eof>$' "$SINK"
  n=$(($(wc -c <"$SINK") - 5))
  head -c "$n" "$SHUNIT_TMPDIR/message" >"$SHUNIT_TMPDIR/beginning"
  head -c "$n" "$SINK" | cmp - "$SHUNIT_TMPDIR/beginning" ||
    fail 'what the backend read is no beginning of the message'
}

# A backend that reads slowly holds the client up, and loses nothing.
test_a_slow_backend() {
  unserve
  serve qkarma-smtpd sink 10
  mill 500000 16384 >"$SHUNIT_TMPDIR/message"
  pour_message 0
}

. shunit2
