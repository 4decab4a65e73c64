# A connection that is told to stop by a signal says 421 where it can, and leaves
# its line; no message is lost by that, and none is sent twice.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"
. "$(dirname "$0")/dialogue.sh"

oneTimeSetUp() {
  use_sh_backend
  TRAINED=$SHUNIT_TMPDIR/trained
  export TRAINED
}

setUp() {
  fresh_home
}

tearDown() {
  unserve
}

STOPPED='S: 421 4.3.2 I was told to stop, connect again.
S: <closed>'

# A session, from stdin, that goes on while we do other things.
begin() {
  sed '/^#/d; /^$/d' >"$SHUNIT_TMPDIR/script"
  : >"$SHUNIT_TMPDIR/transcript"
  smtp_session <"$SHUNIT_TMPDIR/script" >"$SHUNIT_TMPDIR/transcript" &
  SESSION=$!
}

# It has come to this line.
await_line() {
  await grep -q -F -e "$1" "$SHUNIT_TMPDIR/transcript"
}

# From when on it is told by a signal, and not ended.
front() {
  for front in $(ps -eo pid=,ppid=,args= | awk -v server="$(parent)" '
    $2 == server && $3 ~ /qkarma-s/ { print $1 }')
  do
    signal_is Blk "$front" 15 || ! signal_is Cgt "$front" 15 || echo "$front"
  done
}

has_front() {
  [ -n "$(front)" ]
}

# With this signal the session comes to its end as its script says, and nothing
# of it is left.
told() {
  tell "$1"
  over
}

tell() {
  await has_front
  kill -"$1" "$(front)"
}

over() {
  wait "$SESSION"
  expect_transcript
  expect_nobody_left
}

polite_backend() {
  sh_backend <<'END'
say '220 backend'
while hear
do
  case $line in
    DATA) say '354 go'; body; say '250 kept' ;;
    QUIT) say '221 bye'; exit 0 ;;
    *) say '250 ok' ;;
  esac
done
END
}

# A session up to DATA; then what is on stdin.
message() {
  words=$(cat)
  begin <<END
S: 220 backend
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
S: 354 go
$words
END
}

test_between_commands() {
  plain_checks </dev/null
  polite_backend
  # Whoever runs this test may ignore signals, and what he ignores stays so.
  serve env --default-signal=TERM,HUP,INT qkarma-smtpd $BACKEND_SH
  for signal in TERM HUP INT
  do
    new_journal
    begin <<END
S: 220 backend
C: MAIL FROM:<a@client.example>
S: 250 ok
$STOPPED
END
    await_line 'S: 250 ok'
    told "$signal"
    expect_journal <<'END'
127.0.0.1 0 0 0 0 - error -
END
    expect_log 'qkarma-smtpd: error: told to stop by a signal'
  done
}

# Whoever starts us with nohup does not mean us to stop.
test_a_signal_that_is_ignored_stays_so() {
  plain_checks </dev/null
  sh_backend <<'END'
say '220 backend'; hear
until [ -e "$BACKEND_LOG.told" ]; do sleep 0.1; done
say '250 ok'; hear; say '221 bye'
END
  rm -f "$BACKEND_LOG.told"
  serve nohup qkarma-smtpd $BACKEND_SH
  begin <<'END'
S: 220 backend
C: NOOP
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  await heard NOOP
  tell HUP
  : >"$BACKEND_LOG.told"
  over
}

test_before_the_greeting() {
  waits_itself || return 0
  echo 'earlytalker wait 60' | checks
  serve qkarma-smtpd false
  begin <<END
$STOPPED
END
  told TERM
  expect_journal <<'END'
127.0.0.1 0 0 0 0 - error -
END
}

