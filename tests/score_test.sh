# What the backend's replies say of a client: that it is to blame, that it may
# come again, or nothing. And what that makes of its connection.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"

# A backend that answers MAIL, RCPT and the message with $REPLY, if it is to
# answer that ($TO), and otherwise is pleased.
oneTimeSetUp() {
  cat >"$SHUNIT_TMPDIR/answering" <<'END'
printf '220 backend\r\n'
while read -r word rest
do
  case $word in
    DATA*) reply='354 go on' ;;
    QUIT*) reply='221 bye' ;;
    MAIL | RCPT | .*) reply='250 ok' ;;
    *) continue ;;
  esac
  case $word in "$TO"*) reply=$REPLY ;; esac
  printf '%s\r\n' "$reply"
done
END
}

setUp() {
  fresh_home
  echo 'karma recipients_bad 0' | checks
}

# Says these lines to it; what the journal has then, but for the address.
earns() {
  printf '%s\r\n' "$@" QUIT | env TO="$to" REPLY="$reply" \
    TCPREMOTEIP=192.0.2.7 qkarma-smtpd sh "$SHUNIT_TMPDIR/answering" >/dev/null
  sed -n "$NO_COURSE"'; $s/^@[0-9a-f]* 192.0.2.7 \(.*\) t=.*/\1/p' \
    "$QKARMA/journal/current"
}

mail='MAIL FROM:<a@client.example>'
rcpt='RCPT TO:<b@example.org>'

# For every reply on stdin, behind its `=>`, what these lines earn.
expect_earned() {
  to=$1
  shift
  while IFS= read -r line
  do
    reply=${line%% =>*}
    assertEquals "$reply" "${line##*=> }" "$(earns "$@")"
  done
}

test_replies_to_mail() {
  expect_earned MAIL "$mail" <<'END'
250 2.1.0 ok => 0 0 0 0 - quit -
550 5.7.1 no => -1 0 0 1 - quit bad_sender
550 no => -1 0 0 1 - quit bad_sender
551 5.1.6 moved => -1 0 0 1 - quit bad_sender
553 5.1.8 no such domain => -1 0 0 1 - quit bad_sender
554 5.1.0 no => -1 0 0 1 - quit bad_sender
556 5.1.10 null MX => -1 0 0 1 - quit bad_sender
550 5.2.1 mailbox disabled => 0 0 0 0 - quit -
550 5.3.2 system full => 0 0 0 0 - quit -
554 5.4.4 no route => 0 0 0 0 - quit -
550 5.40.1 no such code => -1 0 0 1 - quit bad_sender
500 5.5.2 what? => 0 0 0 0 - quit -
501 5.5.4 syntax => 0 0 0 0 - quit -
502 5.5.1 not here => 0 0 0 0 - quit -
503 5.5.1 out of turn => 0 0 0 0 - quit -
504 5.5.4 not that => 0 0 0 0 - quit -
530 5.7.0 authenticate first => 0 0 0 0 - quit -
552 5.3.4 too large => 0 0 0 0 - quit -
555 5.5.4 parameter => 0 0 0 0 - quit -
450 4.1.8 no such domain now => 0 0 1 0 - quit -
451 4.7.1 greylisted => 0 0 1 0 - quit -
END
}

# Three are forgiven; the accepted ones of a mailing list forgive more.
test_replies_to_rcpt() {
  expect_earned RCPT "$mail" "$rcpt" "$rcpt" "$rcpt" "$rcpt" "$rcpt" <<'END'
250 2.1.5 ok => 0 0 0 0 - quit -
251 2.1.5 forwarded => 0 0 0 0 - quit -
550 5.1.1 no such user => -2 0 0 5 - quit bad_recipient*2
550 no such user => -2 0 0 5 - quit bad_recipient*2
551 5.1.6 moved => -2 0 0 5 - quit bad_recipient*2
553 5.1.3 syntax => -2 0 0 5 - quit bad_recipient*2
554 5.7.1 relaying denied => -2 0 0 5 - quit bad_recipient*2
556 5.1.10 null MX => -2 0 0 5 - quit bad_recipient*2
550 5.2.2 mailbox full => 0 0 0 0 - quit -
552 5.2.2 mailbox full => 0 0 0 0 - quit -
501 5.1.3 syntax => 0 0 0 0 - quit -
503 5.5.1 out of turn => 0 0 0 0 - quit -
450 4.2.1 busy => 0 0 5 0 - quit -
452 4.5.3 too many => 0 0 5 0 - quit -
END
}

test_replies_to_the_message() {
  expect_earned . "$mail" "$rcpt" "$rcpt" DATA 'Subject: hello' . <<'END'
250 2.0.0 queued => 2 2 0 0 g quit message_accepted
550 5.7.1 spam => -2 0 0 2 - quit message_refused
554 5.6.0 virus => -2 0 0 2 - quit message_refused
554 5.3.4 too large => 0 0 0 0 - quit -
552 5.3.4 too large => 0 0 0 0 - quit -
500 5.5.2 what? => 0 0 0 0 - quit -
451 4.3.0 later => 0 0 2 0 - quit -
END
}

# Who sends bounces is forgiven more than others; it takes more than saying so.
test_a_null_sender_that_was_refused_is_none() {
  script_backend <<'END'
S: 220 backend
C: MAIL FROM:<a@client.example>
S: 250 ok
C: MAIL FROM:<>
S: 503 5.5.1 out of turn
C: RCPT TO:<b@example.org>
S: 550 5.1.1 no such user
C: RCPT TO:<b@example.org>
S: 550 5.1.1 no such user
C: RCPT TO:<b@example.org>
S: 550 5.1.1 no such user
C: RCPT TO:<b@example.org>
S: 550 5.1.1 no such user
C: RCPT TO:<b@example.org>
S: 550 5.1.1 no such user
C: QUIT
S: 221 bye
END
  TCPREMOTEIP=192.0.2.7 expect_pipe qkarma-smtpd scripted-backend <"$BACKEND"
  assertContains "$(cat "$QKARMA/journal/current")" ' bad_recipient*2 '
}

test_what_is_out_of_turn_is_not_counted() {
  to=RCPT reply='550 5.1.1 no such user'
  assertEquals '0 0 0 0 - quit -' "$(earns "$rcpt" "$rcpt" "$rcpt" "$rcpt")"
}

# A backend that refuses every message says the same thing again.
test_the_message_is_refused_at_most_twice() {
  to=. reply='554 5.7.1 spam'
  assertEquals '-4 0 0 3 n quit message_refused*2 neg=1 pd=1 pm=30' \
    "$(earns "$mail" "$rcpt" DATA . "$mail" "$rcpt" DATA . "$mail" "$rcpt" \
      DATA .)"
}

test_every_accepted_message_counts() {
  to=none reply=
  assertEquals '6 3 0 0 g quit message_accepted*3' \
    "$(earns "$mail" "$rcpt" DATA . "$mail" "$rcpt" DATA . "$mail" "$rcpt" \
      DATA .)"
}

. shunit2
