# Whatever becomes of the backend, the client never hears that a message was
# taken which was not; it hears it in time, one line is left in the journal,
# and no process.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"
. "$(dirname "$0")/dialogue.sh"

early=

oneTimeSetUp() {
  use_sh_backend
}

setUp() {
  fresh_home
  patience 60
}

# So many seconds the backend is waited for. Where a word of it comes first they
# must be enough for it to start, on any machine.
patience() {
  echo "limits backend_timeout $1" | plain_checks
}

tearDown() {
  unserve
}

# The session on stdin, with the backend of `sh_backend` or this command. The
# first argument is the line it leaves in the journal, behind the address.
session() {
  line="127.0.0.1 $1"
  shift
  serve qkarma-smtpd ${*:-$BACKEND_SH}
  expect_it_goes_so
  expect_journal <<END
$line
END
  expect_nobody_left
  unserve
  new_journal
}

# As expect_session does; but before a line `P: 1' the client waits until the
# backend has `said' what it says too early: the second is for us to read it.
expect_it_goes_so() {
  cat >"$SHUNIT_TMPDIR/script"
  {
    sed '/^P: 1$/,$d' "$SHUNIT_TMPDIR/script"
    [ -z "$early" ] || await test -e "$BACKEND_LOG.said"
    sed -n '/^P: 1$/,$p' "$SHUNIT_TMPDIR/script"
  } | smtp_session >"$SHUNIT_TMPDIR/transcript"
  sed -i '/^$/d' "$SHUNIT_TMPDIR/script"
  expect_transcript
}

# ... with the client's last words on stdin: before them it sent a message; in
# the middle of it the backend is too early, if the test says so.
message_session() {
  words=$(cat)
  session "$@" <<END
S: 220 backend
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
S: 354 go
C: Subject: test
C:
C: test
${early:+P: 0
P: 1}
C: .
$words
END
  early=
}

# The backend's part of that, up to the message; then what is on stdin.
message_backend() {
  rm -f "$BACKEND_LOG.said"
  { cat <<END
said() { : >"$BACKEND_LOG.said"; }
say '220 backend'; hear; say '250 ok'; hear; say '250 ok'; hear; ${1-}
say '354 go'
END
    cat
  } | sh_backend
}

gone='C: MAIL FROM:<c@client.example>
S: 421 4.3.0 Closing after an unfinished message, connect again.
S: <closed>'

not_queued() {
  echo 'S: 451 4.3.0 The message was not queued, try again later.'
  echo "$gone"
}

trouble() {
  echo 'S: 421 4.3.0 Something is wrong here, try again later.'
  echo 'S: <closed>'
}

test_it_is_not_there() {
  session '0 0 0 0 - error -' ./nowhere/backend <<END
$(trouble)
END
  expect_log '127.0.0.1 backend: error: '
}

test_it_may_not_be_run() {
  : >"$SHUNIT_TMPDIR/not-executable"
  session '0 0 0 0 - error -' "$SHUNIT_TMPDIR/not-executable" <<END
$(trouble)
END
}

test_it_dies_before_it_greets() {
  echo 'exit 1' | sh_backend
  session '0 0 0 0 - error -' <<END
$(trouble)
END
}

test_it_dies_in_the_middle_of_its_greeting() {
  echo 'say 220-backend; printf 220' | sh_backend
  session '0 0 0 0 - error -' <<END
$(trouble)
END
}

test_it_never_greets() {
  patience 1
  echo 'hang' | sh_backend
  session '0 0 0 0 - error -' <<END
$(trouble)
END
}

# It has said its last word, and goes on.
test_it_floods_behind_quit() {
  plain_checks </dev/null
  echo "say '220 backend'; hear; say '221 bye'; flood" | sh_backend
  serve qkarma-smtpd $BACKEND_SH
  expect_session <<'END'
S: 220 backend
C: QUIT
S: 221 bye
S: <closed>
END
  expect_flood_ended
  expect_nobody_left
}

# Neither an end of file nor TERM impresses it.
test_it_can_only_be_killed() {
  patience 1
  sh_backend <<'END'
trap '' TERM
while :; do sleep 0.1; done
END
  session '0 0 0 0 - error -' <<END
$(trouble)
END
}

test_it_greets_with_a_refusal() {
  for code in 554 421
  do
    echo "say '$code-no' '$code not now'; cat" | sh_backend
    session '0 0 0 0 - rejected -' <<END
S: $code-no
S: $code not now
S: <closed>
END
  done
}

test_it_does_not_speak_smtp() {
  for garbage in 'hello' '200' '99 ok' '600 ok' '354 go' '250-ok\r\n220 ok' \
    '\0'
  do
    printf "printf '%s\\\\r\\\\n'; cat >/dev/null" "$garbage" | sh_backend
    session '0 0 0 0 - error -' <<END
$(trouble)
END
  done
}

test_it_dies_in_the_middle_of_a_command() {
  echo "say '220 backend'; hear" | sh_backend
  session '0 0 0 0 - error -' <<END
S: 220 backend
C: MAIL FROM:<a@client.example>
$(trouble)
END
}