# Sent again and again, it may come at any point of our life.
test_at_any_time() {
  plain_checks </dev/null
  polite_backend
  serve qkarma-smtpd $BACKEND_SH
  for delay in 0 0.001 0.002 0.003 0.005 0.01 0.02 0.05
  do
    new_journal
    begin <<'END'
S: 220 backend
S: 421 4.3.2 I was told to stop, connect again.
S: <closed>
END
    until [ -n "$(front)" ]; do :; done
    sleep "$delay"
    pid=$(front)
    kill -TERM "$pid"
    kill -HUP "$pid" 2>/dev/null
    wait "$SESSION"
    assertEquals 'the client is told' 1 "$(grep -c '^S: 421 4.3.2' \
      "$SHUNIT_TMPDIR/transcript")"
    expect_journal <<'END'
127.0.0.1 0 0 0 0 - error -
END
    expect_nobody_left
  done
}

test_in_the_tarpit() {
  { echo 'earlytalker wait 60 reject naughty'; echo 'tarpit max 300 delay 300'
    echo 'naughty reject data_post'; echo 'limits auth 0'; } | checks
  serve qkarma-smtpd false
  begin <<END
C: HELO client.example
$STOPPED
END
  await has_front
  sleep 0.5
  told TERM
}

test_while_the_naughty_is_answered_by_us() {
  { echo 'earlytalker wait 60 reject naughty reject_type perm'
    echo 'naughty reject data_post'; echo 'limits auth 0'; } | checks
  serve qkarma-smtpd false
  begin <<END
C: HELO client.example
S: 220 localhost ESMTP
S: 250 localhost
$STOPPED
END
  await_line 'S: 250 localhost'
  told TERM
  expect_journal <<'END'
127.0.0.1 -1 0 0 0 - error early_talk flag=earlytalker/perm helo=client.example
END
}

heard() {
  grep -q -F -e "$1" "$BACKEND_LOG" 2>/dev/null
}

# The backend reads its end of file before any dot.
test_in_a_message() {
  plain_checks </dev/null
  polite_backend
  serve qkarma-smtpd $BACKEND_SH
  message <<END
C: Subject: half
P: 0.1
$STOPPED
END
  await heard half
  told TERM
  expect_heard <<'END'
MAIL FROM:<a@client.example>
RCPT TO:<b@example.org>
DATA
Subject: half
<eof>
END
  expect_journal <<'END'
127.0.0.1 0 0 0 0 - error -
END
}

# Its sender would else send it again, and it would be there twice.
test_the_answer_to_the_dot_is_waited_for() {
  plain_checks </dev/null
  sh_backend <<'END'
say '220 backend'; hear; say '250 ok'; hear; say '250 ok'; hear; say '354 go'
body; : >"$BACKEND_LOG.dot"; sleep 1; say '250 kept'; hear
END
  rm -f "$BACKEND_LOG.dot"
  serve qkarma-smtpd $BACKEND_SH
  message <<END
C: Subject: whole
C: .
S: 250 kept
$STOPPED
END
  await test -e "$BACKEND_LOG.dot"
  told TERM
  expect_journal <<'END'
127.0.0.1 2 1 0 0 g error message_accepted
END
}

# But not for ever: never a 250 without the backend's.
test_it_is_not_waited_for_for_long() {
  plain_checks </dev/null
  sh_backend <<'END'
say '220 backend'; hear; say '250 ok'; hear; say '250 ok'; hear; say '354 go'
body; : >"$BACKEND_LOG.dot"; hang
END
  rm -f "$BACKEND_LOG.dot"
  serve qkarma-smtpd $BACKEND_SH
  message <<END
C: Subject: whole
C: .
S: 451 4.3.0 The message was not queued, try again later.
$STOPPED
END
  await test -e "$BACKEND_LOG.dot"
  told TERM
  expect_log 'no answer to the dot: no reply before we stop'
  expect_journal <<'END'
127.0.0.1 0 0 0 0 - error -
END
}

# Whatever is asked of it: that it has not answered yet is not its trouble.
test_a_backend_that_hangs_is_not_to_blame() {
  plain_checks </dev/null
  for command in QUIT NOOP 'MAIL FROM:<a@client.example>'
  do
    new_journal
    sh_backend <<'END'
say '220 backend'; hear; hang
END
    serve qkarma-smtpd $BACKEND_SH
    begin <<END
S: 220 backend
C: $command
$STOPPED
END
    await heard "$command"
    told TERM
    expect_journal <<'END'
127.0.0.1 0 0 0 0 - error -
END
    expect_log 'qkarma-smtpd: error: told to stop by a signal'
    assertNotContains "$(cat "$SERVER_LOG")" backend:
    unserve
  done
}

