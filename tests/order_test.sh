# The order of the lines in control/checks does not decide who is refused, or
# how: in all 24 orders of the default checks the same client gets the same
# answers, and the same line in the journal.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"

# No test here changes what is known: nothing is folded after this.
oneTimeSetUp() {
  fresh_home
  naughty_ago 192.0.2.1 3456 1
  past 192.0.2.2 11 g
  past 192.0.2.3 1 n
}

orders() {
  for a in earlytalker karma protocol naughty
  do
    for b in earlytalker karma protocol naughty
    do
      for c in earlytalker karma protocol naughty
      do
        for d in earlytalker karma protocol naughty
        do
          [ "$(printf '%s\n' $a $b $c $d | sort -u | wc -l)" -ne 4 ] ||
            echo "$a $b $c $d"
        done
      done
    done
  done
}

# What a client at this address hears when it says what is on stdin, and its
# line in the journal.
one_order() {
  printf '%s\n' $order | checks
  pipe_session env TCPREMOTEIP="$1" TCPLOCALHOST=mx.example.org \
    LIMITS_AUTH=0 qkarma-smtpd obedient-backend <"$SHUNIT_TMPDIR/says"
  sed -n "$NO_COURSE"'; $s/^@[0-9a-f]* \(.*\) t=.*/\1/p' "$QKARMA/journal/current"
}

# `same_for 192.0.2.1 'boxed' <<END`: the second word must be in the answers,
# or this would be another client than we think.
same_for() {
  cat >"$SHUNIT_TMPDIR/says"
  first=
  orders >"$SHUNIT_TMPDIR/orders"
  assertEquals 24 "$(wc -l <"$SHUNIT_TMPDIR/orders")"
  while read -r order
  do
    one_order "$1" >"$SHUNIT_TMPDIR/heard"
    [ -n "$first" ] || first=$(cat "$SHUNIT_TMPDIR/heard")
    assertEquals "$order" "$first" "$(cat "$SHUNIT_TMPDIR/heard")"
  done <"$SHUNIT_TMPDIR/orders"
  assertContains "$first" "$2"
}

early() {
  printf '%s\n' 'C: EHLO client.example' 'C: MAIL FROM:<a@client.example>' \
    'S*' 'C: QUIT' 'S*'
}

a_message() {
  cat <<'END'
S*
C: EHLO client.example
S*
C: MAIL FROM:<a@client.example>
C: RCPT TO:<b@example.org>
C: RCPT TO:<550@example.org>
S*
S*
S*
C: DATA
S*
C: Subject: hello
C: .
C: QUIT
S*
S*
END
}

test_an_unknown_client() {
  a_message >"$SHUNIT_TMPDIR/it"
  same_for 192.0.2.9 '250 queued' <"$SHUNIT_TMPDIR/it"
}

test_a_nice_client() {
  a_message >"$SHUNIT_TMPDIR/it"
  same_for 192.0.2.2 good_history <"$SHUNIT_TMPDIR/it"
}

test_a_client_in_the_box() {
  a_message >"$SHUNIT_TMPDIR/it"
  same_for 192.0.2.1 '421 4.7.1 You were naughty.' <"$SHUNIT_TMPDIR/it"
}

test_an_early_talker() {
  EARLYTALKER_WAIT=60
  early >"$SHUNIT_TMPDIR/it"
  same_for 192.0.2.9 '554 5.7.1 You talked' <"$SHUNIT_TMPDIR/it"
  EARLYTALKER_WAIT=0
}

test_an_early_talker_in_the_box() {
  EARLYTALKER_WAIT=60
  early >"$SHUNIT_TMPDIR/it"
  same_for 192.0.2.1 '192.0.2.1 -1 0 0 0 b boxed' <"$SHUNIT_TMPDIR/it"
  EARLYTALKER_WAIT=0
}

test_a_client_that_hangs_up() {
  EARLYTALKER_WAIT=60
  same_for 192.0.2.1 ' 0 0 0 0 - hangup' </dev/null
  EARLYTALKER_WAIT=0
}

test_one_whose_karma_gets_very_bad() {
  PROTOCOL_NON_SMTP=0
  export PROTOCOL_NON_SMTP
  same_for 192.0.2.3 'Your karma is very bad.' <<'END'
S*
C: GET / HTTP/1.0
C: FOO
C: FOO
C: FOO
C: MAIL FROM:<a@client.example>
C: RCPT TO:<b@example.org>
S*
S*
S*
S*
S*
S*
C: RCPT TO:<c@example.org>
C: RCPT TO:<d@example.org>
S*
S*
C: DATA
S*
C: Subject: hello
C: .
S*
END
  unset PROTOCOL_NON_SMTP
}

test_one_that_is_no_mail_client() {
  same_for 192.0.2.9 '521 5.5.1' <<'END'
S*
C: GET / HTTP/1.1
S*
END
}

. shunit2