test_it_dies_in_the_middle_of_a_reply() {
  echo "say '220 backend'; hear; printf '250-one\r\n250 tw'" | sh_backend
  session '0 0 0 0 - error -' <<END
S: 220 backend
C: MAIL FROM:<a@client.example>
$(trouble)
END
}

test_it_never_answers() {
  patience 5
  echo "say '220 backend'; hear; hang" | sh_backend
  session '0 0 0 0 - error -' <<END
S: 220 backend
C: MAIL FROM:<a@client.example>
$(trouble)
END
  expect_log 'backend: error: no reply in time'
}

test_its_reply_is_none() {
  for garbage in 'hello' '250-one\r\nhello' '250-one\r\n550 two' '354 go' \
    '334 go' '25\0 ok'
  do
    printf "say '220 backend'; hear; printf '%s\\\\r\\\\n'; cat >/dev/null" \
      "$garbage" | sh_backend
    session '0 0 0 0 - error -' <<END
S: 220 backend
C: MAIL FROM:<a@client.example>
$(trouble)
END
  done
}

test_its_reply_is_a_mebibyte() {
  for reply in "head -c 1048576 /dev/zero | tr '\\\\0' x" \
    'yes "250-$(printf %01000d 0)$cr" | head -n 1048'
  do
    echo "say '220 backend'; hear; $reply; say '250 ok'; hear" | sh_backend
    session '0 0 0 0 - error -' <<END
S: 220 backend
C: MAIL FROM:<a@client.example>
$(trouble)
END
  done
}

test_one_reply_too_many() {
  echo "say '220 backend'; hear; say '250 ok' '250 ok'; hear" | sh_backend
  session '0 0 0 0 - error -' <<END
S: 220 backend
C: MAIL FROM:<a@client.example>
S: 250 ok
$(trouble)
END
  expect_log 'backend: error: unsolicited reply'
}

# The client has said its next command already.
test_one_reply_too_many_for_a_group() {
  echo "say '220 backend'; hear; say '250 ok' '250 ok'; hear" | sh_backend
  session '-1 0 0 0 - error bad_pipelining' <<END
S: 220 backend
C: MAIL FROM:<a@client.example>
C: RCPT TO:<b@example.org>
S: 250 ok
$(trouble)
END
}

test_one_reply_too_few() {
  patience 5
  echo "say '220 backend'; hear; hear; say '250 ok'; hear" | sh_backend
  session '0 0 0 0 - error -' <<END
S: 220 backend
C: MAIL FROM:<a@client.example>
$(trouble)
END
}

test_it_says_421_and_leaves_while_nothing_happens() {
  sh_backend <<'END'
say '220 backend'; hear; say '250 ok'
sleep 0.3
say '421-4.4.2 I have waited' '421 4.4.2 long enough'
END
  session '0 0 0 0 - rejected -' <<'END'
S: 220 backend
C: MAIL FROM:<a@client.example>
S: 250 ok
S: 421-4.4.2 I have waited
S: 421 4.4.2 long enough
S: <closed>
END
}

test_it_leaves_without_a_word_while_nothing_happens() {
  echo "say '220 backend'; hear; say '250 ok'; sleep 0.3" | sh_backend
  session '0 0 0 0 - error -' <<END
S: 220 backend
C: MAIL FROM:<a@client.example>
S: 250 ok
$(trouble)
END
  expect_log 'backend: error: the backend closed the connection'
}

# Two seconds for the end of file behind its last word, not for ever.
test_an_unsolicited_reply() {
  sh_backend <<'END'
say '220 backend'; hear; say '250 ok'
sleep 0.3
say '421 4.4.2 and now?'
hear
END
  session '0 0 0 0 - error -' <<END
S: 220 backend
C: MAIL FROM:<a@client.example>
S: 250 ok
$(trouble)
END
}

test_421_to_a_command_is_its_last_word() {
  echo "say '220 backend'; hear; say '421 4.3.2 going down'; hear" | sh_backend
  session '0 0 1 0 - rejected -' <<'END'
S: 220 backend
C: MAIL FROM:<a@client.example>
S: 421 4.3.2 going down
S: <closed>
END
}

test_data_is_answered_by_354_or_a_refusal() {
  echo "say '220 backend'; hear; say '250 ok'; hear" | sh_backend
  session '0 0 0 0 - error -' <<END
S: 220 backend
C: DATA
$(trouble)
END
}

test_it_dies_in_the_middle_of_the_message() {
  early=yes
  echo 'hear; said' | message_backend
  message_session '0 0 0 0 - rejected -' <<END
$(not_queued)
END
  expect_log 'the backend closed the connection in the middle of a message'
}

test_it_refuses_in_the_middle_of_the_message() {
  early=yes
  echo "hear; say '552 5.3.4 too large'; said; hear; hear; hear" | message_backend
  message_session '0 0 0 0 - rejected -' <<END
S: 552 5.3.4 too large
$gone
END
}

