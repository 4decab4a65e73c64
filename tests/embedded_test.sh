# Where no backend is named, qkarma-maildir runs without an exec: linked in, and
# with nothing that it would not have if it had been executed.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"
. "$(dirname "$0")/store.sh"

EARLYTALKER_WAIT=0
export EARLYTALKER_WAIT

setUp() {
  fresh_home
  MAIL=$SHUNIT_TMPDIR/mail
  rm -rf "$MAIL"
  mkdir "$MAIL" "$MAIL/tmp" "$MAIL/new" "$MAIL/cur"
  echo "@example.org $MAIL" >"$QKARMA/control/maildirs"
}

tearDown() {
  unserve
  UNDER_SERVER=
}

message() {
  expect_session -i 127.0.0.9 <<'END'
S: 220 localhost ESMTP
C: EHLO client.example
S...
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 The sender is good.
C: RCPT TO:<b@example.org>
S: 250 2.1.5 The recipient is good.
C: DATA
S: 354 Go ahead; end with <CR><LF>.<CR><LF>.
C: Subject: hello
C:
C: Hello
C: .
S: 250 2.0.0 Delivered.
C: QUIT
S: 221 2.0.0 Good bye.
S: <closed>
END
}

# What is not the same each time.
mask() {
  sed 's/for [0-9]*$//; s/[0-9A-F]\{10,\}//g; s/[A-Z][a-z]*, .* [-+]0000//
    s/[0-9]* *[A-Z][a-z][a-z] 20[0-9][0-9] [0-9:]*//; s/ t=[0-9]*//
    s/pid [0-9]*//; s/ pid=[0-9]*//; s/ ~[0-9a-f]*$//; s/^@[0-9a-f]* //'
}

delivered() {
  cat "$MAIL/new"/* | mask
  ls -l "$MAIL/new" | awk 'NR > 1 { print $1, $3, $4 }'
  sed 1d "$QKARMA/journal/current" | mask
}

test_it_delivers_the_same() {
  for immune in '' RELAYCLIENT=
  do
    for under in '' 1
    do
      fresh_home
      for backend in qkarma-maildir ''
      do
        setUp
        UNDER_SERVER=$under
        serve env LANG=C $immune qkarma-smtpd -v $backend
        message
        await enough_connections 1
        unserve
        delivered >"$SHUNIT_TMPDIR/by.${backend:-fork}"
        mask <"$SERVER_LOG" >>"$SHUNIT_TMPDIR/by.${backend:-fork}"
      done
      assertEquals "$under $immune" "$(cat "$SHUNIT_TMPDIR/by.qkarma-maildir")" \
        "$(cat "$SHUNIT_TMPDIR/by.fork")"
      assertContains "$(cat "$SHUNIT_TMPDIR/by.fork")" 'Subject: hello'
    done
  done
}

# The process at the end of the chain, while the client is silent.
last_of() {
  last=$1
  while child=$(ps -o pid= --ppid "$last" | tr -d ' ' | tail -n 1) &&
    [ -n "$child" ]
  do
    last=$child
  done
  echo "$last"
}

# Its descriptors, by what they are, and how it stands to signals.
seen_of() {
  ls -l "/proc/$1/fd" |
    sed -n 's/.* \([0-9]*\) -> \([^:]*\).*/\1 \2/p' | grep -v ' /proc'
  grep -E '^Sig(Blk|Ign|Cgt)|^Shd' "/proc/$1/status" | grep -v Pnd
}

greeted() {
  grep -q 220 "$SHUNIT_TMPDIR/heard"
}

# A client that has been greeted, and stays.
hold() {
  : >"$SHUNIT_TMPDIR/heard"
  tcpclient -HRD -i 127.0.0.9 127.0.0.1 "$PORT" \
    sh -c 'exec cat <&6 >"$0"' "$SHUNIT_TMPDIR/heard" &
  holding=$!
  await greeted
}

test_it_has_what_an_executed_one_has() {
  for immune in '' RELAYCLIENT=
  do
    for under in '' 1
    do
      for backend in qkarma-maildir ''
      do
        UNDER_SERVER=$under
        serve env LANG=C $immune qkarma-smtpd $backend
        hold
        seen_of "$(last_of "$SERVER")" >"$SHUNIT_TMPDIR/by.${backend:-fork}"
        kill "$holding"
        wait "$holding" 2>/dev/null
        unserve
      done
      assertEquals "under ${under:-0} $immune" \
        "$(cat "$SHUNIT_TMPDIR/by.qkarma-maildir")" \
        "$(cat "$SHUNIT_TMPDIR/by.fork")"
      assertContains "$(cat "$SHUNIT_TMPDIR/by.fork")" '0 '
    done
  done
}

test_no_program_is_looked_for() {
  serve env PATH=/nonexistent "$(command -v qkarma-smtpd)"
  message
}

# It ends when a signal says so, as one that was executed.
test_a_signal_ends_it() {
  serve qkarma-smtpd
  hold
  kill -TERM "$(last_of "$SERVER")"
  expect_log 'backend: error: the backend closed the connection'
  kill "$holding" 2>/dev/null || :
}

. shunit2
