# control/awards: the operator's own points for what happens.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"

setUp() {
  fresh_home
}

awards() {
  cat >"$QKARMA/control/awards"
}

test_points_are_what_the_file_says_and_the_others_stay() {
  awards <<'END'
# an event, its points
unknown_command -3
bad_envelope    +2
END
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: FOO
S: 500 5.5.1 Unknown command.
C: MAIL FROM: <a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
S: 354 go on
C: .
S: 250 queued
C: QUIT
S: 221 bye
S: <closed>
END
  expect_journal <<'END'
192.0.2.7 1 1 0 0 - quit unknown_command,bad_envelope,message_accepted
END
}

# Line 2 of the file, and what is wrong with it.
wrong() {
  printf '%s\n' '# points' "$1" | awards
  client 192.0.2.7 <<'END'
S: 421 4.3.0 Something is wrong here, try again later.
S: <closed>
END
  assertEquals 'exit code' 100 "$PIPE_EXIT"
  assertContains "$(cat "$PIPE_LOG")" "error: control/awards: line 2: $2"
}

test_an_unknown_event_is_an_error() {
  wrong 'early_walk -1' 'there is no event "early_walk"'
}

test_events_that_bring_their_own_points_have_none_here() {
  wrong 'sender_tld -1' 'no points can be given here to "sender_tld"'
  wrong 'adjust -1' 'no points can be given here to "adjust"'
}

test_points_are_one_number() {
  for line in listed 'listed x' 'listed -1 -2' 'listed 1001' 'listed --1' \
    'listed 1.5' 'listed 18446744073709551616' 'listed 18446744073709551617'
  do
    wrong "$line" 'listed needs one number from -1000 to 1000'
  done
}

. shunit2