# qmail-smtpd does so at a bare LF.
test_it_refuses_in_the_middle_and_leaves() {
  early=yes
  echo "hear; say '451 See http://pobox.com/~djb/docs/smtplf.html.'; said" |
    message_backend
  message_session '0 0 1 0 - rejected -' <<END
S: 451 See http://pobox.com/~djb/docs/smtplf.html.
$gone
END
}

test_it_accepts_before_the_dot() {
  early=yes
  echo "hear; say '250 queued'; said; hear; hear; hear" | message_backend
  message_session '0 0 0 0 - rejected -' <<END
$(not_queued)
END
  expect_log 'backend: error: reply before the end of the message'
}

test_it_accepts_with_the_354() {
  early=yes
  echo "say '250 queued'; said; body; say '250 queued'" | message_backend
  message_session '0 0 0 0 - rejected -' <<END
$(not_queued)
END
}

test_it_dies_after_the_dot() {
  echo 'body' | message_backend
  message_session '0 0 0 0 - rejected -' <<END
$(not_queued)
END
}

test_it_dies_in_the_middle_of_its_reply_to_the_dot() {
  echo "body; printf '250 queu'" | message_backend
  message_session '0 0 0 0 - rejected -' <<END
$(not_queued)
END
}

test_it_never_answers_the_dot() {
  patience 5
  echo 'body; hang' | message_backend
  message_session '0 0 0 0 - rejected -' <<END
$(not_queued)
END
}

test_its_answer_to_the_dot_is_none() {
  for garbage in 'queued' '354 more' '250-queued\r\n451 or not'
  do
    echo "body; printf '$garbage\\r\\n'; hear" | message_backend
    message_session '0 0 0 0 - rejected -' <<END
$(not_queued)
END
  done
}

# It says so only after it has closed its stdin.
test_it_reads_no_further_and_says_why() {
  echo "sleep 0.3; say '552 5.3.4 too large'; hang" |
    message_backend 'exec <&-'
  message_session '0 0 0 0 - rejected -' <<END
S: 552 5.3.4 too large
$gone
END
}

test_it_reads_no_further_and_says_nothing() {
  echo hang | message_backend 'exec <&-'
  message_session '0 0 0 0 - rejected -' <<END
$(not_queued)
END
}

# How long the last connection took, in seconds.
seconds() {
  sed -n '$s/.* t=\([0-9]*\) .*/\1/p' "$QKARMA/journal/current"
}

# It has some seconds for a word, not the time in which others answer.
test_a_backend_that_is_deaf_is_not_waited_for() {
  echo hang | message_backend 'exec <&-'
  serve qkarma-smtpd $BACKEND_SH
  expect_session <<END
S: 220 backend
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
S: 354 go
C: Subject: test
C: .
$(not_queued)
END
  await enough_connections 1
  assertTrue "it took $(seconds) s" "[ $(seconds) -lt 40 ]"
}

test_nor_is_the_end_of_a_line_that_nobody_asked_for() {
  echo "say '220 backend'; hear; say '250 ok'; printf 42; hang" | sh_backend
  serve qkarma-smtpd $BACKEND_SH
  expect_session <<END
S: 220 backend
C: MAIL FROM:<a@client.example>
S: 250 ok
$(trouble)
END
  await enough_connections 1
  assertTrue "it took $(seconds) s" "[ $(seconds) -lt 40 ]"
}

# More than a pipe holds.
test_it_stops_reading_in_the_middle() {
  patience 5
  unit pour
  echo 'hear; hang' | message_backend
  serve qkarma-smtpd $BACKEND_SH
  { envelope; awk 'BEGIN { while (i++ < 3000) printf "%0100d\r\n", 0 }'
    farewell; } | pour "$PORT" 0 >"$SHUNIT_TMPDIR/replies"
  assertEquals '220 backend
250 ok
250 ok
354 go
451 4.3.0 The message was not queued, try again later.
221 2.0.0 Bye.' "$(tr -d '\r' <"$SHUNIT_TMPDIR/replies")"
  expect_journal <<'END'
127.0.0.1 -1 0 0 0 - quit bad_pipelining
END
  expect_log 'backend: error: the backend does not read the message'
  expect_nobody_left
}

# The counts are the backend's: 4yz, 5yz, and what is nobody's fault.
test_what_counts() {
  while read -r reply counts
  do
    reply=$(echo "$reply" | tr _ ' ')
    echo "body; say '$reply'; hear; say '221 bye'" | message_backend
    message_session "$counts" <<END
S: $reply
C: QUIT
S: 221 bye
S: <closed>
END
  done <<'END'
250_queued 2 1 0 0 g quit message_accepted
299_well 2 1 0 0 g quit message_accepted
451_later 0 0 1 0 - quit -
554_spam -2 0 0 1 - quit message_refused
552_large 0 0 0 0 - quit -
554_5.3.2_not_now 0 0 0 0 - quit -
500_what? 0 0 0 0 - quit -
END
}

. shunit2
