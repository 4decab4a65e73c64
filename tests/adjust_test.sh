# qkarma adjust: a content filter below the backend reaches the karma of the
# connection that brought the message.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"

setUp() {
  fresh_home
  printf '%s\n' 'earlytalker wait 0' protocol naughty | checks
}

tearDown() {
  unserve
}

# The backend's first deed is this command, as a filter of its would do it.
filtered() {
  FILTER=$1
  export FILTER
  serve qkarma-smtpd sh -c 'eval "$FILTER"; exec qkarma-maildir'
}

session() {
  printf 'S*\nC: QUIT\nS*\n' | smtp_session >/dev/null
}

test_points_are_added_and_taken() {
  filtered 'qkarma adjust +3 signed mail; qkarma adjust -1 a bad link'
  session
  expect_journal <<'END'
127.0.0.1 2 0 0 0 - quit adjust*2
END
  expect_log '127.0.0.1 adjust: fail, tolerated: -1 a bad link'
}

test_a_connection_can_be_found_naughty() {
  filtered 'qkarma adjust naughty "Your message has a virus."'
  cat >"$SHUNIT_TMPDIR/script" <<'END'
S*
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<b@example.org>
S: 550 5.7.1 Your message has a virus.
S: <closed>
END
  smtp_session <"$SHUNIT_TMPDIR/script" >"$SHUNIT_TMPDIR/transcript"
  assertEquals 'refused, and closed' 0 $?
  expect_log '127.0.0.1 adjust: fail, NAUGHTY: naughty Your message has a virus.'
}

test_a_reason_cannot_forge_a_second_note() {
  filtered 'qkarma adjust -1 "x
-1000 y"'
  session
  expect_journal <<'END'
127.0.0.1 -1 0 0 0 - quit adjust
END
}

test_elsewhere_it_says_what_is_missing() {
  said=$(unset QKARMA_FD; qkarma adjust -1 spam 2>&1)
  assertEquals 'exit code' 100 $?
  assertContains "$said" 'qkarma adjust: fatal: QKARMA_FD is not set'
  said=$(QKARMA_FD=77 qkarma adjust -1 spam 2>&1)
  assertEquals 'exit code' 111 $?
  assertContains "$said" 'unable to tell qkarma-smtpd on descriptor 77: Bad'
}

test_what_is_no_adjustment_is_not_sent() {
  for words in '5 x' '+ x' '-1' '+1001 x' 'nice x' ''
  do
    said=$(QKARMA_FD=9 qkarma adjust $words 9>&1 2>/dev/null)
    assertEquals "$words" 100 $?
    assertNull "$words" "$said"
  done
}

. shunit2