test_nor_one_that_does_not_greet() {
  plain_checks </dev/null
  echo 'echo here >"$BACKEND_LOG"; hang' | sh_backend
  serve qkarma-smtpd $BACKEND_SH
  begin <<END
$STOPPED
END
  await heard here
  told TERM
  expect_log 'qkarma-smtpd: error: told to stop by a signal'
  assertNotContains "$(cat "$SERVER_LOG")" backend:
}

# In the middle of TLS nothing can be said.
test_behind_starttls() {
  # There is no STARTTLS inside TLS.
  outside || return 0
  plain_checks </dev/null
  sh_backend <<'END'
say '220 backend'; hear; say 250-backend '250 STARTTLS'; hear; say '220 go'
while hear; do say "$line"; done
END
  serve qkarma-smtpd $BACKEND_SH
  begin <<'END'
S: 220 backend
C: EHLO client.example
S: 250-backend
S: 250 STARTTLS
C: STARTTLS
S: 220 go
C: secret
S: secret
S: <closed>
END
  await_line 'S: secret'
  told TERM
  expect_journal <<'END'
127.0.0.1 0 0 0 0 - error - helo=client.example
END
}

# The refused client has its answer, and we wait for a program that takes its
# time: no longer, once we are told to stop, than an init lets us live.
test_while_the_trainer_is_waited_for() {
  { echo 'earlytalker wait 60 reject naughty reject_type perm'
    echo 'limits auth 0'
    echo "naughty reject data_post train \"sh $SHUNIT_TMPDIR/train\""; } | checks
  echo "cat >/dev/null; : >$TRAINED.read; exec sleep 300" >"$SHUNIT_TMPDIR/train"
  rm -f "$TRAINED.read"
  serve qkarma-smtpd false
  begin <<END
C: HELO client.example
S: 220 localhost ESMTP
S: 250 localhost
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<b@example.org>
S: 250 2.1.5 Recipient ok.
C: DATA
S: 354 End the message with a dot.
C: .
S: 550 5.7.1 You talked before the greeting.
$STOPPED
END
  await test -e "$TRAINED.read"
  before=$(date +%s)
  told TERM
  assertTrue 'not the minute that it else has' \
    "[ $(($(date +%s) - before)) -lt 30 ]"
  expect_journal <<'END'
127.0.0.1 -1 0 0 0 - error early_talk flag=earlytalker/perm helo=client.example
END
}

# What a program finds ignored or caught is what it would find without us.
signals() {
  cat <<'END'
sed -n 's/^Sig\(Ign\|Cgt\)://p' /proc/self/status | paste -s -d ' '
END
}

test_backend_and_trainer_get_their_signals_as_we_got_them() {
  signals >"$SHUNIT_TMPDIR/signals"
  wanted=$(sh "$SHUNIT_TMPDIR/signals")
  plain_checks </dev/null
  { echo 'say "220 $(sh "$SHUNIT_TMPDIR/signals")"; hear; say "221 bye"'
  } | sh_backend
  export SHUNIT_TMPDIR
  for relay in '' RELAYCLIENT=
  do
    assertEquals "the backend ($relay)" "220 $wanted" "$(printf 'QUIT\r\n' |
      env $relay TCPREMOTEIP=192.0.2.7 qkarma-smtpd $BACKEND_SH | tr -d '\r' |
      sed -n 1p)"
  done
  { echo 'earlytalker wait 60 reject naughty'; echo 'limits auth 0'
    echo "naughty reject data_post train \"sh $SHUNIT_TMPDIR/train\""; } | checks
  echo "sh $SHUNIT_TMPDIR/signals >$TRAINED; cat >/dev/null" \
    >"$SHUNIT_TMPDIR/train"
  { envelope; farewell; } | TCPREMOTEIP=192.0.2.7 qkarma-smtpd false \
    >/dev/null 2>&1
  assertEquals 'the trainer' "$wanted" "$(cat "$TRAINED")"
}

. shunit2
