# `naughty train`: the refused message, whole, on the standard input of a
# program, which changes nothing.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"
. "$(dirname "$0")/dialogue.sh"

oneTimeSetUp() {
  unit mill
  unit pour
  TRAINED=$SHUNIT_TMPDIR/trained
  export TRAINED
}

setUp() {
  fresh_home
  rm -f "$TRAINED" "$TRAINED".*
  patience=60
}

tearDown() {
  unserve
}

# The program is a script, from stdin, and has $patience seconds; early talkers
# are refused at the phase $1.
train() {
  cat >"$SHUNIT_TMPDIR/train.sh"
  { echo 'earlytalker wait 60 reject naughty reject_type perm'
    echo "naughty reject ${1-data_post} train \
\"sh $SHUNIT_TMPDIR/train.sh an argument\""
    echo "limits backend_timeout $patience auth 0"
  } | checks
  serve qkarma-smtpd false
}

keep() {
  train "$@" <<'END'
echo "$@" >"$TRAINED.args"
cat >"$TRAINED.new"
mv "$TRAINED.new" "$TRAINED"
END
}

# An early talker's session up to its message, which is refused like this.
spam() {
  expect_session <<END
C: HELO client.example
S: 220 localhost ESMTP
S: 250 localhost
C: MAIL FROM:<spammer@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<nobody@example.org>
S: 250 2.1.5 Recipient ok.
C: DATA
S: 354 End the message with a dot.
C: Subject: buy this
C:
C: ..
C: ..dots
C:
C: .
S: ${1-550 5.7.1 You talked before the greeting.}
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
  expect_journal <<'END'
127.0.0.1 -1 0 0 0 - quit early_talk flag=earlytalker/perm helo=client.example
END
  expect_nobody_left
}

test_the_message_is_whole_with_its_sender_and_why() {
  keep
  spam
  assertEquals 'an argument' "$(cat "$TRAINED.args")"
  assertEquals 'Return-Path: <spammer@client.example>
X-Karma-Naughty: earlytalker: You talked before the greeting.
Subject: buy this

.
.dots

.' "$(cat "$TRAINED"; echo .)"
  expect_log '127.0.0.1 naughty: pass: train exited 0'
}

test_its_exit_code_changes_nothing() {
  train <<'END'
cat >/dev/null; exit 99
END
  spam
  expect_log '127.0.0.1 naughty: pass: train exited 99'
}

test_nor_does_a_program_that_is_not_there() {
  { echo 'earlytalker wait 60 reject naughty reject_type perm'
    echo "naughty reject data_post train $SHUNIT_TMPDIR/nowhere"; } | checks
  serve qkarma-smtpd false
  spam
  expect_log '127.0.0.1 naughty: '
}

test_nor_one_that_does_not_read() {
  train <<'END'
exec <&-; exit 0
END
  spam
}

test_nor_one_that_never_ends() {
  patience=2
  train <<'END'
cat >/dev/null; while :; do sleep 1; done
END
  spam
  expect_log '127.0.0.1 naughty: pass: train exited -1'
}

test_what_it_says_is_heard_by_nobody_but_it_may_say_it() {
  train <<'END'
cat >/dev/null
head -c 1048576 /dev/zero | tr '\0' '2' || exit 1
echo 'Learned from 1 message'
: >"$TRAINED"
END
  spam
  expect_log '127.0.0.1 naughty: pass: train exited 0'
  assertTrue 'it did not come to its end' "[ -e $TRAINED ]"
}

# A message of so many bytes for a program that exits like this.
large_spam() {
  mill "$2" 16384 >"$SHUNIT_TMPDIR/message"
  { printf 'HELO client.example\r\n'; envelope; cat "$SHUNIT_TMPDIR/message"
    farewell; } | pour "$PORT" 0 >"$SHUNIT_TMPDIR/replies"
  assertContains "$(cat "$SHUNIT_TMPDIR/replies")" '550 5.7.1'
  expect_log "127.0.0.1 naughty: pass: train exited $1"
  expect_nobody_left
  assertNotContains "$(cat "$SERVER_LOG")" 'it does not read'
}

test_it_may_talk_while_it_reads() {
  train <<'END'
cat && : >"$TRAINED"
END
  large_spam 0 3000000
  assertTrue 'it did not come to its end' "[ -e $TRAINED ]"
}

# All of the message has come, and half of it is not in the pipe yet.
test_it_may_talk_before_it_reads() {
  train <<'END'
head -c 3000000 /dev/zero && cat >/dev/null && : >"$TRAINED"
END
  large_spam 0 100000
  assertTrue 'it did not come to its end' "[ -e $TRAINED ]"
}

test_it_may_talk_and_not_read() {
  train <<'END'
exec <&-
head -c 3000000 /dev/zero
exit 7
END
  large_spam 7 3000000
}

test_it_may_close_its_stdin_early() {
  train <<'END'
head -n 3 >"$TRAINED"
exit 5
END
  large_spam 5 3000000
  assertEquals 3 "$(grep -c '' "$TRAINED")"
}

# Refused before there is a message, there is nothing to learn.
test_only_after_a_message() {
  keep rcpt
  expect_session <<'END'
C: HELO client.example
S: 220 localhost ESMTP
S: 250 localhost
C: MAIL FROM:<spammer@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<nobody@example.org>
S: 550 5.7.1 You talked before the greeting.
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
  expect_nobody_left
  assertFalse 'it was started' "[ -e $TRAINED ]"
}

test_a_message_without_end_is_not_learnt() {
  keep
  { printf 'HELO client.example\r\n'; envelope
    printf 'Subject: buy\r\n\r\nth'; } |
    tcpclient -HRD 127.0.0.1 "$PORT" sh -c 'cat >&7'
  expect_journal <<'END'
127.0.0.1 -1 0 0 0 - lost early_talk flag=earlytalker/perm helo=client.example
END
  expect_nobody_left
  assertFalse 'it was learnt' "[ -e $TRAINED ]"
}

# All bytes; dots undone, line ends as in a file.
test_a_large_one() {
  keep
  mill 3000000 16384 >"$SHUNIT_TMPDIR/message"
  { printf 'HELO client.example\r\n'; envelope; cat "$SHUNIT_TMPDIR/message"
    farewell; } | pour "$PORT" 0 >"$SHUNIT_TMPDIR/replies"
  assertContains "$(cat "$SHUNIT_TMPDIR/replies")" '550 5.7.1'
  await test -e "$TRAINED"
  LC_ALL=C sed 's/\r$//; s/^\.//' "$SHUNIT_TMPDIR/message" \
    >"$SHUNIT_TMPDIR/wanted"
  sed '1,2d' "$TRAINED" | cmp - "$SHUNIT_TMPDIR/wanted" ||
    fail 'the message is another'
}

# Larger than what fits into pipes and buffers: it is interrupted before it can
# take its half for the whole, and the client has its answer in time.
test_one_that_stops_in_the_middle() {
  patience=2
  train <<'END'
head -n 1 >/dev/null
sleep 20
cat >/dev/null
: >"$TRAINED"
END
  mill 3000000 16384 >"$SHUNIT_TMPDIR/message"
  { printf 'HELO client.example\r\n'; envelope; cat "$SHUNIT_TMPDIR/message"
    farewell; } | pour "$PORT" 0 >"$SHUNIT_TMPDIR/replies"
  assertContains "$(cat "$SHUNIT_TMPDIR/replies")" '550 5.7.1'
  expect_log '127.0.0.1 naughty: error: the program does not read the message'
  expect_nobody_left
  assertFalse 'it was learnt' "[ -e $TRAINED ]"
}

. shunit2
